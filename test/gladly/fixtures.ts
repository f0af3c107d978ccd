import { readFileSync } from 'node:fs'
import type { RawRequest } from '../../adapters/core/platform.ts'
import { completeGladlySettings, type GladlySettings } from '../../adapters/gladly/settings.ts'

/** Settings of an organization that nobody calls. */
export const ACME: GladlySettings = {
  baseUrl: 'https://acme.gladly.com',
  userEmail: 'bot@brand.example',
  apiToken: 'tok-canary-7f3a',
  aiInboxIds: ['iAi4Inb0xR7nKz2Wt5YbQg'],
  handoffInboxId: 'iHand0ffInb0xC3kQw8TyA',
  agentId: 'aB0tAgentM6wZx2LqRt9YA',
  webhookSecrets: ['s3cret-current', 's3cret-previous'],
}

export const acme = (changes: Partial<GladlySettings> = {}) => completeGladlySettings({ ...ACME, ...changes })

export const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')

export const json = (name: string): Record<string, unknown> & { content: Record<string, unknown> } =>
  JSON.parse(fixture(name))

/** A webhook request as intake hands it over. */
export function webhookRequest(body: string | Buffer, headers: RawRequest['headers'] = {}): RawRequest {
  return { method: 'POST', url: '/api/gladly', headers, body: Buffer.from(body) }
}
