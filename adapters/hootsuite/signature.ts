import { createHmac } from 'node:crypto'
import { isOneOf } from '../core/constant-time.ts'
import type { HootsuiteProfile } from './profile.ts'

/** What of the profile a signature depends on. */
export type SignatureRules = Pick<HootsuiteProfile, 'signatureAlgorithm' | 'signatureEncoding' | 'secretEncoding'>

/**
 * The signature of a body: HMAC-SHA256 over its raw bytes with the hex-decoded shared secret, in hex (Inbox 2.0 API
 * reference, Webhook authentication). For tests and simulators; `isSigned` checks one.
 */
export function sign(secret: string, body: Buffer, rules: SignatureRules): string {
  return digest(secret, body, rules).toString(rules.signatureEncoding)
}

/** Whether one of the secrets made this signature. All are tried, each compared in constant time, as bytes. */
export function isSigned(signature: string, body: Buffer, secrets: readonly string[], rules: SignatureRules): boolean {
  const given = decode(signature, rules.signatureEncoding)
  const expected = secrets.map((secret) => digest(secret, body, rules))
  return given !== undefined && isOneOf(given, expected)
}

/** Why a secret is no key; undefined where it is one. Never shows the secret. */
export function whyNoKey(secret: string, { secretEncoding }: Pick<HootsuiteProfile, 'secretEncoding'>) {
  if (secret === '') return 'a webhook secret is empty'
  if (secretEncoding === 'utf8' || isHex(secret)) return undefined
  return 'a webhook secret is not hexadecimal, or of odd length: copy it whole from the virtual agent’s page, or set secretEncoding to "utf8" in the profile if it is a text of your own'
}

// `Buffer.from(text, 'hex')` would stop at the first character that is none, and take what is left for the whole.
const isHex = (text: string): boolean => text.length > 0 && text.length % 2 === 0 && /^[0-9a-f]+$/i.test(text)

function digest(secret: string, body: Buffer, { signatureAlgorithm, secretEncoding }: SignatureRules): Buffer {
  const key = Buffer.from(secret, secretEncoding)
  return createHmac(signatureAlgorithm, key).update(body).digest()
}

function decode(signature: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  if (encoding === 'hex') return isHex(signature) ? Buffer.from(signature, 'hex') : undefined
  return /^[A-Za-z0-9+/]+={0,2}$/.test(signature) ? Buffer.from(signature, 'base64') : undefined
}
