import fc from 'fast-check'
import { oddText } from './text.ts'

/** Numbers at the ends of what a number can be. */
const oddNumber = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    0.1 + 0.2,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    -(2 ** 53),
    1e21,
    1e300,
    Number.MAX_VALUE,
    5e-324,
    8.64e15,
    8.64e15 + 1,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
)

const leaf = fc.oneof(
  { weight: 4, arbitrary: oddText },
  { weight: 2, arbitrary: oddNumber },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { '': '' }) },
)

const names = fc.oneof(
  fc.constantFrom('id', 'type', 'text', 'data', 'content', 'value', 'name', 'url', 'toString', 'length', 'then', ''),
  fc.string({ maxLength: 12 }),
)

const small = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(names, tie('any'), { maxKeys: 4 }),
  ),
})).any

const longArray = fc
  .record({ length: fc.nat(3_000), of: fc.constantFrom<unknown>(0, '', null, {}, [], 'x', { id: 1 }) })
  .map(({ length, of }) => Array.from({ length }, () => of))

const nested = fc.record({ depth: fc.nat(300), as: fc.constantFrom('array', 'object') }).map(({ depth, as }) => {
  let value: unknown = 'bottom'
  for (let level = 0; level < depth; level++) value = as === 'array' ? [value] : { content: value }
  return value
})

/** A value nobody expects, which `JSON.stringify` can write. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: leaf },
  { weight: 5, arbitrary: small },
  { weight: 1, arbitrary: longArray },
  { weight: 1, arbitrary: nested },
)

/** Deeper than a recursive parser or printer goes. */
const abyss = fc
  .record({ depth: fc.nat(60_000), open: fc.constantFrom('[', '{"a":', '[[', '{"content":['), closed: fc.boolean() })
  .map(({ depth, open, closed }) => {
    const back = [...open].reverse().map((one) => ({ '[': ']', '{': '}' })[one] ?? '')
    return `${open.repeat(depth)}${closed ? `1${back.join('').repeat(depth)}` : ''}`
  })

/** JSON that `JSON.stringify` never writes, or is none. */
const ODD_JSON: readonly string[] = [
  '{"__proto__":{"polluted":true}}',
  '{"type":"MESSAGE","__proto__":null}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"\\u005f_proto__":{"polluted":true},"type":"x"}',
  '{"type":"a","type":"b","type":5}',
  '[1e999,-1e999,1E+400]',
  '{"id":123456789012345678901234567890,"n":0.1e-400}',
  '{"text":"\\ud800"}',
  '{"text":"\\udfff\\ud800"}',
  '\ufeff{"type":"x"}',
  '{"type":"x"}{"type":"y"}',
  '{"type":"x",}',
  "{'type':'x'}",
  '{type:"x"}',
  '// {}\n{}',
  'NaN',
  'undefined',
  '"text"',
  '0',
  'null',
  'true',
  '[]',
  '{}',
  ' ',
  '"\u0000"',
  '{"a":"\u0001"}',
  'type=MESSAGE&text=hello',
  '<?xml version="1.0"?><a/>',
]

/** The text of a body: JSON of no platform, and what is no JSON. */
export const oddJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD_JSON) },
  { weight: 4, arbitrary: oddValue.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: abyss },
  { weight: 1, arbitrary: fc.json({ maxDepth: 5 }) },
)
