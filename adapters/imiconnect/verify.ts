import { createHmac } from 'node:crypto'
import { isOneOf } from '../core/constant-time.ts'
import type { RawRequest, Verdict } from '../core/platform.ts'
import { readBody } from './events.ts'
import { inOneSpelling } from './fields.ts'
import { type CompleteImiconnectSettings, decoded, URL_MISSING } from './settings.ts'

/**
 * Is this request from the platform? It signs nothing (Webex Connect help, Generic Bot): the verification token
 * authenticates us to it, not it to us. What proves a request is the secret in the URL that was typed into the
 * integration's form, so it is checked before anything is answered, and without it there is nothing here.
 */
export function verifyWebhook(settings: CompleteImiconnectSettings, request: RawRequest): Verdict {
  const { urlSecrets, profile } = settings
  const given = givenSecret(request.url, profile.urlSecret)
  if (given === undefined || !isOneOf(given, urlSecrets)) {
    const why = given === undefined ? 'there is no secret in the URL' : 'the URL ends in none of the configured secrets'
    return { ok: false, status: 404, why }
  }
  if (request.method === 'POST') {
    const why = tokenRefusal(settings, request) ?? signatureRefusal(settings, request)
    if (why !== undefined) return { ok: false, status: 401, why }
    // The generated URL exists only after Verify has worked: until then handshakes are all we can answer.
    if (settings.inboundUrl === undefined && readBody(request.body, profile).kind === 'event')
      return { ok: false, status: 503, why: URL_MISSING }
  }
  return { ok: true }
}

function givenSecret(url: string, where: CompleteImiconnectSettings['profile']['urlSecret']): string | undefined {
  const [path = '', query = ''] = splitOnce(url.split('#')[0]!, '?')
  const secret =
    where.in === 'query' ? new URLSearchParams(query).get(where.name) : decoded(path.split('/').at(-1) ?? '')
  return secret || undefined
}

/** Where the platform sends the token as well; off by default. */
function tokenRefusal({ profile, verificationToken }: CompleteImiconnectSettings, request: RawRequest) {
  const { requestToken } = profile
  if (requestToken === undefined) return undefined
  const { in: where, name } = requestToken
  const given =
    where === 'header'
      ? request.headers[name.toLowerCase()]
      : where === 'query'
        ? new URLSearchParams(splitOnce(request.url, '?')[1]).get(name)
        : fieldIn(request.body, name)
  if (typeof given !== 'string' || given === '') return `there is no token in the ${where} '${name}'`
  return isOneOf(given, [verificationToken]) ? undefined : `the token in the ${where} '${name}' is not ours`
}

function fieldIn(body: Buffer, name: string): unknown {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'))
    const wanted = inOneSpelling(name)
    return Object.entries(json ?? {}).find(([key]) => inOneSpelling(key) === wanted)?.[1]
  } catch {
    return undefined
  }
}

/** Where requests are signed; off by default. Neither the length of the digest nor a prefix of it is assumed. */
function signatureRefusal({ profile }: CompleteImiconnectSettings, { headers, body }: RawRequest) {
  const { signature } = profile
  if (signature === undefined) return undefined
  const given = headers[signature.header.toLowerCase()]
  if (typeof given !== 'string') return `there is no single ${signature.header} header`
  const digest = createHmac(signature.algorithm, signature.secret).update(body).digest('hex')
  const bare = given
    .trim()
    .toLowerCase()
    .replace(/^sha\d+=/, '')
  return isOneOf(bare, [digest]) ? undefined : `the ${signature.header} header holds another signature`
}

function splitOnce(text: string, at: string): [string, string | undefined] {
  const index = text.indexOf(at)
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)]
}
