import assert from 'node:assert/strict'
import { ConversationState, PrivateConversationState, TurnContext, UserState } from 'botbuilder'
import { connectorKey } from '../../adapters/core/connector/receive.ts'
import {
  type ConversationRecord,
  loadConversation,
  NEW_CONVERSATION,
  saveConversation,
} from '../../adapters/core/conversation.ts'
import { keepReturned } from '../../adapters/core/desk/returned-words.ts'
import { letWait } from '../../adapters/core/desk/waiting-room.ts'
import { type ConversationKey, createMemoryEngine, type Engine } from '../../adapters/core/engine/index.ts'
import { forgetCustomer } from '../../adapters/core/forget-customer.ts'
import { saveSession } from '../../adapters/core/turn/run-turn.ts'
import { ManualClock, until } from './engine/manual-clock.ts'
import { DAY, event, talk } from './engine/setting.ts'

describe('Forgetting a customer', () => {
  let engine: Engine
  beforeEach(async () => {
    engine = createMemoryEngine()
    await engine.start()
  })
  afterEach(() => engine.stop(0))

  const record = (customer: string | undefined): ConversationRecord => ({
    ...NEW_CONVERSATION,
    epoch: 1,
    owner: 'bot',
    ...(customer === undefined ? {} : { customer: { id: customer, name: 'Cora' } }),
  })
  const known = async (key: ConversationKey): Promise<boolean> => (await loadConversation(engine, key)).epoch > 0

  /** What a bot remembers, by the SDK's own means. */
  async function remember(channelId: string, conversationId: string, user: string): Promise<string[]> {
    const before = new Set((await engine.storage.list('', '', 999)).map(({ key }) => key))
    const context = new TurnContext({} as never, {
      type: 'message',
      channelId,
      conversation: { id: conversationId } as never,
      from: { id: user, name: '' },
    })
    for (const State of [ConversationState, UserState, PrivateConversationState]) {
      const state = new State(engine.storage)
      await state.createProperty<number>('n').set(context, 1)
      await state.saveChanges(context)
    }
    const after = await engine.storage.list('', '', 999)
    return after.map(({ key }) => key).filter((key) => !before.has(key))
  }
  const left = async (keys: string[]): Promise<number> => Object.keys(await engine.storage.read(keys)).length

  it('on a platform leaves nothing of any of their conversations, and everything of others', async () => {
    await saveConversation(engine, talk('c1'), record('cora'))
    await saveConversation(engine, talk('c2'), record('cora'))
    await saveConversation(engine, { ...talk('c3'), account: 'acme' }, record('cora'))
    await saveConversation(engine, talk('d1'), record('dora'))
    await saveConversation(engine, talk('e1', 'hootsuite'), record('cora'))
    const coras = [...(await remember('gladly', 'c1', 'cora')), ...(await remember('gladly', 'acme~c3', 'cora'))]
    const doras = await remember('gladly', 'd1', 'dora')
    assert.deepEqual([coras.length, doras.length], [5, 3])
    const forgotten = await forgetCustomer(engine, { channelId: 'gladly', customerId: 'cora' })
    assert.deepEqual([forgotten.conversations, forgotten.items], [3, 3 + 5])
    assert.deepEqual([await left(coras), await left(doras)], [0, 3])
    assert.deepEqual(
      await Promise.all(
        [talk('c1'), talk('c2'), { ...talk('c3'), account: 'acme' }, talk('d1'), talk('e1', 'hootsuite')].map(known),
      ),
      [false, false, false, true, true],
    )
    assert.equal((await forgetCustomer(engine, { channelId: 'gladly', customerId: 'cora' })).items, 0)
  })

  it('on a channel of the Bot Framework goes by the channel’s own ids', async () => {
    const own = connectorKey('webchat', 'conv/1')
    await saveConversation(engine, own, record('webchat/user-1'))
    await saveConversation(engine, connectorKey('webchat', 'conv-2'), record('webchat/user-2'))
    await saveConversation(engine, connectorKey('msteams', 'conv-3'), record('msteams/user-1'))
    const keys = await remember('webchat', 'conv/1', 'user-1')
    await engine.transcripts.logActivity({
      type: 'message',
      channelId: 'webchat',
      conversation: { id: 'conv/1' },
      text: 'words',
    } as never)
    const forgotten = await forgetCustomer(engine, { channelId: 'webchat', customerId: 'user-1' })
    assert.deepEqual([forgotten.conversations, forgotten.activities, await left(keys)], [1, 1, 0])
    assert.equal(await known(connectorKey('webchat', 'conv-2')), true)
    assert.equal(await known(connectorKey('msteams', 'conv-3')), true)
  })

  it('takes along what waits for them at the desk, and what no agent got', async () => {
    const own = connectorKey('webchat', 'conv-1')
    await saveConversation(engine, own, record('webchat/user-1'))
    await keepReturned(engine, own, 1, { id: 'm1', text: 'words' } as never)
    engine.serve('8x8', {
      runTurn: async (turn) => void (await letWait(engine, turn, new Date())),
      deliver: async () => ({ state: 'delivered' }),
    })
    const desk = talk('desk-1', '8x8')
    await engine.link(desk, own)
    await engine.accept(event('agent words', { conversation: desk }))
    await until(() => engine.stats().inbox === 0)
    const keys = (await engine.storage.list('contactcenter/desk/', '', 9)).map(({ key }) => key)
    assert.equal(keys.length, 2)
    const { items, timers } = await forgetCustomer(engine, { channelId: 'webchat', customerId: 'user-1' })
    assert.deepEqual([items, timers, await left(keys)], [3, 1, 0])
  })

  it('on a platform that cannot tell who it is goes by the conversation', async () => {
    await saveConversation(engine, talk('c1'), record(undefined))
    await saveConversation(engine, talk('c2'), record(undefined))
    assert.equal((await forgetCustomer(engine, { channelId: 'gladly', customerId: 'c1' })).conversations, 1)
    assert.deepEqual([await known(talk('c1')), await known(talk('c2'))], [false, true])
  })

  it('erases state of theirs also where no conversation is known any more', async () => {
    const keys = await remember('gladly', 'long gone', 'cora')
    const { conversations, items } = await forgetCustomer(engine, { channelId: 'gladly', customerId: 'cora' })
    assert.deepEqual([conversations, items], [0, 1])
    assert.equal(await left(keys.filter((key) => key.startsWith('gladly/users/'))), 0)
  })

  it('takes a conversation in which others spoke since as a whole, and leaves what is remembered of the others', async () => {
    const own = connectorKey('msteams', 'group')
    const among = { ...record('msteams/bob'), formerCustomers: ['msteams/carl', 'msteams/alice'] }
    await saveConversation(engine, own, among)
    await saveConversation(engine, talk('c1'), { ...record('bob'), formerCustomers: ['alice'] })
    const alices = await remember('msteams', 'group', 'alice')
    const bobs = await remember('msteams', 'elsewhere', 'bob')
    const forgotten = await forgetCustomer(engine, { channelId: 'msteams', customerId: 'alice' })
    assert.deepEqual([forgotten.conversations, await left(alices), await left(bobs)], [1, 0, 3])
    assert.deepEqual([await known(own), await known(talk('c1'))], [false, true])
    assert.equal((await forgetCustomer(engine, { channelId: 'gladly', customerId: 'alice' })).conversations, 1)
    assert.equal(await known(talk('c1')), false)
  })

  it('finds what a turn kept that changed nothing of the record', async () => {
    await engine.stop(0)
    const clock = new ManualClock()
    engine = createMemoryEngine({ clock, retention: { stateMs: 30 * DAY } })
    await engine.start()
    const key = talk('c1')
    const kept = record('cora')
    await saveConversation(engine, key, kept)
    await clock.pass(29 * DAY)
    await engine.exclusive(key, async () => {
      await engine.transcripts.logActivity({
        type: 'message',
        channelId: 'gladly',
        conversation: { id: 'c1' },
        timestamp: clock.now(),
      } as never)
      await saveSession({ engine }, { key, record: kept } as never, kept)
    })
    await clock.pass(29 * DAY)
    await engine.sweep()
    const { conversations, activities } = await forgetCustomer(engine, { channelId: 'gladly', customerId: 'cora' })
    assert.deepEqual([conversations, activities], [1, 1])
  })

  it('finds them among many', async () => {
    for (let i = 0; i < 450; i++)
      await saveConversation(engine, talk(`c${i}`), record(i % 100 === 7 ? 'cora' : `p${i}`))
    assert.equal((await forgetCustomer(engine, { channelId: 'gladly', customerId: 'cora' })).conversations, 5)
  })
})
