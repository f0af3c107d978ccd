import assert from 'node:assert/strict'
import { z } from 'zod'
import { SettingsError } from '../../adapters/core/errors.ts'
import { baseUrl, nonEmptyList, pairs, positiveNumber, readSettings } from '../../adapters/core/settings.ts'

const group = {
  name: 'Acme',
  prefix: 'ACME_',
  schema: z.object({
    ACME_BASE_URL: baseUrl(),
    ACME_TOKEN: z.string(),
    ACME_INBOXES: nonEmptyList(),
    ACME_QUEUES: pairs().optional(),
    ACME_RATE: positiveNumber().default(8),
  }),
}
const whole = { ACME_BASE_URL: 'https://acme.example/', ACME_TOKEN: 't', ACME_INBOXES: 'a, b,' }

describe('settings', () => {
  it('are undefined where nothing of the group is set', () => {
    assert.deepEqual(readSettings({ PATH: '/bin', ACME_TOKEN: ' ' }, group), { settings: undefined, warnings: [] })
  })

  it('are read with lists, pairs and defaults', () => {
    const { settings } = readSettings({ ...whole, ACME_QUEUES: 'billing=1, care=2' }, group)
    assert.deepEqual(settings, {
      ACME_BASE_URL: 'https://acme.example',
      ACME_TOKEN: 't',
      ACME_INBOXES: ['a', 'b'],
      ACME_QUEUES: { billing: '1', care: '2' },
      ACME_RATE: 8,
    })
  })

  it('that are there only in part are refused in one message that names all that is missing', () => {
    assert.throws(
      () => readSettings({ ACME_TOKEN: 't' }, group),
      (error) =>
        error instanceof SettingsError &&
        /ACME_BASE_URL, ACME_INBOXES/.test(error.message) &&
        !error.message.includes('ACME_RATE'),
    )
  })

  it('with an unknown name get a "did you mean"', () => {
    const { warnings } = readSettings({ ...whole, ACME_TOKENS: 'x', ACME_WHATEVER_ELSE: 'y' }, group)
    assert.deepEqual(warnings, [
      'ACME_TOKENS is no setting of Acme. Did you mean ACME_TOKEN?',
      'ACME_WHATEVER_ELSE is no setting of Acme.',
    ])
  })

  it('never show a value in their messages', () => {
    assert.throws(
      () => readSettings({ ...whole, ACME_RATE: 'canary-value' }, group),
      (error) => error instanceof SettingsError && /ACME_RATE/.test(error.message) && !/canary/.test(error.message),
    )
  })

  it('take plain http only on loopback, and no credentials in a URL', () => {
    for (const url of ['http://acme.example', 'ftp://127.0.0.1', 'https://user:pass@acme.example', 'acme.example']) {
      assert.equal(baseUrl().safeParse(url).success, false, url)
    }
    assert.equal(baseUrl().parse('http://127.0.0.1:80/x/'), 'http://127.0.0.1:80/x')
  })
})
