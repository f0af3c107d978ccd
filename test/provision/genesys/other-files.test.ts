import assert from 'node:assert/strict'
import { z } from 'zod'
import { genesysFiles } from '../../../scripts/provision/genesys/files.ts'
import { AWKWARD, VALUES } from './values.ts'

/** The body of `POST …/integrations/open`, without what is optional. */
const INTEGRATION = z.strictObject({
  name: z.string().regex(/^.+$/),
  outboundNotificationWebhookUrl: z.url(),
  outboundNotificationWebhookSignatureSecretToken: z.string(),
})

describe('the integration’s body', () => {
  it('names the bot and the webhook route, and stands in for the secret', () => {
    const body = INTEGRATION.parse(JSON.parse(genesysFiles(VALUES)['open-messaging-integration.json'] ?? ''))
    assert.equal(body.name, 'Bot - bot-7')
    assert.equal(body.outboundNotificationWebhookUrl, 'https://bot.example.com/api/genesys')
    assert.match(body.outboundNotificationWebhookSignatureSecretToken, /^<.*GENESYS_WEBHOOK_SECRET>$/)
  })

  it('has a name of one line, whatever the bot’s id', () => {
    const files = genesysFiles({ ...VALUES, botId: 'bot\n"7"' })
    assert.equal(INTEGRATION.parse(JSON.parse(files['open-messaging-integration.json'] ?? '')).name, 'Bot - bot "7"')
  })
})

describe('READ-ME-FIRST.md', () => {
  it('names the other files, the addresses and the queue', () => {
    const { 'READ-ME-FIRST.md': readMe = '', ...others } = genesysFiles(VALUES)
    for (const name of Object.keys(others)) assert.ok(readMe.includes(name), name)
    assert.match(readMe, /`https:\/\/bot\.example\.com\/api\/genesys`/)
    assert.match(readMe, /a queue named `Support`/)
  })

  it('shows values as code, whatever is in them', () => {
    const { 'READ-ME-FIRST.md': readMe = '' } = genesysFiles({ ...AWKWARD, queue: 'a `b` ``c``' })
    assert.ok(readMe.includes('a queue named ``` a `b` ``c`` ```:'))
    assert.ok(readMe.includes('`team: "42" - \'x\' # \\ end`'))
  })
})
