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

  it('tell of names that are nearly right', () => {
    const env = { MicrosoftAppId: 'id', MicrosoftAppPassword: 'p', MicrosoftAppTenentId: 't' }
    assert.match(readBotSettings(env).warnings.join(), /MicrosoftAppTenentId.*Did you mean MicrosoftAppTenantId/)
  })

  it('are what .env.example names', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const lines = [...example.matchAll(/^#?([A-Za-z_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!] as const)
    assert.ok(lines.length > 20)
    const { server, botFramework, platforms, warnings } = readBotSettings({
      ...Object.fromEntries(lines.map(([name, value]) => [name, value || `value-of-${name}`])),
      GLADLY_QUEUES: 'billing=inbox',
      HOOTSUITE_WEBHOOK_SECRET: 'ab'.repeat(32),
      GLADLY_PROFILE: '',
      HOOTSUITE_PROFILE: '',
      IMICONNECT_PROFILE: '',
    })
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
