import fc from 'fast-check'

/** Texts that have hurt somebody somewhere. */
const NOTORIOUS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\n\r\t',
  '\u2028\u2029',
  '\ufeff',
  '\ufffd\uffff',
  '\u202eesrever',
  'e\u0301\u0301\u0301\u0301',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '\ud800',
  'half \udc00 of one',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'true',
  '0',
  '-0',
  '1e999',
  '9007199254740993',
  '123456789012345678901234567890',
  '../../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '%',
  '%ff',
  '~',
  'a~b/c',
  '/',
  '?#&=',
  '[button:x|y](z)',
  '{{x}}',
  '$&$1$$',
  '<script>alert(1)</script>',
  '<b><i><u>'.repeat(50),
  '**_~~`[![](<',
  "'; DROP TABLE inbox; --",
  'javascript:alert(1)',
  'data:text/plain;base64,AAAA',
  'data:;base64,%%%',
  'http://',
  'http://[::1',
  'https://127.0.0.1:1/x?y#z',
  'file:///etc/passwd',
  '1970-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999999999Z',
  '+275760-09-13T00:00:00.000Z',
  '-000001-01-01T00:00:00Z',
  '2026-13-45T99:99:99Z',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  '2024-03-09 17:05:41.37',
]

/** Any sequence of UTF-16 units: halves of characters stand alone. */
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes))

/** Long enough to meet every limit of ours, and cheap to make. */
const long = fc
  .record({
    part: fc.constantFrom('a', ' ', 'é', '👍', '<', '*', '[', '\n', '\\', 'word ', '\ud800'),
    times: fc.nat(20_000),
  })
  .map(({ part, times }) => part.repeat(times))

/** A text nobody expects. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NOTORIOUS) },
  { weight: 3, arbitrary: fc.string({ maxLength: 60 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 2, arbitrary: units },
  { weight: 1, arbitrary: long },
)
