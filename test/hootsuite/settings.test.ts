import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SettingsError } from '../../adapters/core/errors.ts'
import { createHootsuitePlatform, readHootsuiteSettings } from '../../adapters/hootsuite/index.ts'
import { completeHootsuiteSettings } from '../../adapters/hootsuite/settings.ts'
import { CREDENTIALS, SECRET } from './fixtures.ts'

const COMPLETE = {
  HOOTSUITE_WEBHOOK_SECRET: `${SECRET}, ${'ab'.repeat(16)}`,
  HOOTSUITE_CLIENT_ID: 'app-1',
  HOOTSUITE_CLIENT_SECRET: 'app-secret',
  HOOTSUITE_ORGANIZATION_ID: '41207',
  HOOTSUITE_BASE_URL: 'http://127.0.0.1:5000/',
}

function refusal(env: Record<string, string | undefined>): SettingsError {
  try {
    readHootsuiteSettings(env)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error
  }
  throw new assert.AssertionError({ message: 'the settings were taken' })
}

function profileFile(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'hootsuite-')), 'profile.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const SPARKCENTRAL = fileURLToPath(new URL('../../adapters/hootsuite/sparkcentral.json', import.meta.url))

describe('Hootsuite: settings', () => {
  it('are none where nothing of Hootsuite is set', () => {
    assert.deepEqual(readHootsuiteSettings({ PORT: '3978' }), { settings: undefined, warnings: [] })
  })

  it('are read from the environment', () => {
    assert.deepEqual(readHootsuiteSettings(COMPLETE), {
      settings: {
        webhookSecrets: [SECRET, 'ab'.repeat(16)],
        clientId: 'app-1',
        clientSecret: 'app-secret',
        organizationId: '41207',
        baseUrl: 'http://127.0.0.1:5000',
      },
      warnings: [],
    })
  })

  it('are enough with a secret alone', () => {
    const { settings, warnings } = readHootsuiteSettings({ HOOTSUITE_WEBHOOK_SECRET: SECRET })
    assert.deepEqual([settings, warnings], [{ webhookSecrets: [SECRET] }, []])
  })

  it('may come without the secret, which is learned later, with a warning', () => {
    const { settings, warnings } = readHootsuiteSettings({ HOOTSUITE_BASE_URL: 'https://platform.hootsuite.com' })
    assert.deepEqual(settings, { baseUrl: 'https://platform.hootsuite.com' })
    assert.match(warnings.join(), /HOOTSUITE_WEBHOOK_SECRET is not set: .*503/)
  })

  it('refuse a secret that is not hexadecimal or of odd length, without showing it', () => {
    for (const secret of ['not-hex-at-all', SECRET.slice(1), `${SECRET},oops`]) {
      const { message } = refusal({ HOOTSUITE_WEBHOOK_SECRET: secret })
      assert.match(message, /HOOTSUITE_WEBHOOK_SECRET: a webhook secret is not hexadecimal/)
      assert.ok(!message.includes(secret.split(',').at(-1)!))
    }
    assert.throws(() => createHootsuitePlatform({ webhookSecrets: ['not-hex-at-all'] }), SettingsError)
  })

  it('take any secret where the profile says that it is a text', () => {
    const env = {
      HOOTSUITE_WEBHOOK_SECRET: 'not-hex-at-all',
      HOOTSUITE_PROFILE: profileFile({ secretEncoding: 'utf8' }),
    }
    assert.equal(readHootsuiteSettings(env).settings?.webhookSecrets?.[0], 'not-hex-at-all')
  })

  it('want all credentials or none, and name what is missing', () => {
    for (const name of ['HOOTSUITE_CLIENT_ID', 'HOOTSUITE_CLIENT_SECRET', 'HOOTSUITE_ORGANIZATION_ID'] as const) {
      const { [name]: _, ...rest } = COMPLETE
      assert.match(refusal(rest).message, new RegExp(`Missing: ${name}\\.`))
      const one = refusal({ [name]: 'x' }).message
      for (const other of ['CLIENT_ID', 'CLIENT_SECRET', 'ORGANIZATION_ID']) {
        assert.equal(new RegExp(`Missing: .*HOOTSUITE_${other}`).test(one), `HOOTSUITE_${other}` !== name)
      }
    }
    assert.throws(() => completeHootsuiteSettings({ clientId: 'a' }), /clientSecret is missing/)
  })

  it('guess what a misspelt name was to be', () => {
    const { warnings } = readHootsuiteSettings({ ...COMPLETE, HOOTSUITE_WEBHOOK_SECRETS: SECRET })
    assert.match(warnings.join(), /Did you mean HOOTSUITE_WEBHOOK_SECRET\?/)
  })

  it('tell what is wrong with a profile', () => {
    for (const content of ['no json', { secretEncodings: 'hex' }, { conversationPath: '/x' }, { maxTextLength: 5 }]) {
      assert.match(refusal({ ...COMPLETE, HOOTSUITE_PROFILE: profileFile(content) }).message, /HOOTSUITE_PROFILE: /)
    }
    assert.match(refusal({ ...COMPLETE, HOOTSUITE_PROFILE: '/nowhere.json' }).message, /cannot be read/)
  })

  it('come with the old names of Sparkcentral as a file, in which no organization is needed', () => {
    const { HOOTSUITE_ORGANIZATION_ID: _o, HOOTSUITE_BASE_URL: _b, ...rest } = COMPLETE
    const { settings } = readHootsuiteSettings({ ...rest, HOOTSUITE_PROFILE: SPARKCENTRAL })
    const complete = completeHootsuiteSettings(settings!)
    assert.equal(complete.baseUrl, 'https://public-api.sparkcentral.com')
    assert.equal(complete.profile.signatureHeader, 'x-sparkcentral-signature')
    assert.ok(complete.credentials)
  })

  it('decide how answers travel', () => {
    const without = createHootsuitePlatform({ webhookSecrets: [SECRET] })
    assert.ok(without.response)
    assert.equal(without.typing, undefined)
    assert.deepEqual(
      [without.capabilities.proactive, without.capabilities.attachments, without.capabilities.typing],
      [false, 'mapped', 'unsupported'],
    )
    const over = createHootsuitePlatform({ webhookSecrets: [SECRET], ...CREDENTIALS })
    assert.equal(over.response, undefined)
    assert.ok(over.typing)
    assert.deepEqual(
      [over.capabilities.proactive, over.capabilities.attachments, over.capabilities.typing],
      [true, 'native', 'native'],
    )
  })
})
