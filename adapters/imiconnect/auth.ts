import { createHmac } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import type { CompleteImiconnectSettings } from './settings.ts'

/**
 * The headers that authenticate a call. Nothing is documented for the URL of a bot; these are the ways of Inbound Webhooks
 * (Webex Connect help). Where both a JWT and a key are set, the JWT wins, as on the platform.
 */
export function authHeaders({ profile, serviceKey }: CompleteImiconnectSettings, clock: Clock): Record<string, string> {
  const { inboundAuth: auth } = profile
  switch (auth.type) {
    case 'none':
      return serviceKey === undefined ? {} : { key: serviceKey }
    case 'serviceKey': {
      const value = auth.value ?? serviceKey
      return value === undefined ? {} : { [auth.header]: value }
    }
    case 'jwt': {
      const token = jwtOf(auth.serviceId, auth.serviceSecret, clock.now())
      return { [auth.header]: auth.header.toLowerCase() === 'authorization' ? `Bearer ${token}` : token }
    }
    case 'header':
      return { [auth.header]: auth.value }
  }
}

/** HS256 with the decoded secret; good for 60 minutes, so each call has its own (Using JWT for API Authentication). */
export function jwtOf(serviceId: string, serviceSecret: string, now: Date): string {
  const claims = { iss: serviceId, iat: Math.floor(now.getTime() / 1_000) }
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map(encode).join('.')
  const signature = createHmac('sha256', Buffer.from(serviceSecret, 'base64')).update(signed).digest('base64url')
  return `${signed}.${signature}`
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
