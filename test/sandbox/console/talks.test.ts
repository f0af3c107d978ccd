import assert from 'node:assert/strict'
import type { TalkSummary } from '../../../scripts/sandbox/console/protocol.ts'
import { Talks } from '../../../scripts/sandbox/console/talks.ts'
import { notFound } from '../../../scripts/sandbox/simulator/answers.ts'
import type { Scene, Stage } from '../../../scripts/sandbox/stage.ts'

const EMPTY: Omit<Scene, 'conversationId' | 'ids'> = {
  owner: { who: 'bot' },
  entries: [],
  topics: [],
  customerAttributes: {},
  conversationAttributes: {},
  facts: [],
}

/** A customer known by ids that change with each message. */
function stageOf(number: number): Stage {
  let said = 0
  const nothing = async () => {}
  return {
    platform: 'Test',
    channels: ['chat'],
    faults: [],
    queues: [],
    remarks: [],
    customer: `Customer ${number}`,
    customerSays: async () => {
      said += 1
    },
    useChannel: () => {},
    newCustomer: () => {},
    agentSays: nothing,
    take: nothing,
    giveBack: nothing,
    close: nothing,
    setFaults: () => {},
    look: () => ({ ...EMPTY, conversationId: `c-${number}-${said}`, ids: [`c-${number}-${said}`] }),
  }
}

describe('The console’s talks', () => {
  let talks: Talks
  let told: TalkSummary[]
  let gone: string[]

  beforeEach(() => {
    let count = 0
    told = []
    gone = []
    talks = new Talks({
      stageOf: () => stageOf(++count),
      onTalk: ({ summary }) => told.push(summary),
      onGone: (id) => gone.push(id),
      onIds: () => {},
      most: 2,
      now: () => new Date('2030-01-01T00:00:00.000Z'),
    })
  })
  afterEach(() => talks.stop())

  it('are known by all ids they ever had, and by none once they were dropped for newer ones', async () => {
    const first = talks.begin('test')
    talks.look(first)
    await first.do({ do: 'customer-says', text: 'hello' })
    talks.look(first)
    const known = () => ['c-1-0', 'c-1-1'].map((id) => talks.talkOf('test', [id]))
    assert.deepEqual(known(), ['talk-1', 'talk-1'])
    talks.begin('test')
    talks.begin('test')
    assert.deepEqual(gone, ['talk-1'])
    assert.deepEqual(known(), [undefined, undefined])
  })

  it('are known by what they have now, and no longer by the oldest of ten thousand ids they had', () => {
    const talk = talks.begin('test')
    let turn = 0
    talk.stage.look = () => ({ ...EMPTY, conversationId: 'mine', ids: ['mine', `said-${turn}`] })
    for (; turn < 12_000; turn++) talks.look(talk)
    const known = ['mine', 'said-0', 'said-11999'].map((id) => talks.talkOf('test', [id]))
    assert.deepEqual(known, ['talk-1', undefined, 'talk-1'])
  })

  it('begin on the platform’s clock, so that the newest is the last of them', () => {
    assert.equal(talks.begin('test').summary.lastAt, '2030-01-01T00:00:00.000Z')
  })

  it('are told of no more once they were dropped', async () => {
    const first = talks.begin('test')
    talks.stir(first.id)
    talks.begin('test')
    talks.begin('test')
    told.length = 0
    await first.do({ do: 'customer-says', text: 'hello' })
    talks.look(first)
    await talks.play(first, [], async () => {})
    assert.deepEqual(
      told.filter(({ id }) => id === first.id),
      [],
    )
    assert.equal(talks.talkOf('test', ['c-1-1']), undefined)
  })

  it('show what was seen last of what the platform has forgotten, and what else goes wrong', () => {
    const talk = talks.begin('test')
    talks.look(talk)
    talk.stage.look = () => {
      throw notFound('conversation c-1-0')
    }
    talks.look(talk)
    assert.deepEqual(talk.detail.ids, ['c-1-0'])
    talk.stage.look = () => {
      throw new Error('broken')
    }
    assert.throws(() => talks.look(talk), /broken/)
    talk.stage.look = () => undefined
  })

  it('are playing from the start of a script to its end, also where everything is stopped meanwhile', async () => {
    const talk = talks.begin('test')
    const steps = [1, 2, 3].map(() => ({ do: 'customer-says', text: 'hello' }) as const)
    told.length = 0
    await talks.play(talk, steps, async () => talks.stop())
    assert.deepEqual([told[0]?.playing, told.at(-1)?.playing], [true, false])
    assert.ok(told[0]!.version > 1)
    assert.equal(talk.steps.length, 1)
  })
})
