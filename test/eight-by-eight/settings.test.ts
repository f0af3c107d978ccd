import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  completeEightByEightSettings,
  queueIdOf,
  readEightByEightSettings,
} from '../../adapters/eight-by-eight/settings.ts'
import { acme, given } from './desk-fixtures.ts'

const WHOLE = {
  EIGHT_BY_EIGHT_API_KEY: 'eght_1',
  EIGHT_BY_EIGHT_CHANNEL_ID: 'chan-1',
  EIGHT_BY_EIGHT_QUEUE_ID: '214',
  EIGHT_BY_EIGHT_CUSTOMER_ID: 'c1',
  EIGHT_BY_EIGHT_TENANT_ID: 't1, t2',
}

describe('8x8 settings', () => {
  it('are none where nothing is set', () => {
    assert.deepEqual(readEightByEightSettings({ GLADLY_BASE_URL: 'x' }), { settings: undefined, warnings: [] })
  })

  it('are read from the environment', () => {
    const { settings, warnings } = readEightByEightSettings({
      ...WHOLE,
      EIGHT_BY_EIGHT_QUEUES: 'billing=215,vip=300',
      EIGHT_BY_EIGHT_TENANT: ' acme01 ',
      EIGHT_BY_EIGHT_SCHEDULE_ID: '71',
      EIGHT_BY_EIGHT_BASE_URL: 'http://127.0.0.1:4030/',
    })
    assert.deepEqual(warnings, [])
    assert.deepEqual(settings, {
      apiKey: 'eght_1',
      channelId: 'chan-1',
      queueId: '214',
      customerIds: ['c1'],
      tenantIds: ['t1', 't2'],
      queues: { billing: '215', vip: '300' },
      tenant: 'acme01',
      scheduleId: '71',
      baseUrl: 'http://127.0.0.1:4030',
    })
  })

  it('name all that is missing', () => {
    assert.throws(
      () => readEightByEightSettings({ EIGHT_BY_EIGHT_TENANT: 'x', EIGHT_BY_EIGHT_ROLE: 'agent' }),
      /Missing: EIGHT_BY_EIGHT_API_KEY, EIGHT_BY_EIGHT_QUEUE_ID\..*EIGHT_BY_EIGHT_ROLE/,
    )
  })

  it('start without what is learnt later, and warn', () => {
    const { EIGHT_BY_EIGHT_API_KEY, EIGHT_BY_EIGHT_QUEUE_ID } = WHOLE
    const env = { EIGHT_BY_EIGHT_API_KEY, EIGHT_BY_EIGHT_QUEUE_ID }
    const { settings, warnings } = readEightByEightSettings(env)
    assert(settings)
    assert.match(warnings.join(), /CHANNEL_ID, EIGHT_BY_EIGHT_CUSTOMER_ID, EIGHT_BY_EIGHT_TENANT_ID are not set/)
    const channel = readEightByEightSettings({ ...env, EIGHT_BY_EIGHT_ROLE: 'channel' }).warnings.join()
    assert(!channel.includes('CHANNEL_ID') && channel.includes('CUSTOMER_ID'))
    assert.match(readEightByEightSettings({ ...env, EIGHT_BY_EIGHT_ROLE: 'both' }).warnings.join(), /CHANNEL_ID/)
  })

  it('tell of settings that the role does not use, and of misspelt ones', () => {
    const channel = { ...WHOLE, EIGHT_BY_EIGHT_ROLE: 'channel', EIGHT_BY_EIGHT_SCHEDULE_ID: '7' }
    assert.equal(readEightByEightSettings(channel).warnings.length, 2)
    assert.equal(readEightByEightSettings({ ...WHOLE, EIGHT_BY_EIGHT_WEBHOOK_ID: 'wh' }).warnings.length, 1)
    assert.match(
      readEightByEightSettings({ ...WHOLE, EIGHT_BY_EIGHT_QUEUE: '1' }).warnings[0]!,
      /mean EIGHT_BY_EIGHT_QUEUE/,
    )
  })

  it('take a profile, and say what is wrong with it', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'profile-')), 'profile.json')
    writeFileSync(file, '{"endGraceMs": 9000, "find": {"pages": 2}}')
    const { settings } = readEightByEightSettings({ ...WHOLE, EIGHT_BY_EIGHT_PROFILE: file })
    const { profile } = completeEightByEightSettings(settings!)
    assert.equal(profile.endGraceMs, 9_000)
    assert.equal(profile.find.pages, 2)
    assert.equal(profile.find.size, 50)
    writeFileSync(file, '{"endGrace": 9000}')
    assert.throws(() => readEightByEightSettings({ ...WHOLE, EIGHT_BY_EIGHT_PROFILE: file }), /endGrace/)
  })

  it('are completed without the spaces that copying leaves', () => {
    const settings = completeEightByEightSettings(
      given({
        apiKey: ' eght ',
        channelId: 'c ',
        queueId: ' 1',
        customerIds: ['a '],
        tenantIds: [' b'],
        queues: { x: ' 2 ' },
      }),
    )
    const { apiKey, channelId, queueId, customerIds, tenantIds, queues } = settings
    assert.deepEqual(
      [apiKey, channelId, queueId, customerIds, tenantIds, queues],
      ['eght', 'c', '1', ['a'], ['b'], { x: '2' }],
    )
    assert.equal(settings.baseUrl, 'https://api.8x8.com')
    assert.equal('tenant' in settings && settings.tenant !== undefined, false)
  })

  it('know queues by name, the configured ones by id, and no others', () => {
    const settings = acme()
    assert.equal(queueIdOf(settings, undefined), '214')
    assert.equal(queueIdOf(settings, ''), '214')
    assert.equal(queueIdOf(settings, 'billing'), '215')
    assert.equal(queueIdOf(settings, '215'), '215')
    assert.equal(queueIdOf(settings, '216'), undefined)
    assert.equal(queueIdOf(settings, 'constructor'), undefined)
  })
})
