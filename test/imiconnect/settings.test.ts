import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SettingsError } from '../../adapters/core/errors.ts'
import { createImiconnectPlatform, imiconnectSecrets, readImiconnectSettings } from '../../adapters/imiconnect/index.ts'
import { imiconnectProfile } from '../../adapters/imiconnect/profile.ts'
import { ACME } from './fixtures.ts'

const URL_ = 'https://hooks.uk.webexconnect.io/events/GENERATED1234?sig=9f31aa02bc'
const COMPLETE = {
  IMICONNECT_INBOUND_URL: URL_,
  IMICONNECT_VERIFICATION_TOKEN: ' v-token ',
  IMICONNECT_URL_SECRET: 'first-secret-0123456, second-secret-6543210',
}

function refusal(env: Record<string, string | undefined>): SettingsError {
  try {
    readImiconnectSettings(env)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error
  }
  throw new assert.AssertionError({ message: 'the settings were taken' })
}

function profileFile(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'imiconnect-')), 'profile.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const withProfile = (content: unknown) =>
  readImiconnectSettings({ ...COMPLETE, IMICONNECT_PROFILE: profileFile(content) }).settings

describe('IMIconnect: settings', () => {
  it('are none where nothing of IMIconnect is set', () => {
    assert.deepEqual(readImiconnectSettings({ PORT: '3978' }), { settings: undefined, warnings: [] })
  })

  it('are read from the environment, the generated URL with its query', () => {
    const { settings, warnings } = readImiconnectSettings({ ...COMPLETE, IMICONNECT_SERVICE_KEY: 'k-1' })
    assert.deepEqual(settings, {
      inboundUrl: URL_,
      verificationToken: 'v-token',
      urlSecrets: ['first-secret-0123456', 'second-secret-6543210'],
      serviceKey: 'k-1',
    })
    assert.deepEqual(warnings, [])
  })

  it('may lack the generated URL, which exists only after Verify: with a warning that says so', () => {
    const { settings, warnings } = readImiconnectSettings({ ...COMPLETE, IMICONNECT_INBOUND_URL: undefined })
    assert.equal(settings?.inboundUrl, undefined)
    assert.match(warnings.join('\n'), /IMICONNECT_INBOUND_URL is not set.*503/)
  })

  it('name everything that is missing at once', () => {
    const { message, hint } = refusal({ IMICONNECT_SERVICE_KEY: 'k' })
    assert.match(message, /IMICONNECT_VERIFICATION_TOKEN/)
    assert.match(message, /IMICONNECT_URL_SECRET/)
    assert.doesNotMatch(message, /IMICONNECT_INBOUND_URL/)
    assert.match(hint ?? '', /IMICONNECT_/)
    assert.match(refusal({ ...COMPLETE, IMICONNECT_URL_SECRET: ' , ' }).message, /IMICONNECT_URL_SECRET/)
  })

  it('ask what was meant by names nobody knows', () => {
    const { warnings } = readImiconnectSettings({ ...COMPLETE, IMICONNECT_URL_SECRETS: 'x' })
    assert.match(warnings.join(), /Did you mean IMICONNECT_URL_SECRET\?/)
  })

  it('refuse a generated URL that is no https, and never repeat it', () => {
    const bad = [
      'hooks.example/abcdefgh1',
      'http://hooks.example/abcdefgh1',
      'https://u:abcdefgh1@hooks.example/',
      'ftp://x/abcdefgh1',
    ]
    for (const url of bad) {
      const { message } = refusal({ ...COMPLETE, IMICONNECT_INBOUND_URL: url })
      assert.match(message, /IMICONNECT_INBOUND_URL/)
      assert.doesNotMatch(message, /abcdefgh1/)
    }
    const { settings } = readImiconnectSettings({
      ...COMPLETE,
      IMICONNECT_INBOUND_URL: 'http://127.0.0.1:4010/events/x',
    })
    assert.equal(settings?.inboundUrl, 'http://127.0.0.1:4010/events/x')
  })

  it('doubt a short secret, and one that is also the token', () => {
    const { warnings } = readImiconnectSettings({
      ...COMPLETE,
      IMICONNECT_URL_SECRET: 'short',
      IMICONNECT_VERIFICATION_TOKEN: 'short',
    })
    assert.equal(warnings.length, 2)
    assert.doesNotMatch(warnings.join(), /'short'/)
  })

  it('list all that is secret, for the log to leave out', () => {
    const settings = {
      ...ACME,
      inboundUrl: URL_,
      serviceKey: 'k-1',
      profile: { inboundAuth: { type: 'jwt' as const, serviceId: 's', serviceSecret: 'c2VjcmV0' } },
    }
    const secrets = imiconnectSecrets(settings)
    for (const one of ['GENERATED1234', '9f31aa02bc', 'k-1', 'c2VjcmV0', ACME.verificationToken, ...ACME.urlSecrets])
      assert.ok(secrets.includes(one), one)
    // A name that stands in many a line is no secret.
    assert.ok(!secrets.includes('events'))
  })

  describe('of the wire', () => {
    it('have a default for every element', () => {
      const profile = imiconnectProfile.parse({})
      assert.deepEqual(profile.ack.tokenFields, ['verification_token'])
      assert.deepEqual(profile.message.constants, { eventid: '1001' })
      assert.deepEqual(profile.handover.constants, { eventid: '1002' })
      assert.equal(profile.handover.inFlightMs, 60_000)
      assert.equal(profile.close.mode, 'local')
      assert.deepEqual(profile.inboundAuth, { type: 'none' })
    })

    it('can be overridden one by one in a file', () => {
      const settings = withProfile({
        ack: { tokenFields: ['token'] },
        handover: { constants: { eventtype: 'Handover' } },
      })
      const platform = createImiconnectPlatform(settings!)
      assert.equal(platform.needsTranscript, true)
      assert.deepEqual(settings?.profile, {
        ack: { tokenFields: ['token'] },
        handover: { constants: { eventtype: 'Handover' } },
      })
    })

    it('refuse elements nobody knows, with where they stand', () => {
      assert.throws(() => withProfile({ ack: { tokenField: ['token'] } }), /tokenField/)
      assert.throws(() => withProfile({ handover: { customParams: ['qeue'] } }), /queue, reason/)
    })

    it('refuse a file that is none, without repeating what is in it', () => {
      assert.match(refusal({ ...COMPLETE, IMICONNECT_PROFILE: '/nowhere/profile.json' }).message, /cannot be read/)
      const { message } = refusal({ ...COMPLETE, IMICONNECT_PROFILE: profileFile('{"secret":"hush-hush" oops') })
      assert.match(message, /is not JSON/)
      assert.doesNotMatch(message, /hush/)
    })

    it('never let a close or another event look like a reply or a hand-over', () => {
      const bare = { eventid: '1002' }
      assert.throws(() => withProfile({ close: { mode: 'event', constants: bare } }), /taken for/)
      assert.throws(() => withProfile({ close: { mode: 'event' } }), /what the vendor gave/)
      assert.throws(
        () => withProfile({ customEvents: { 'add-note': { constants: { eventid: '1001' } } } }),
        /taken for/,
      )
      assert.throws(() => withProfile({ customEvents: { 'add-note': { constants: {} } } }), /what the vendor gave/)
      assert.throws(() => withProfile({ handover: { constants: { eventid: '1001' } } }), /taken for/)
      assert.ok(withProfile({ close: { mode: 'event', constants: { ...bare, event: 'Close' } } }))
    })
  })
})
