import { createPublicKey, generateKeyPair, type KeyObject, randomUUID, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { WebChatSettings } from './options.ts'
import type { WireActivity } from './types.ts'

const CHANNELS = ['webchat', 'directline', 'msteams', 'emulator', 'skype', 'slack', 'sms', 'email', 'facebook']
const MOST_ISSUED = 1000

/** Signs what the channel sends, publishes the key, and issues tokens to bots. */
export class ChannelTokens {
  private readonly settings: WebChatSettings
  private readonly serviceUrl: () => string
  /** Unlike any earlier simulator's on the same port, so that a bot's cache of keys cannot mistake one for the other. */
  private readonly kid: string = randomUUID()
  private readonly keys = new Map<string, Promise<KeyObject>>()
  private readonly issued = new Set<string>()

  constructor(settings: WebChatSettings, serviceUrl: () => string) {
    this.settings = settings
    this.serviceUrl = serviceUrl
  }

  /** The `Authorization` header an activity is sent with, if there is one. */
  async authorization(activity: WireActivity): Promise<string | undefined> {
    const { auth } = this.settings
    if (!auth) return undefined
    if (auth.header !== undefined) return auth.header
    const now = Math.floor(Date.now() / 1000)
    const serviceurl = auth.serviceUrl === undefined ? activity.serviceUrl : auth.serviceUrl
    const claims = {
      iss: auth.issuer ?? 'https://api.botframework.com',
      aud: auth.audience ?? auth.appId,
      ...(serviceurl !== null && { serviceurl }),
      // Before an expiry that has passed, or the token would be wrong in two ways.
      nbf: now + Math.min(0, auth.expiresInSeconds ?? 0) - 300,
      exp: now + (auth.expiresInSeconds ?? 3600),
    }
    return `Bearer ${await this.signed(claims, auth.key ?? 'published', auth.kid)}`
  }

  /** The OpenID metadata document. */
  metadata(): object {
    return {
      issuer: this.settings.auth?.issuer ?? 'https://api.botframework.com',
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${this.serviceUrl()}/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    }
  }

  /** The published keys, with the channels they are good for. */
  async keySet(): Promise<object> {
    const { auth, channelId } = this.settings
    const { kty, n, e } = createPublicKey(await this.key('published')).export({ format: 'jwk' })
    const endorsements = auth?.endorsements ?? [...new Set([...CHANNELS, channelId])]
    return { keys: [{ kty, use: 'sig', kid: this.kid, x5t: this.kid, n, e, endorsements }] }
  }

  /** A token for a bot, good at the connector service for an hour. Undefined: the credentials are wrong. */
  async issue({
    clientId,
    secret,
    scope,
  }: Record<'clientId' | 'secret' | 'scope', string>): Promise<string | undefined> {
    const { botCredentials: known } = this.settings
    if (clientId === '' || secret === '') return undefined
    if (known && (known.appId !== clientId || known.password !== secret)) return undefined
    const now = Math.floor(Date.now() / 1000)
    const aud = scope.replace(/\/\.default$/, '')
    const claims = { iss: this.serviceUrl(), aud, appid: clientId, jti: randomUUID(), nbf: now, exp: now + 3600 }
    const token = await this.signed(claims, 'published')
    this.issued.add(token)
    if (this.issued.size > MOST_ISSUED) this.issued.delete(this.issued.values().next().value!)
    return token
  }

  /** Whether the connector service takes this `Authorization` header. */
  admits(header: string | undefined): boolean {
    const { bearer } = this.settings
    if (bearer === 'none') return true
    const token = /^Bearer (\S+)$/.exec(header ?? '')?.[1]
    return token !== undefined && (bearer === 'any' || this.issued.has(token))
  }

  private async signed(claims: object, key: string, kid = this.kid): Promise<string> {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const unsigned = `${part({ alg: 'RS256', kid, x5t: kid, typ: 'JWT' })}.${part(claims)}`
    return `${unsigned}.${sign('RSA-SHA256', Buffer.from(unsigned), await this.key(key)).toString('base64url')}`
  }

  /** Made when first needed: most tests never sign anything. */
  private key(name: string): Promise<KeyObject> {
    const known = this.keys.get(name)
    if (known) return known
    const made = promisify(generateKeyPair)('rsa', { modulusLength: 2048 }).then(({ privateKey }) => privateKey)
    this.keys.set(name, made)
    return made
  }
}
