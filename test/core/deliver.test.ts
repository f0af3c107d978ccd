import assert from 'node:assert/strict'
import { type ConversationRecord, saveConversation } from '../../adapters/core/conversation.ts'
import { type DeliveryPolicy, deliver } from '../../adapters/core/delivery/deliver.ts'
import { OwnerChecks } from '../../adapters/core/delivery/owner-checks.ts'
import type { Delivery, StoredCommand } from '../../adapters/core/engine/engine.ts'
import {
  createMemoryEngine,
  type Engine,
  PlatformRefusedError,
  PlatformUnreachableError,
  RateLimitedError,
  silentLogger,
  systemClock,
} from '../../adapters/core/index.ts'
import type { Delivered, LookUp, OwnerNews, Platform } from '../../adapters/core/platform.ts'
import { createStubPlatform } from '../../scripts/bench/stub-platform.ts'

const conversation = { channelId: 'stub', account: '', conversationId: 'c' }
const open: ConversationRecord = { epoch: 1, owner: 'bot', tenure: 3, heard: 5 }

describe('delivery', () => {
  let engine: Engine
  beforeEach(async () => {
    engine = createMemoryEngine()
    await saveConversation(engine, conversation, open)
  })
  afterEach(() => engine.stop(0))

  /** Delivers one command to a platform that behaves as told; returns what became of it and what the platform was asked. */
  async function bring(
    how: { answer?: () => Delivered; owner?: OwnerNews; lookUp?: LookUp[]; policy?: Partial<DeliveryPolicy> },
    command: Partial<StoredCommand> & { tenure?: number; heard?: number } = {},
  ): Promise<{ delivery: Delivery; asked: string[] }> {
    const asked: string[] = []
    const lookUps = [...(how.lookUp ?? [])]
    const platform: Platform = {
      ...createStubPlatform({ secret: 's', url: 'http://127.0.0.1:9' }),
      deliver: async () => {
        asked.push('deliver')
        return how.answer?.() ?? { platformId: 'p1' }
      },
      ...(how.owner === undefined
        ? {}
        : {
            askOwner: async () => {
              asked.push('owner')
              return how.owner!
            },
          }),
      lookUp: async () => {
        asked.push('look-up')
        return lookUps.shift() ?? { state: 'cannot-tell' }
      },
    }
    const { tenure = 3, heard = 5, ...rest } = command
    const stored: StoredCommand = {
      id: 'cmd-1',
      kind: 'reply',
      conversation,
      payload: { epoch: 1, tenure, heard, body: { text: 'hi' } },
      createdAt: new Date().toISOString(),
      attempts: 0,
      outcomeUnknown: false,
      unknowns: 0,
      ...rest,
    }
    const ports = {
      platform,
      engine,
      clock: systemClock,
      log: silentLogger,
      random: () => 0.5,
      ownerChecks: new OwnerChecks(250, systemClock),
      onRepeat: () => asked.push('repeat'),
      policy: {
        replyMaxAgeMs: 3_600_000,
        commandMaxAgeMs: 86_400_000,
        unknownOutcome: () => 'resend' as const,
        settleMs: 1,
        ...how.policy,
      },
    }
    return { delivery: await deliver(ports, stored, new AbortController().signal), asked }
  }

  const toldOf = (delivery: Delivery): string[] =>
    'followUps' in delivery ? (delivery.followUps ?? []).map((event) => JSON.parse(event.body).news) : []

  it('sends what is wanted and keeps the id the platform gave it', async () => {
    const { delivery, asked } = await bring({ owner: { owner: 'bot' } })
    assert.deepEqual(asked, ['owner', 'deliver'])
    assert.equal(delivery.state === 'delivered' && delivery.platformId, 'p1')
  })

  it("keeps back a reply that a person's take-over overtook, told before", async () => {
    const { delivery, asked } = await bring({}, { tenure: 2 })
    assert.equal(delivery.state, 'superseded')
    assert.deepEqual(asked, [])
  })

  it("keeps back a reply that a person's take-over overtook, found by asking, and tells the conversation", async () => {
    const { delivery, asked } = await bring({ owner: { owner: 'agent', agent: { id: 'a' } } })
    assert.equal(delivery.state, 'superseded')
    assert.deepEqual(asked, ['owner'])
    assert.deepEqual(toldOf(delivery), ['owner-learnt'])
  })

  it('still adds topics and notes to a conversation that a person took', async () => {
    const { delivery } = await bring({ owner: { owner: 'agent' } }, { kind: 'add-topics', tenure: 1 })
    assert.equal(delivery.state, 'delivered')
  })

  it('does not close over a customer who wrote again', async () => {
    const { delivery } = await bring({}, { kind: 'resolve', heard: 4 })
    assert.equal(delivery.state, 'superseded')
    assert.deepEqual(toldOf(delivery), ['not-resolved'])
  })

  it('gives up a reply that is too old, and says so', async () => {
    const { delivery } = await bring({}, { createdAt: new Date(Date.now() - 3_700_000).toISOString() })
    assert.equal(delivery.state, 'dead')
    assert.deepEqual(toldOf(delivery), ['delivery'])
  })

  it('waits as long as the platform asks when it limits us', async () => {
    const answer = () => {
      throw new RateLimitedError('slow down', 4_000)
    }
    const { delivery } = await bring({ answer })
    assert.deepEqual(delivery.state === 'later' && delivery.afterMs, 4_000)
  })

  it('backs off with jitter while the platform is down, longer each time', async () => {
    const answer = () => {
      throw new PlatformUnreachableError('down', 'not-sent')
    }
    const waits = []
    for (const attempts of [0, 1, 2, 3, 20]) {
      const { delivery } = await bring({ answer }, { attempts })
      waits.push(delivery.state === 'later' ? delivery.afterMs : -1)
    }
    assert.deepEqual(waits, [375, 750, 1_500, 3_000, 22_500])
  })

  it('calls the outcome unknown where the platform may have acted', async () => {
    const answer = () => {
      throw new PlatformUnreachableError('reset', 'unknown')
    }
    assert.equal((await bring({ answer })).delivery.state, 'unknown')
  })

  const unknown = { outcomeUnknown: true, unknowns: 1 }

  it('finds what arrived before it sends again', async () => {
    const { delivery, asked } = await bring({ lookUp: [{ state: 'found', platformId: 'p9' }] }, unknown)
    assert.deepEqual(asked, ['look-up'])
    assert.equal(delivery.state === 'delivered' && delivery.platformId, 'p9')
  })

  it('looks twice, since a platform may be slow to show what it accepted', async () => {
    const { asked } = await bring({ lookUp: [{ state: 'absent' }, { state: 'found' }] }, unknown)
    assert.deepEqual(asked, ['look-up', 'look-up'])
  })

  it('sends what certainly did not arrive', async () => {
    const { asked } = await bring({ lookUp: [{ state: 'absent' }, { state: 'absent' }] }, unknown)
    assert.deepEqual(asked, ['look-up', 'look-up', 'deliver'])
  })

  it('where it cannot be looked up, sends once more and not a third time, or holds it, by policy', async () => {
    assert.deepEqual((await bring({}, unknown)).asked, ['look-up', 'repeat', 'deliver'])
    assert.equal((await bring({}, { outcomeUnknown: true, unknowns: 2 })).delivery.state, 'dead')
    assert.equal((await bring({ policy: { unknownOutcome: () => 'hold' } }, unknown)).delivery.state, 'dead')
  })

  it('sends what a person put back, whatever its age and its unknown outcomes', async () => {
    const replayedAt = new Date().toISOString()
    const old = { createdAt: new Date(Date.now() - 9_000_000).toISOString(), replayedAt }
    assert.equal((await bring({}, { ...old, outcomeUnknown: true, unknowns: 2 })).delivery.state, 'delivered')
  })

  it('tells the bot of a refused hand-off, and gives the conversation back', async () => {
    const answer = () => {
      throw new PlatformRefusedError('no such inbox', { status: 400 })
    }
    const { delivery } = await bring({ answer }, { kind: 'hand-off' })
    assert.equal(delivery.state, 'dead')
    assert.deepEqual(toldOf(delivery), ['hand-off-failed'])
  })

  it('waits for a person to mend refused credentials', async () => {
    const answer = () => {
      throw new PlatformRefusedError('who are you', { status: 401 })
    }
    assert.equal((await bring({ answer })).delivery.state, 'later')
  })

  it('tells of the parts a platform did not take', async () => {
    const answer = () => ({ rejected: [{ what: 'Bilding', why: 'no such topic' }] })
    const { delivery } = await bring({ answer }, { kind: 'add-topics' })
    assert.equal(delivery.state, 'delivered')
    assert.deepEqual(toldOf(delivery), ['delivery'])
  })
})
