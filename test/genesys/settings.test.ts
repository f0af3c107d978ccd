import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SettingsError } from '../../adapters/core/errors.ts'
import { GenesysDesk, genesysSecrets, readGenesysSettings } from '../../adapters/genesys/index.ts'
import { DOMAINS, domainOf } from '../../adapters/genesys/region.ts'
import { acme } from './fixtures.ts'

const COMPLETE = {
  GENESYS_REGION_URL: 'https://apps.mypurecloud.ie/directory/#/admin',
  GENESYS_CLIENT_ID: 'client-1',
  GENESYS_CLIENT_SECRET: 'client-secret',
  GENESYS_INTEGRATION_ID: 'integration-1',
  GENESYS_WEBHOOK_SECRET: 'new-one, old-one',
  GENESYS_REGISTRATION_SECRET: 'registration',
  GENESYS_TEAM_ID: 'team-42',
  GENESYS_BOT_ID: 'bot-7',
  GENESYS_MIRROR: 'summary',
  GENESYS_QUEUES: 'billing=Billing Europe',
  GENESYS_LOGIN_URL: 'http://127.0.0.1:5001/',
  GENESYS_API_URL: 'http://127.0.0.1:5002',
}

const refusal = (env: Record<string, string | undefined>): string => {
  try {
    readGenesysSettings(env)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error.message
  }
  throw new assert.AssertionError({ message: 'the settings were taken' })
}

describe('Genesys: regions', () => {
  for (const domain of DOMAINS) {
    it(`${domain} is found in the URLs of its organizations`, () => {
      for (const host of [
        domain,
        `apps.${domain}`,
        `login.${domain}`,
        `api.${domain}`,
        `acme.${domain}`,
        `APPS.${domain.toUpperCase()}`,
      ]) {
        assert.equal(domainOf(`https://${host}/directory/`), domain)
        assert.equal(domainOf(host), domain)
      }
    })
  }

  for (const url of [
    'https://evilmypurecloud.com',
    'https://mypurecloud.com.evil.example',
    'https://mypurecloud.com@evil.example',
    'https://user:pass@apps.mypurecloud.com',
    'https://pure.cloud',
    'https://euc1.pure.cloud',
    'https://evil.example/mypurecloud.com',
    'https://evil.example?apps.mypurecloud.com',
    'http://apps.mypurecloud.com',
    'ftp://apps.mypurecloud.com',
    '',
    '   ',
    'not a url at all',
  ]) {
    it(`'${url}' is in none`, () => assert.equal(domainOf(url), undefined))
  }
})

describe('Genesys: settings', () => {
  it('are none where nothing of Genesys is set', () => {
    assert.deepEqual(readGenesysSettings({ PORT: '3978' }), { settings: undefined, warnings: [] })
  })

  it('are read from the environment', () => {
    assert.deepEqual(readGenesysSettings(COMPLETE), {
      settings: {
        regionUrl: 'https://apps.mypurecloud.ie/directory/#/admin',
        clientId: 'client-1',
        clientSecret: 'client-secret',
        integrationId: 'integration-1',
        webhookSecrets: ['new-one', 'old-one'],
        registrationSecrets: ['registration'],
        teamId: 'team-42',
        botId: 'bot-7',
        mirror: 'summary',
        queues: { billing: 'Billing Europe' },
        loginUrl: 'http://127.0.0.1:5001',
        apiUrl: 'http://127.0.0.1:5002',
      },
      warnings: [],
    })
  })

  it('may come without the integration, which is learned later: a warning, and 503', async () => {
    const { settings, warnings } = readGenesysSettings({ ...COMPLETE, GENESYS_INTEGRATION_ID: undefined })
    assert.equal(settings!.integrationId, undefined)
    assert.match(warnings.join(), /GENESYS_INTEGRATION_ID is not set/)
  })

  it('name all that is missing at once', () => {
    const message = refusal({ GENESYS_CLIENT_ID: 'client-1' })
    for (const name of ['REGION_URL', 'CLIENT_SECRET', 'WEBHOOK_SECRET', 'REGISTRATION_SECRET', 'TEAM_ID', 'BOT_ID'])
      assert.ok(message.includes(`GENESYS_${name}`), name)
    assert.ok(!message.includes('INTEGRATION_ID'))
  })

  it('refuse other regions, other words, and hosts in plain http', () => {
    assert.match(
      refusal({ ...COMPLETE, GENESYS_REGION_URL: 'https://mypurecloud.com.evil.example' }),
      /GENESYS_REGION_URL/,
    )
    assert.match(refusal({ ...COMPLETE, GENESYS_MIRROR: 'some' }), /GENESYS_MIRROR/)
    assert.match(refusal({ ...COMPLETE, GENESYS_QUEUES: 'billing' }), /GENESYS_QUEUES/)
    assert.match(refusal({ ...COMPLETE, GENESYS_API_URL: 'http://api.example.com' }), /GENESYS_API_URL/)
    assert.match(refusal({ ...COMPLETE, GENESYS_LOGIN_URL: 'http://10.0.0.1' }), /GENESYS_LOGIN_URL/)
  })

  it('suggest what was meant', () => {
    const { warnings } = readGenesysSettings({ ...COMPLETE, GENESYS_MIROR: 'all' })
    assert.match(warnings.join(), /Did you mean GENESYS_MIRROR/)
  })

  it('take a profile, and refuse what it does not know', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'genesys-')), 'profile.json')
    writeFileSync(path, JSON.stringify({ botPrefix: 'ROBOT: ', attributes: { queue: 'wantedQueue' } }))
    const { settings } = readGenesysSettings({ ...COMPLETE, GENESYS_PROFILE: path })
    const { profile } = acme({ profile: settings!.profile })
    assert.deepEqual(
      [profile.botPrefix, profile.attributes.queue, profile.attributes.type],
      ['ROBOT: ', 'wantedQueue', 'type'],
    )
    writeFileSync(path, JSON.stringify({ botPrefx: '' }))
    assert.match(refusal({ ...COMPLETE, GENESYS_PROFILE: path }), /botPrefx/)
  })

  it('make hosts of the region, unless others are given', () => {
    const { loginUrl, apiUrl } = acme({ regionUrl: 'acme.mypurecloud.com.au' })
    assert.deepEqual([loginUrl, apiUrl], ['https://login.mypurecloud.com.au', 'https://api.mypurecloud.com.au'])
    assert.equal(acme({ apiUrl: 'http://127.0.0.1:1/' }).apiUrl, 'http://127.0.0.1:1')
    assert.throws(() => new GenesysDesk({ ...acme(), regionUrl: 'https://evil.example', profile: {} }), SettingsError)
  })

  it('have secrets that no log may show', () => {
    assert.deepEqual(genesysSecrets(readGenesysSettings(COMPLETE).settings!), [
      'client-secret',
      'new-one',
      'old-one',
      'registration',
    ])
  })
})
