import assert from 'node:assert/strict'
import { PlatformRefusedError, PlatformUnreachableError } from '../../adapters/core/errors.ts'
import type { GladlyReply, ReplyContent } from '../../adapters/gladly/reply-content.ts'
import { openStage, type Stage } from './stage.ts'

const chat = (body: string): ReplyContent => ({ type: 'CHAT_MESSAGE', messageType: 'TEXT', body })

describe('Gladly: bringing commands', () => {
  let stage: Stage
  let conversationId: string
  let customerId: string
  let itemId: string
  async function open(...options: Parameters<typeof openStage>): Promise<void> {
    stage = await openStage(...options)
    ;({ conversationId, customerId, itemId } = await stage.gladly.customerSays('hello'))
  }
  afterEach(() => stage.stop())

  const reply = (body: Partial<GladlyReply> & { content: ReplyContent }) =>
    stage.deliver(conversationId, { kind: 'reply', body })
  const now = () => stage.gladly.conversation(conversationId)

  describe('a claim', () => {
    it('assigns the conversation to our agent, who is looked up once', async () => {
      await open()
      const body = { do: 'claim', inboxId: stage.gladly.aiInboxId }
      const calls = await stage.callsOf(() =>
        Promise.all([1, 2, 3].map(() => stage.deliver(conversationId, { kind: 'platform', body }))),
      )
      assert.equal(now().agentId, stage.gladly.botAgentId)
      assert.equal(calls.filter((call) => call === 'GET /agents').length, 1)
    })

    it('by an agent who is no member of the inbox says what to do', async () => {
      await open({ settings: { agentId: '_aBillingZ5kQx8WtR2vYg' } })
      const body = { do: 'claim', inboxId: stage.gladly.aiInboxId }
      await assert.rejects(stage.deliver(conversationId, { kind: 'platform', body }), (error) => {
        return error instanceof PlatformRefusedError && /member of every AI inbox/.test(error.hint ?? '')
      })
    })
  })

  describe('a reply', () => {
    it('becomes an item, by whose id it is known', async () => {
      await open()
      const { platformId } = await reply({ answers: itemId, content: chat('Hi') })
      const [said] = stage.gladly.botReplies(conversationId)
      assert.deepEqual([said?.itemId, said?.text, said?.answers], [platformId, 'Hi', itemId])
    })

    it('that knows no item answers the customer’s last one, in its form', async () => {
      await open()
      const mail = await stage.gladly.customerSays('by mail', { customerId, channel: 'EMAIL' })
      stage.gladly.addItem(conversationId, {
        type: 'PHONE_CALL',
        from: '+1',
        to: '+2',
        startedAt: '2026-03-09T08:00:00Z',
      })
      await reply({ content: chat('See https://brand.example & <this>') })
      const [said] = stage.gladly.botReplies(conversationId)
      assert.deepEqual([said?.type, said?.answers], ['EMAIL', mail.itemId])
      const body = stage.gladly.calls.at(-1)?.body as { content: { body: string; bodyPlain: string } }
      assert.equal(
        body.content.body,
        '<p>See <a href="https://brand.example">https://brand.example</a> &amp; &lt;this&gt;</p>',
      )
      assert.equal(body.content.bodyPlain, 'See https://brand.example & <this>')
      await stage.gladly.customerSays('by SMS', { customerId, channel: 'SMS' })
      await reply({ answers: 'an-item-that-is-gone', content: chat('Hi') })
      assert.equal(stage.gladly.botReplies(conversationId).at(-1)?.type, 'SMS')
    })

    it('where the customer has written nothing one can answer is refused', async () => {
      await open()
      const voice = await stage.gladly.customerSays('voice', { channel: 'VOICEMAIL' })
      await assert.rejects(stage.deliver(voice.conversationId, { body: { content: chat('Hi') } }), (error) => {
        return error instanceof PlatformRefusedError && error.hint !== undefined
      })
    })

    it('to a closed conversation is refused, in Gladly’s words', async () => {
      await open()
      await stage.gladly.close(conversationId)
      await assert.rejects(reply({ answers: itemId, content: chat('Hi') }), (error) => {
        return (
          error instanceof PlatformRefusedError && error.status === 400 && /closed conversations/.test(error.message)
        )
      })
    })

    it('whose answer got lost has an unknown outcome', async () => {
      await open()
      stage.gladly.faults.api({ match: { path: /reply/ }, kind: 'reset-after', times: 1 })
      await assert.rejects(reply({ answers: itemId, content: chat('Hi') }), (error) => {
        return error instanceof PlatformUnreachableError && error.outcome === 'unknown'
      })
    })
  })

  describe('topics', () => {
    it('are added by name or id, and what cannot be comes back', async () => {
      await open()
      const topics = ['billing', ' ORDERS ', '_t0picDamagedL5kQw9TyA', 'No such topic', 'Holiday 2019']
      const { rejected } = await stage.deliver(conversationId, { kind: 'add-topics', body: { topics } })
      assert.deepEqual(now().topics.sort(), ['Billing', 'Damaged item', 'Orders'])
      assert.deepEqual(
        rejected?.map(({ what }) => what),
        ['No such topic', 'Holiday 2019'],
      )
      assert.equal(
        stage.gladly.calls.filter(({ path }) => path.endsWith('/topics') && path.includes('conversations')).length,
        1,
      )
    })

    it('are looked up once, and again for a name that is not there', async () => {
      await open()
      const add = (name: string) => stage.deliver(conversationId, { kind: 'add-topics', body: { topics: [name] } })
      const lists = (calls: string[]) => calls.filter((call) => call === 'GET /topics').length
      assert.equal(lists(await stage.callsOf(async () => void (await Promise.all([add('Billing'), add('Orders')])))), 1)
      assert.equal(lists(await stage.callsOf(() => add('Returns'))), 0)
      await new Promise((resolve) => setTimeout(resolve, 1_050))
      assert.equal(lists(await stage.callsOf(() => add('Unknown'))), 1)
    })

    it('are removed, whether or not they are there', async () => {
      await open()
      await stage.deliver(conversationId, { kind: 'add-topics', body: { topics: ['Billing', 'Orders'] } })
      const body = { topics: ['Billing', 'Returns', 'Nope'] }
      const { rejected } = await stage.deliver(conversationId, { kind: 'remove-topics', body })
      assert.deepEqual(now().topics, ['Orders'])
      assert.deepEqual(
        rejected?.map(({ what }) => what),
        ['Nope'],
      )
    })
  })

  describe('attributes of the customer', () => {
    const set = (attributes: Record<string, unknown>) =>
      stage.deliver(conversationId, { kind: 'set-attributes', body: { scope: 'contact', attributes } })

    it('are merged into those there are', async () => {
      await open()
      await set({ tier: 'gold', orders: 3, vip: true })
      await set({ tier: 'silver', vip: null, gone: null })
      assert.deepEqual(stage.gladly.customer(customerId).customAttributes, { tier: 'silver', orders: '3' })
    })

    it('set at once from two places are all there', async () => {
      await open()
      await Promise.all(Array.from({ length: 8 }, (_, index) => set({ [`key${index}`]: String(index) })))
      assert.equal(Object.keys(stage.gladly.customer(customerId).customAttributes ?? {}).length, 8)
    })

    it('are sent as the profile says', async () => {
      await open({
        simulator: { customAttributesPatch: 'merge' },
        settings: { profile: { contactAttributes: { send: 'changes', removal: 'null', values: 'as-is' } } },
      })
      await set({ tier: 'gold' })
      await set({ count: 2, tier: null })
      const sent = stage.gladly.calls.filter(({ method }) => method === 'PATCH').map(({ body }) => body)
      assert.deepEqual(sent, [{ customAttributes: { tier: 'gold' } }, { customAttributes: { count: 2, tier: null } }])
    })

    it('of somebody who was merged are those of the person they are now', async () => {
      await open()
      const to = stage.gladly.createCustomer({ customAttributes: { kept: 'yes' } })
      await stage.gladly.merge(customerId, to)
      stage.gladly.faults.api({
        match: { method: 'GET', path: /\/conversations\/[^/]+$/ },
        kind: 'status',
        status: 200,
        body: JSON.stringify({
          id: conversationId,
          customerId,
          inboxId: stage.gladly.aiInboxId,
          status: 'OPEN',
          createdAt: '',
        }),
        times: 1,
      })
      await set({ tier: 'gold' })
      assert.deepEqual(stage.gladly.customer(to).customAttributes, { kept: 'yes', tier: 'gold' })
    })
  })

  describe('attributes of the conversation', () => {
    const set = (attributes: Record<string, unknown>) =>
      stage.deliver(conversationId, { kind: 'set-attributes', body: { scope: 'conversation', attributes } })

    it('replace their old values, in one call', async () => {
      await open()
      await set({ ORDER_NUMBER: 1182, PURCHASE_REF: 'PR-1' })
      const calls = await stage.callsOf(() => set({ ORDER_NUMBER: '1183', PURCHASE_REF: null }))
      assert.deepEqual(now().customAttributes, { ORDER_NUMBER: ['1183'] })
      assert.equal(calls.filter((call) => call.startsWith('POST')).length, 1)
    })

    it('that are so already cost no change', async () => {
      await open()
      await set({ ORDER_NUMBER: '1182' })
      const calls = await stage.callsOf(() => set({ ORDER_NUMBER: '1182', PURCHASE_REF: null }))
      assert.deepEqual(
        calls.filter((call) => call.startsWith('POST')),
        [],
      )
    })

    it('that Gladly does not know come back, and keep no others out', async () => {
      await open()
      const { rejected } = await set({ NOPE: 'x', ORDER_NUMBER: '1182' })
      assert.deepEqual(
        rejected?.map(({ what }) => what),
        ['NOPE'],
      )
      assert.deepEqual(now().customAttributes, { ORDER_NUMBER: ['1182'] })
      assert.deepEqual(
        (await set({ NOPE: 'x' })).rejected?.map(({ what }) => what),
        ['NOPE'],
      )
    })
  })

  describe('a note', () => {
    const add = (text: string) => stage.deliver(conversationId, { kind: 'add-note', body: { text } })

    it('is text, whatever is in it', async () => {
      await open()
      const { platformId } = await add('a <b>\n"c" & d')
      assert.deepEqual(stage.gladly.notes(conversationId), ['a &lt;b&gt;<br>&quot;c&quot; &amp; d'])
      assert.ok(stage.gladly.items(conversationId).some(({ id }) => id === platformId))
    })

    it('is tried in the reference’s other form where the first is refused, which is remembered', async () => {
      await open({ simulator: { noteShape: 'body' } })
      const posts = (calls: string[]) => calls.filter((call) => call.startsWith('POST')).length
      assert.equal(posts(await stage.callsOf(() => add('one'))), 2)
      assert.equal(posts(await stage.callsOf(() => add('two'))), 1)
      assert.deepEqual(stage.gladly.notes(conversationId), ['one', 'two'])
    })

    it('that is refused in both forms is refused', async () => {
      await open()
      stage.gladly.faults.api({ match: { path: /notes/ }, kind: 'status', status: 400 })
      await assert.rejects(add('one'), PlatformRefusedError)
    })
  })

  describe('a hand-off', () => {
    const handOff = (body: object = {}) => stage.deliver(conversationId, { kind: 'hand-off', body })
    const claim = () =>
      stage.deliver(conversationId, { kind: 'platform', body: { do: 'claim', inboxId: stage.gladly.aiInboxId } })

    it('puts the conversation into the inbox of people, open and with nobody', async () => {
      await open()
      await claim()
      assert.deepEqual(await handOff(), {})
      const { inboxId, agentId, status } = now()
      assert.deepEqual([inboxId, agentId, status], [stage.gladly.handoffInboxId, undefined, 'OPEN'])
      const patch = stage.gladly.calls.findLast(({ method }) => method === 'PATCH')
      assert.deepEqual(patch?.body, {
        assignee: { inboxId: stage.gladly.handoffInboxId, agentId: null },
        status: { value: 'OPEN' },
      })
    })

    it('to a queue goes to its inbox, and to one nobody named nowhere', async () => {
      await open()
      await handOff({ queue: 'Billing' })
      assert.equal(now().inboxId, stage.gladly.billingInboxId)
      const calls = await stage.callsOf(() =>
        assert.rejects(handOff({ queue: 'returns' }), (error) => {
          return (
            error instanceof PlatformRefusedError && /'returns'/.test(error.message) && /billing/.test(error.hint ?? '')
          )
        }),
      )
      assert.deepEqual(calls, [])
    })

    it('leaves its reason as a note, unless the bot has noted it', async () => {
      await open()
      await handOff({ reason: 'wants a refund' })
      assert.deepEqual(stage.gladly.notes(conversationId), ['wants a refund'])
      await stage.deliver(conversationId, {
        kind: 'add-note',
        body: { text: 'Asked for a person: it is  BROKEN & cold' },
      })
      await handOff({ reason: 'it is broken & cold' })
      assert.equal(stage.gladly.notes(conversationId).length, 2)
    })

    it('is made though its note is refused', async () => {
      await open()
      stage.gladly.faults.api({ match: { method: 'POST', path: /notes/ }, kind: 'status', status: 400 })
      const { rejected } = await handOff({ reason: 'wants a refund' })
      assert.equal(rejected?.length, 1)
      assert.equal(now().inboxId, stage.gladly.handoffInboxId)
    })

    it('is made though nobody can look whether it is', async () => {
      await open()
      stage.gladly.faults.api({ match: { method: 'GET', path: /conversations/ }, kind: 'status', status: 503 })
      assert.deepEqual(await handOff(), {})
      assert.equal(now().inboxId, stage.gladly.handoffInboxId)
    })

    it('that Gladly takes and does not make is tried in the other ways there are', async () => {
      await open({
        simulator: { omittedAgent: 'keep' },
        settings: { profile: { handOff: { agentId: 'omit', settleMs: 1 } } },
      })
      await claim()
      await handOff()
      assert.deepEqual([now().inboxId, now().agentId], [stage.gladly.handoffInboxId, undefined])
    })
  })

  describe('a resolve', () => {
    const resolve = () => stage.deliver(conversationId, { kind: 'resolve' })

    it('closes the conversation, though the customer waits', async () => {
      await open()
      await resolve()
      assert.equal(now().status, 'CLOSED')
    })

    it('without topics, where they are wanted, is refused with what to do', async () => {
      await open({ simulator: { topicsRequired: true } })
      await assert.rejects(
        resolve(),
        (error) => error instanceof PlatformRefusedError && /resolve\.topics/.test(error.hint ?? ''),
      )
      assert.equal(now().status, 'OPEN')
    })

    it('adds the topics of the profile where they are wanted', async () => {
      await open({ simulator: { topicsRequired: true }, settings: { profile: { resolve: { topics: ['Orders'] } } } })
      await resolve()
      assert.deepEqual([now().status, now().topics], ['CLOSED', ['Orders']])
    })
  })

  it('says who owns a conversation when asked', async () => {
    await open()
    const ask = () => stage.platform.askOwner!(stage.view(conversationId), AbortSignal.timeout(5_000))
    const { gladly } = stage
    assert.deepEqual(await ask(), { owner: 'bot' })
    await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId })
    assert.deepEqual(await ask(), { owner: 'queue' })
    await gladly.assign(conversationId, { inboxId: gladly.handoffInboxId, agentId: gladly.humanAgentId })
    assert.deepEqual(await ask(), { owner: 'agent', agent: { id: gladly.humanAgentId, name: 'Amy Agent' } })
    await gladly.close(conversationId)
    assert.deepEqual(await ask(), { owner: 'closed' })
    assert.equal((await stage.platform.askOwner!(stage.view('gone'), AbortSignal.timeout(5_000))).owner, 'closed')
  })
})
