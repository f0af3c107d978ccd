import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isOneOf } from '../../adapters/core/constant-time.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const HOME = 'adapters/core/constant-time.ts'

/** What a secret, or something made with one, is called here. */
const SECRET = /secret|password|signature|digest|hmac|apikey|credential|verificationtoken|requesttoken/i
/** What tells nothing of what is in a secret it is compared with. */
const HARMLESS = /^(?:undefined|null|true|false|\d.*|['"`].*)$/
/** What is looked at once, or was made without any secret. */
const NO_SECRETS: Record<string, RegExp> = {
  'adapters/core/connector/send-activity.ts': /credentials\.appId ===/,
  'adapters/eight-by-eight/channel/reply.ts': /digest === digestOf\(text\)/,
  'adapters/imiconnect/response.ts': /credentialCodes\.includes\(code\)/,
  'adapters/imiconnect/settings.ts': /urlSecrets\.includes\(verificationToken\)/,
}

/** Whether a line compares a secret by an operator, or looks for one in a list or a text. */
function compares(line: string): boolean {
  const operands = [...line.matchAll(/(typeof )?([\w.!?]+)\s*[!=]==?\s*([\w.!?]+|['"`].*)/g)]
  const byOperator = operands.some(
    ([, type, left = '', right = '']) =>
      type === undefined &&
      [left, right].some((one) => SECRET.test(one) && !HARMLESS.test(one)) &&
      ![left, right].some((one) => HARMLESS.test(one) || one.endsWith('.length')),
  )
  const found = /([\w.!?]+)\.(?:includes|indexOf|startsWith|endsWith|localeCompare|equals|compare)\(/.exec(line)
  return byOperator || SECRET.test(found?.[1] ?? '')
}

const sources = ['adapters', 'bot'].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts')),
)
const textOf = (name: string): string => readFileSync(`${ROOT}${name}`, 'utf8')

describe('secrets are compared in constant time', () => {
  it('in one place alone', () => {
    assert.deepEqual(
      sources.filter((name) => textOf(name).includes('timingSafeEqual')),
      [HOME],
    )
  })

  it('and nowhere by an operator or a search', () => {
    const found = sources.flatMap((name) =>
      textOf(name)
        .split('\n')
        .filter((line) => compares(line) && !NO_SECRETS[name]?.test(line))
        .map((line) => `${name}: ${line.trim()}`),
    )
    assert.deepEqual(found, [])
  })

  it('which this test would see', () => {
    for (const line of [
      'if (given === settings.webhookSecret) return',
      'return signature !== expected',
      'secrets.includes(given)',
      'if (given == digest) x()',
      'settings.webhookPassword === password',
      'header.signature.startsWith(x)',
    ])
      assert.ok(compares(line), line)
    for (const line of [
      "if (secret === '')",
      'typeof signature === "string"',
      'secrets.length === 0',
      'password === undefined',
    ])
      assert.ok(!compares(line), line)
  })

  it('by every platform that is proven by one', () => {
    const users = sources.filter((name) =>
      /import \{[^}]*\bisOneOf\b[^}]*\} from '\.\.\/core\/constant-time\.ts'/.test(textOf(name)),
    )
    assert.deepEqual(users.sort(), [
      'adapters/genesys/register.ts',
      'adapters/genesys/signature.ts',
      'adapters/gladly/webhook.ts',
      'adapters/hootsuite/signature.ts',
      'adapters/imiconnect/verify.ts',
    ])
  })

  it('all of them, whichever is right, and never nothing', () => {
    assert.ok(isOneOf('new', ['new', 'old']) && isOneOf('old', ['new', 'old']))
    assert.ok(isOneOf(Buffer.from([1, 2]), [Buffer.from([1, 2])]))
    for (const given of ['', 'ne', 'newer', 'NEW', 'new,old']) assert.ok(!isOneOf(given, ['new', 'old', '']), given)
    assert.ok(!isOneOf('x', []))
    // As many bytes, not as many letters.
    assert.ok(!isOneOf('é', ['ab']) && isOneOf('é', ['é']))
  })
})
