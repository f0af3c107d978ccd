import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { SettingsError } from '../../adapters/index.ts'
import { PLATFORMS } from '../../bot/platforms.ts'
import { readBotSettings } from '../../bot/settings.ts'

describe('the server’s settings', () => {
  it('all have defaults', () => {
    const { server, botFramework, platforms, warnings } = readBotSettings({})
    assert.equal(server.port, 3978)
    assert.equal(server.host, undefined)
    assert.equal(server.logLevel, 'info')
    assert.ok(isAbsolute(server.dataDir) && server.dataDir.endsWith('data'))
    assert.deepEqual([botFramework, platforms, warnings], [undefined, [], []])
  })

  it('treat blank as not set', () => {
    assert.equal(readBotSettings({ PORT: '', HOST: '  ', MicrosoftAppId: '', GLADLY_API_TOKEN: '' }).server.port, 3978)
    // As the templates of Azure bots come.
    const template = { MicrosoftAppType: 'MultiTenant', MicrosoftAppId: '', MicrosoftAppPassword: '' }
    assert.equal(readBotSettings(template).botFramework, undefined)
  })

  it('name all that is wrong anywhere in one message', () => {
    const env = {
      PORT: '99999',
      LOG_LEVEL: 'loud',
      MicrosoftAppPassword: 'secret-password',
      GLADLY_BASE_URL: 'https://acme.gladly.com',
      GLADLY_API_TOKEN: 'secret-token',
    }
    assert.throws(
      () => readBotSettings(env),
      (error: Error) => {
        assert.ok(error instanceof SettingsError)
        for (const name of ['PORT', 'LOG_LEVEL', 'MicrosoftAppId', 'GLADLY_USER_EMAIL', 'GLADLY_WEBHOOK_SECRET']) {
          assert.ok(error.message.includes(name), `${name} in: ${error.message}`)
        }
        assert.doesNotMatch(error.message, /secret-/)
        return true
      },
    )
  })

  it('want of an Azure bot what its type needs', () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const missing = (env: Record<string, string>): string => {
      try {
        readBotSettings(env)
        return ''
      } catch (error) {
        return (error as Error).message
      }
    }
    assert.match(missing({ MicrosoftAppId: id }), /MicrosoftAppPassword/)
    assert.match(
      missing({ MicrosoftAppId: id, MicrosoftAppType: 'SingleTenant' }),
      /MicrosoftAppPassword, MicrosoftAppTenantId/,
    )
    assert.match(
      missing({ MicrosoftAppId: id, MicrosoftAppType: 'UserAssignedMSI' }),
      /Missing for UserAssignedMSI: MicrosoftAppTenantId\./,
    )
    assert.equal(missing({ MicrosoftAppId: id, MicrosoftAppPassword: 'p' }), '')
  })

  it('want to know which of two desks takes over, and take no desk that is not there', () => {
    const eight = { EIGHT_BY_EIGHT_API_KEY: 'key', EIGHT_BY_EIGHT_QUEUE_ID: '214' }
    const genesys = {
      GENESYS_REGION_URL: 'https://apps.mypurecloud.ie',
      GENESYS_CLIENT_ID: 'id',
      GENESYS_CLIENT_SECRET: 'secret',
      GENESYS_WEBHOOK_SECRET: 'w',
      GENESYS_REGISTRATION_SECRET: 'r',
      GENESYS_TEAM_ID: 't',
      GENESYS_BOT_ID: 'b',
    }
    assert.throws(() => readBotSettings({ ...eight, ...genesys }), /Two desks are set up \(8x8 and genesys\).*DESK/)
    for (const DESK of ['8x8', 'genesys']) {
      assert.equal(readBotSettings({ ...eight, ...genesys, DESK }).desk?.channelId, DESK)
    }
    assert.equal(readBotSettings(genesys).desk?.channelId, 'genesys')
    assert.equal(readBotSettings({}).desk, undefined)
    assert.throws(() => readBotSettings({ DESK: '8x8' }), /DESK is '8x8', which is not set up/)
    assert.throws(
      () => readBotSettings({ ...eight, EIGHT_BY_EIGHT_ROLE: 'channel', DESK: '8x8' }),
      /not set up as a desk/,
    )
  })

  it('tell of names that are nearly right', () => {
    const env = { MicrosoftAppId: 'id', MicrosoftAppPassword: 'p', MicrosoftAppTenentId: 't' }
    assert.match(readBotSettings(env).warnings.join(), /MicrosoftAppTenentId.*Did you mean MicrosoftAppTenantId/)
  })

  it('take times in days, 0 for ever', () => {
    const day = 86_400_000
    const { retention } = readBotSettings({}).server
    assert.deepEqual(retention, { transcriptsMs: 30 * day, stateMs: 90 * day, deadLettersMs: 30 * day })
    const env = { RETENTION_TRANSCRIPT_DAYS: '0.5', RETENTION_STATE_DAYS: '0' }
    const { transcriptsMs, stateMs } = readBotSettings(env).server.retention
    assert.deepEqual([transcriptsMs, stateMs], [day / 2, Number.POSITIVE_INFINITY])
    assert.throws(() => readBotSettings({ RETENTION_DEAD_LETTER_DAYS: '-1' }), /RETENTION_DEAD_LETTER_DAYS: must be/)
  })

  it('are what .env.example names', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const lines = [...example.matchAll(/^#?([A-Za-z_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!] as const)
    assert.ok(lines.length > 20)
    const names = lines.map(([name]) => name)
    for (const kind of ['TRANSCRIPT', 'STATE', 'DEAD_LETTER']) assert.ok(names.includes(`RETENTION_${kind}_DAYS`))
    const { server, botFramework, platforms, desk, warnings } = readBotSettings({
      ...Object.fromEntries(lines.map(([name, value]) => [name, value || `value-of-${name}`])),
      GLADLY_QUEUES: 'billing=inbox',
      HOOTSUITE_WEBHOOK_SECRET: 'ab'.repeat(32),
      GLADLY_PROFILE: '',
      HOOTSUITE_PROFILE: '',
      IMICONNECT_PROFILE: '',
      EIGHT_BY_EIGHT_PROFILE: '',
      EIGHT_BY_EIGHT_ROLE: 'both',
      GENESYS_PROFILE: '',
    })
    assert.equal(desk?.channelId, '8x8')
    assert.deepEqual(
      warnings.filter((warning) => warning.includes('is no setting')),
      [],
    )
    const set = platforms.map((platform) => platform.channelId)
    assert.deepEqual(
      set,
      PLATFORMS.map((platform) => platform.channelId),
    )
    for (const group of [server, botFramework]) {
      const missing = Object.entries(group ?? { group: undefined }).filter(([, value]) => value === undefined)
      assert.deepEqual(missing, [], 'every setting has its line')
    }
  })
})
