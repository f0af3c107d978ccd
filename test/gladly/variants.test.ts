import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { TEXTS } from '../../bot/texts.ts'
import type { Sandbox } from '../../scripts/sandbox/index.ts'
import { countingBot } from '../contract/platform/bots.ts'
import { eventually, type PlatformStage } from '../contract/platform/stage.ts'
import { openGladlySandbox, SECRET, WEBHOOK_HEADER } from './contract-stage.ts'

/** What only Gladly does: channels inside a conversation, reopen windows, two names for one event, an org-wide webhook. */
describe('on Gladly', () => {
  let sandbox: Sandbox
  let stage: PlatformStage
  async function open(...options: Parameters<typeof openGladlySandbox>): Promise<void> {
    const opened = await openGladlySandbox(...options)
    sandbox = opened.sandbox
    stage = opened.stage
  }
  afterEach(() => stage.stop())

  it('a customer who writes after the reopen window gets the bot, in a new conversation', async () => {
    await open({ gladly: { reopenWindowMs: 60_000 } })
    const first = await stage.say('hello')
    await stage.quiet()
    await stage.agentTakes(first.conversation)
    await stage.agentCloses(first.conversation)
    await stage.quiet()
    sandbox.gladly.clock.advance(120_000)
    const second = await stage.say('hello again', { customer: first.customer })
    await stage.quiet()
    assert.notEqual(second.conversation, first.conversation)
    assert.equal(stage.botSaid(second.conversation)[0], TEXTS.greeting)
  })

  it('a customer who writes within the reopen window of a conversation the bot resolved gets the bot again', async () => {
    await open()
    const { customer, conversation } = await stage.say('bye')
    await stage.quiet()
    assert.equal(stage.picture(conversation).owner, 'closed')
    const before = stage.botSaid(conversation).length
    const again = await stage.say('one more thing', { customer })
    await stage.quiet()
    assert.equal(again.conversation, conversation)
    assert.ok(stage.botSaid(conversation).length > before)
    assert.equal(stage.picture(conversation).owner, 'bot')
  })

  it('a customer who moves from chat to e-mail is answered by e-mail', async () => {
    await open({ logic: countingBot })
    const { customer, conversation } = await stage.say('by chat')
    await stage.quiet()
    await stage.say('by e-mail', { customer, channel: 'EMAIL' })
    await stage.quiet()
    await stage.say('by SMS', { customer, channel: 'SMS' })
    await stage.quiet()
    assert.deepEqual(
      sandbox.gladly.botReplies(conversation).map((reply) => reply.type),
      ['CHAT_MESSAGE', 'EMAIL', 'SMS'],
    )
    assert.ok(stage.botSaid(conversation)[1]?.includes('2/2: by e-mail'))
  })

  it('an unassigned conversation is claimed before it is answered, and only once', async () => {
    await open({ logic: countingBot })
    const { customer } = await stage.say('one')
    await stage.quiet()
    await stage.say('two', { customer })
    await stage.quiet()
    const asked = sandbox.gladly.calls
      .filter(({ method }) => method !== 'GET')
      .map(({ method, status }) => `${method} ${status}`)
    assert.deepEqual(asked, ['PATCH 204', 'POST 201', 'POST 201'])
  })

  it('a quick reply on chat and a number on SMS come to the bot as the same value', async () => {
    await open()
    for (const channel of ['CHAT', 'SMS']) {
      const { customer, conversation } = await stage.say('hello', { channel })
      await stage.quiet()
      const menu = sandbox.gladly.botReplies(conversation).at(-1)
      if (channel === 'CHAT') {
        const option = menu?.options?.find(({ label }) => label === 'Order status')
        await sandbox.gladly.customerSays('Order status', { customerId: customer, quickReplyOptionId: option!.id })
      } else {
        assert.match(menu?.text ?? '', /1\. Order status/)
        await stage.say('1', { customer, channel })
      }
      await stage.quiet()
      assert.match(stage.botSaid(conversation).at(-1) ?? '', new RegExp(TEXTS.askOrderNumber.slice(0, 20)), channel)
    }
  })

  it('both names of the message event at once, each one to five times, make one turn per message', async () => {
    await open({ logic: countingBot })
    await sandbox.gladly.registerWebhook({
      url: `${stage.server.url}/api/gladly?both`,
      headers: { [WEBHOOK_HEADER]: SECRET },
      events: ['MESSAGE/RECEIVED', 'CONTACT/MESSAGE_RECEIVED'],
    })
    const { customer, conversation } = await stage.say('message 1')
    for (let copies = 2; copies <= 5; copies++) {
      stage.copies(copies)
      await stage.quiet()
      await stage.say(`message ${copies}`, { customer })
    }
    await stage.quiet()
    assert.deepEqual(
      stage.botSaid(conversation),
      [1, 2, 3, 4, 5].map((n) => `${n}/${n}: message ${n}`),
    )
  })

  it("an event of another inbox's conversation costs no call", async () => {
    await open({ logic: countingBot })
    await stage.quiet()
    const calls = stage.calls()
    const { conversation } = await sandbox.gladly
      .customerSays('not for the bot', { inboxId: sandbox.gladly.billingInboxId })
      .then(({ conversationId }) => ({ conversation: conversationId }))
    await stage.quiet()
    assert.deepEqual(stage.botSaid(conversation), [])
    const made = sandbox.gladly.calls.slice(calls).map(({ method, path }) => `${method} ${path}`)
    assert.deepEqual(made, [])
  })

  it('an agent who takes over while the bot thinks silences it, though no webhook tells of it', async () => {
    await open({
      logic: () => async (context) => {
        if (context.activity.type !== 'message') return
        await sleep(600)
        await context.sendActivity('too late')
      },
    })
    sandbox.gladly.faults.webhooks({ kind: 'drop', match: { type: /ASSIGNEE|SENT|STATUS/ } })
    const { conversation } = await stage.say('hello')
    await sleep(200)
    await stage.agentTakes(conversation)
    await stage.quiet()
    assert.deepEqual(stage.botSaid(conversation), [])
    assert.equal(stage.picture(conversation).owner, 'agent')
  })

  it("a return to the AI inbox brings the customer's last unanswered message to the bot, once", async () => {
    await open({ logic: countingBot })
    const { customer, conversation } = await stage.say('one')
    await stage.quiet()
    await stage.agentTakes(conversation)
    await stage.quiet()
    await stage.say('two, to the agent', { customer })
    await stage.quiet()
    assert.deepEqual(stage.botSaid(conversation), ['1/1: one'])
    await stage.agentGivesBack(conversation)
    await stage.quiet()
    assert.deepEqual(stage.botSaid(conversation), ['1/1: one', '2/2: two, to the agent'])
    await stage.say('three', { customer })
    await stage.quiet()
    assert.deepEqual(stage.botSaid(conversation).at(-1), '3/3: three')
  })

  it('a voicemail, which nobody can reply to, is handed to a person', async () => {
    await open()
    const { conversation } = await stage.say('(a voice)', { channel: 'VOICEMAIL' })
    await stage.quiet()
    assert.equal(stage.picture(conversation).owner, 'queue')
    assert.deepEqual(stage.botSaid(conversation), [])
  })

  it('unknown topics are reported, and the known ones added', async () => {
    const reported: unknown[] = []
    await open({
      logic: () => async (context) => {
        if (context.activity.name === 'contactcenter.delivery') reported.push(context.activity.value)
        if (context.activity.type !== 'message') return
        const { ContactCenter } = await import('../../adapters/index.ts')
        await ContactCenter.of(context).addTopics('billing', 'No Such Topic')
        await context.sendActivity('done')
      },
    })
    const { conversation } = await stage.say('go')
    await stage.quiet()
    assert.deepEqual(stage.picture(conversation).topics, ['Billing'])
    assert.match(JSON.stringify(reported), /No Such Topic/)
  })

  it('an attachment reaches the bot by a URL that needs none of our credentials, and none are sent to its host', async () => {
    const seen: unknown[] = []
    await open({
      logic: () => async (context) => {
        for (const file of context.activity.attachments ?? []) {
          seen.push([file.name, file.contentType, await (await fetch(file.contentUrl!)).text()])
        }
      },
    })
    await sandbox.gladly.customerSays('see', {
      attachments: [{ contentType: 'text/plain', filename: 'lid.txt', body: 'cracked' }],
    })
    await stage.quiet()
    assert.deepEqual(seen, [['lid.txt', 'text/plain', 'cracked']])
    assert.equal(sandbox.gladly.attachmentHostRequests.length, 1)
    assert.ok(sandbox.gladly.attachmentHostRequests.every(({ headers }) => headers.authorization === undefined))
  })

  it('a merged customer keeps the state the bot has', async () => {
    await open({ logic: countingBot })
    const { customer, conversation } = await stage.say('one')
    await stage.quiet()
    const destination = sandbox.gladly.createCustomer({ name: 'The same person' })
    await sandbox.gladly.merge(customer, destination)
    await stage.quiet()
    await stage.say('two', { customer: destination })
    await stage.quiet()
    assert.deepEqual(stage.botSaid(conversation), ['1/1: one', '2/2: two'])
  })

  it('no secret shows in any log line, whatever happens', async () => {
    const lines: string[] = []
    const { createLogger } = await import('../../adapters/index.ts')
    const { createBotServer } = await import('../../bot/server.ts')
    await open()
    const { gladly } = sandbox
    const env = {
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: (await import('node:fs')).mkdtempSync(`${(await import('node:os')).tmpdir()}/canary-`),
      GLADLY_BASE_URL: gladly.url,
      GLADLY_USER_EMAIL: gladly.apiUserEmail,
      GLADLY_API_TOKEN: 'canary-token-1',
      GLADLY_AI_INBOX_ID: gladly.aiInboxId,
      GLADLY_HANDOFF_INBOX_ID: gladly.handoffInboxId,
      GLADLY_WEBHOOK_SECRET: 'canary-secret-2',
      LOG_LEVEL: 'trace',
    }
    // No secrets are told to this logger: nothing may be logged that would need hiding.
    const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } })
    const server = await createBotServer({ env, log })
    try {
      const { post } = await import('../contract/platform/post.ts')
      const url = `${server.url}/api/gladly`
      const message = (await sandbox.gladly.customerSays('hi')).itemId
      const event = { ...JSON.parse(stage.eventBody()) }
      event.content.messageId = message
      event.content.context.assignee.inboxId = gladly.aiInboxId
      // The token is wrong, so every call is refused as well.
      assert.equal(await post(url, { 'X-Account-Identifier': 'canary-secret-2' }, JSON.stringify(event)), 200)
      assert.equal(
        await post(url, { 'X-Account-Identifier': 'canary-secret-3', Authorization: 'Basic canary4' }, '{}'),
        401,
      )
      await eventually('the refusal is logged', () => lines.some((line) => line.includes('401')))
    } finally {
      await server.close(100)
    }
    assert.ok(lines.length > 3)
    for (const line of lines) assert.ok(!/canary-(token|secret)|canary4/.test(line), line)
    assert.ok(
      !lines.some((line) => line.includes(Buffer.from(`${gladly.apiUserEmail}:canary-token-1`).toString('base64'))),
    )
  })
})
