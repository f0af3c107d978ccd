import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SettingsError } from '../../adapters/core/errors.ts'
import { createGladlyPlatform, readGladlySettings } from '../../adapters/gladly/index.ts'
import { ACME } from './fixtures.ts'

const COMPLETE = {
  GLADLY_BASE_URL: 'https://acme.gladly.com/',
  GLADLY_USER_EMAIL: 'bot@brand.example',
  GLADLY_API_TOKEN: 'tok-1',
  GLADLY_AI_INBOX_ID: 'ai-1, ai-2',
  GLADLY_HANDOFF_INBOX_ID: 'people',
  GLADLY_WEBHOOK_SECRET: 'now, before',
}

function refusal(env: Record<string, string | undefined>): SettingsError {
  try {
    readGladlySettings(env)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error
  }
  throw new assert.AssertionError({ message: 'the settings were taken' })
}

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(COMPLETE).filter(([name]) => !names.includes(name)))

function profileFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'gladly-')), 'profile.json')
  writeFileSync(path, text)
  return path
}

describe('Gladly: settings', () => {
  it('are none where nothing of Gladly is set', () => {
    assert.deepEqual(readGladlySettings({ PORT: '3978' }), { settings: undefined, warnings: [] })
  })

  it('are read from the environment', () => {
    const { settings } = readGladlySettings({
      ...COMPLETE,
      GLADLY_AGENT_ID: 'bot-1',
      GLADLY_WEBHOOK_HEADER: 'X-Key',
      GLADLY_WEBHOOK_USERNAME: 'gladly',
      GLADLY_WEBHOOK_PASSWORD: 'pass',
      GLADLY_QUEUES: 'billing=in-1,returns=in-2',
      GLADLY_REQUESTS_PER_SECOND: '5',
    })
    assert.deepEqual(settings, {
      baseUrl: 'https://acme.gladly.com',
      userEmail: 'bot@brand.example',
      apiToken: 'tok-1',
      aiInboxIds: ['ai-1', 'ai-2'],
      handoffInboxId: 'people',
      webhookSecrets: ['now', 'before'],
      agentId: 'bot-1',
      webhookHeader: 'X-Key',
      webhookUsername: 'gladly',
      webhookPassword: 'pass',
      queues: { billing: 'in-1', returns: 'in-2' },
      requestsPerSecond: 5,
    })
  })

  it('take the address of the API for that of the organization', () => {
    const { settings } = readGladlySettings({ ...COMPLETE, GLADLY_BASE_URL: 'https://acme.gladly.com/api/v1' })
    assert.equal(settings?.baseUrl, 'https://acme.gladly.com')
  })

  it('name everything that is missing at once', () => {
    const { message } = refusal({ GLADLY_BASE_URL: 'https://acme.gladly.com' })
    for (const name of Object.keys(without('GLADLY_BASE_URL'))) assert.match(message, new RegExp(name))
  })

  it('want a secret or Basic credentials', () => {
    assert.match(refusal(without('GLADLY_WEBHOOK_SECRET')).message, /Missing: GLADLY_WEBHOOK_SECRET/)
    assert.match(refusal({ ...COMPLETE, GLADLY_WEBHOOK_SECRET: ' , ' }).message, /GLADLY_WEBHOOK_SECRET/)
    const basic = { GLADLY_WEBHOOK_USERNAME: 'u', GLADLY_WEBHOOK_PASSWORD: 'p' }
    assert.ok(readGladlySettings({ ...without('GLADLY_WEBHOOK_SECRET'), ...basic }).settings)
  })

  it('want user name and password together', () => {
    assert.match(refusal({ ...COMPLETE, GLADLY_WEBHOOK_USERNAME: 'u' }).message, /Missing: GLADLY_WEBHOOK_PASSWORD/)
    assert.match(refusal({ ...COMPLETE, GLADLY_WEBHOOK_PASSWORD: 'p' }).message, /Missing: GLADLY_WEBHOOK_USERNAME/)
  })

  it('refuse inboxes that would send the customer round in circles', () => {
    assert.match(
      refusal({ ...COMPLETE, GLADLY_HANDOFF_INBOX_ID: 'ai-2' }).message,
      /GLADLY_HANDOFF_INBOX_ID: is an AI inbox/,
    )
    assert.match(refusal({ ...COMPLETE, GLADLY_QUEUES: 'a=ai-1' }).message, /GLADLY_QUEUES: names an AI inbox/)
  })

  it('refuse what cannot be right', () => {
    assert.match(refusal({ ...COMPLETE, GLADLY_BASE_URL: 'http://acme.gladly.com' }).message, /GLADLY_BASE_URL/)
    assert.match(refusal({ ...COMPLETE, GLADLY_USER_EMAIL: 'bot' }).message, /GLADLY_USER_EMAIL/)
    assert.match(refusal({ ...COMPLETE, GLADLY_WEBHOOK_HEADER: 'Authorization' }).message, /GLADLY_WEBHOOK_HEADER/)
    assert.match(refusal({ ...COMPLETE, GLADLY_WEBHOOK_HEADER: 'X Key:' }).message, /GLADLY_WEBHOOK_HEADER/)
    assert.match(refusal({ ...COMPLETE, GLADLY_REQUESTS_PER_SECOND: '0' }).message, /GLADLY_REQUESTS_PER_SECOND/)
  })

  it('show no secret in what they say', () => {
    assert.doesNotMatch(refusal({ ...COMPLETE, GLADLY_BASE_URL: 'x' }).message, /tok-1|now|before/)
  })

  it('ask what was meant by a name nobody knows', () => {
    assert.deepEqual(readGladlySettings({ ...COMPLETE, GLADLY_AGENTID: 'x' }).warnings, [
      'GLADLY_AGENTID is no setting of Gladly. Did you mean GLADLY_AGENT_ID?',
    ])
  })

  it('take the profile from a file', () => {
    const path = profileFile('{"handOff":{"agentId":"omit"},"reply":{"emailLimit":20000}}')
    const { settings } = readGladlySettings({ ...COMPLETE, GLADLY_PROFILE: path })
    assert.deepEqual(settings?.profile, { handOff: { agentId: 'omit' }, reply: { emailLimit: 20_000 } })
  })

  it('refuse a profile that is not there, no JSON, or has names or values nobody knows', () => {
    assert.match(refusal({ ...COMPLETE, GLADLY_PROFILE: '/nowhere/profile.json' }).message, /cannot be read/)
    assert.match(refusal({ ...COMPLETE, GLADLY_PROFILE: profileFile('{') }).message, /is not JSON/)
    assert.match(refusal({ ...COMPLETE, GLADLY_PROFILE: profileFile('{"handoff":{}}') }).message, /handoff/)
    assert.match(refusal({ ...COMPLETE, GLADLY_PROFILE: profileFile('{"notes":{"shape":"xml"}}') }).message, /shape/)
  })

  it('make a platform of the default account', async () => {
    const platform = createGladlyPlatform(ACME)
    assert.equal(platform.channelId, 'gladly')
    assert.equal(platform.account, '')
    assert.equal(platform.serviceUrl, 'https://acme.gladly.com')
    assert.equal(platform.bot.id, ACME.agentId)
    assert.equal(platform.needsTranscript, false)
    await platform.close?.()
  })
})
