import assert from 'node:assert/strict'
import type { ConversationRecord } from '../../adapters/core/conversation.ts'
import type { Happening } from '../../adapters/core/platform.ts'
import { applyHappening } from '../../adapters/core/turn/apply.ts'
import { UNKNOWN_EVENT } from '../../adapters/imiconnect/index.ts'
import { agent, incoming, interpreted, postback, receipt } from './fixtures.ts'

const BOT: Partial<ConversationRecord> = { epoch: 1, owner: 'bot', tenure: 1, heard: 1 }
const QUEUE: Partial<ConversationRecord> = { epoch: 1, owner: 'queue', tenure: 2, heard: 1 }
const AGENT: Partial<ConversationRecord> = { ...QUEUE, owner: 'agent', tenure: 3 }

const kinds = (happenings: readonly Happening[]): string[] =>
  happenings.map((one) => (one.kind === 'owner' ? `owner ${one.owner}` : one.kind))
const happenings = async (...given: Parameters<typeof interpreted>) => (await interpreted(...given)).happenings

describe('IMIconnect: whose conversation it is', () => {
  describe('after a hand-off', () => {
    const handedOffAt = '2024-03-09T17:08:56.000Z'
    const afterwards = (seconds: number): string => new Date(Date.parse(handedOffAt) + seconds * 1_000).toISOString()
    const stamp = (seconds: number): string => afterwards(seconds).replace('T', ' ').slice(0, 22)

    it('a message of the bot’s conversation within a minute was on its way: it gives nothing back', async () => {
      for (const owner of [QUEUE, AGENT]) {
        for (const seconds of [-30, 0, 59]) {
          const body = incoming({ Timestamp: stamp(seconds) })
          const found = await happenings(body, { ...owner, handedOffAt }, { acceptedAt: afterwards(seconds + 1) })
          assert.deepEqual(kinds(found), ['message'])
          const applied = applyHappening({ epoch: 1, tenure: 2, heard: 1, owner: 'queue', ...owner }, found[0]!)
          assert.deepEqual(
            applied.effects.map(({ kind }) => kind),
            ['overheard'],
          )
        }
      }
    })

    it('a later one gives the conversation back, and the bot hears it', async () => {
      for (const owner of [QUEUE, AGENT]) {
        const body = incoming({ Timestamp: stamp(61) })
        const found = await happenings(body, { ...owner, handedOffAt }, { acceptedAt: afterwards(61) })
        assert.deepEqual(kinds(found), ['owner bot', 'message'])
      }
    })

    it('while our hand-over is still on its way nothing is given back, however long that takes', async () => {
      const body = incoming({ Timestamp: stamp(4_000) })
      const found = await happenings(body, { ...QUEUE, leaving: 'hand-off' }, { acceptedAt: afterwards(4_000) })
      assert.deepEqual(kinds(found), ['message'])
    })

    it('a retry of a message from before comes late, and gives nothing back either', async () => {
      const body = incoming({ Timestamp: stamp(-5) })
      const found = await happenings(body, { ...AGENT, handedOffAt }, { acceptedAt: afterwards(3_000) })
      assert.deepEqual(kinds(found), ['message'])
    })

    it('where the platform’s clock cannot be right, or says nothing, it counts when the message came', async () => {
      for (const Timestamp of [undefined, 'soon', '2024-03-08 09:00:00.00', '2031-01-01 00:00:00.00']) {
        const late = await happenings(
          incoming({ Timestamp }),
          { ...AGENT, handedOffAt },
          { acceptedAt: afterwards(90) },
        )
        assert.deepEqual(kinds(late), ['owner bot', 'message'])
        const soon = await happenings(incoming({ Timestamp }), { ...AGENT, handedOffAt }, { acceptedAt: afterwards(5) })
        assert.deepEqual(kinds(soon), ['message'])
      }
    })

    it('the minute is a setting', async () => {
      const settings = { profile: { handover: { inFlightMs: 2_000 } } }
      const body = incoming({ Timestamp: stamp(3) })
      const found = await happenings(body, { ...QUEUE, handedOffAt }, { settings, acceptedAt: afterwards(3) })
      assert.deepEqual(kinds(found), ['owner bot', 'message'])
    })

    it('a hand-off of an earlier time means nothing while the bot owns', async () => {
      const body = incoming({ Timestamp: stamp(5) })
      const found = await happenings(body, { ...BOT, handedOffAt }, { acceptedAt: afterwards(5) })
      assert.deepEqual(kinds(found), ['owner bot', 'message'])
    })
  })

  describe('what people have', () => {
    it('goes into the transcript, by agent and customer, under its own id', async () => {
      const { customer, happenings } = await interpreted(agent({ AgentName: 'Priya' }))
      assert.equal(customer, undefined)
      assert.deepEqual(happenings, [
        { kind: 'owner', owner: 'agent', agent: { name: 'Priya' } },
        {
          kind: 'observed',
          id: 'ag-1204',
          from: 'agent',
          name: 'Priya',
          text: 'Hello, this is Priya. I can see your order now.',
          at: '2024-03-09T17:09:13.550Z',
        },
      ])
      const [said] = await interpreted(incoming({ ConversationType: 'CCSP' })).then((one) => one.happenings)
      assert.ok(said?.kind === 'observed' && said.from === 'customer')
    })

    it('tells by the field of the author who wrote it', async () => {
      const from = async (changes: Record<string, unknown>) => {
        const found = await happenings(incoming({ ConversationType: 'CCSP', ...changes }))
        const said = found.find(({ kind }) => kind === 'observed')
        return said?.kind === 'observed' ? said.from : undefined
      }
      assert.equal(await from({ Sender: 'Agent Priya' }), 'agent')
      assert.equal(await from({ SENDER_TYPE: 'AGENT' }), 'agent')
      assert.equal(await from({ Source: 'end user' }), 'customer')
      assert.equal(await from({ From: '+447700900123' }), 'customer')
      assert.equal(await from({ Event: 'Chat Message', Source: 'Customer' }), 'customer')
      assert.equal(await from({ Event: 'Chat Message' }), undefined)
    })

    it('shows files by their address', async () => {
      const body = agent({ Message: 'See here', MessageType: 'image', Media: 'https://m.example/a.png' })
      const found = await happenings(body)
      assert.equal(found[1]?.kind === 'observed' ? found[1].text : '', 'See here\n[https://m.example/a.png]')
    })

    it('is told as an event where nobody knows who said it', async () => {
      const found = await happenings(agent({ Event: 'Chat Transferred', BotConversationid: 'cv-7b21e0' }), BOT)
      assert.deepEqual(kinds(found), ['owner queue', 'event'])
      const told = found[1]
      assert.ok(told?.kind === 'event')
      assert.equal(told.name, UNKNOWN_EVENT)
      assert.equal((told.value as { event: string }).event, 'Chat Transferred')
    })

    it('takes the conversation from the bot where it is the bot’s own or linked to it', async () => {
      const link = { BotConversationid: 'cv-7b21e0' }
      assert.deepEqual(kinds(await happenings(agent(link), BOT)), ['owner agent', 'observed'])
      assert.deepEqual(kinds(await happenings(incoming({ ConversationType: 'CCSP' }), BOT)), [
        'owner queue',
        'observed',
      ])
      // A customer's words do not take it from the agent again.
      assert.deepEqual(kinds(await happenings(incoming({ ConversationType: 'CCSP' }), AGENT)), ['observed'])
    })

    it('changes no owner where it comes late: the bot has the conversation back since', async () => {
      const data = { botAt: '2024-03-09T18:00:00.000Z' }
      const body = agent({ BotConversationid: 'cv-7b21e0' })
      assert.deepEqual(kinds(await happenings(body, { ...BOT, data })), ['observed'])
      assert.deepEqual(kinds(await happenings(agent({ Event: 'Chat Closed' }), { ...BOT, data })), ['ignored'])
      const later = agent({ BotConversationid: 'cv-7b21e0', Timestamp: '2024-03-09 18:00:01.00' })
      assert.deepEqual(kinds(await happenings(later, { ...BOT, data })), ['owner agent', 'observed'])
    })

    it('remembers the newest moment of the bot, and only that', async () => {
      assert.deepEqual((await interpreted(incoming())).data, { botAt: '2024-03-09T17:05:41.370Z' })
      const data = { botAt: '2024-03-09T17:05:41.370Z' }
      assert.equal((await interpreted(postback(), { ...BOT, data })).data, undefined)
      assert.equal((await interpreted(agent())).data, undefined)
      assert.equal((await interpreted(receipt({ Timestamp: '2024-03-09 18:05:41.37' }))).data, undefined)
    })

    it('is never a message for the bot, whatever it says', async () => {
      for (const ConversationType of ['CCSP', 'ccsp', 'AGENT', 'Bots', 'LIVECHAT']) {
        for (const body of [
          incoming({ ConversationType }),
          postback({ ConversationType }),
          agent({ ConversationType }),
        ]) {
          for (const record of [{}, BOT, QUEUE, AGENT])
            assert.ok(!kinds(await happenings(body, record)).includes('message'))
        }
      }
    })
  })
})
