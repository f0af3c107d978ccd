import assert from 'node:assert/strict'
import type { Boundary } from '../../../adapters/index.ts'
import { eventually } from '../platform/stage.ts'
import type { DeskCrashStage, OpenDeskCrashStage } from './crash-stage.ts'
import { Customer } from './customer.ts'
import { arrivedOf, handedOver, owned } from './with-stage.ts'

const ALL: Boundary[] = [
  'accept:before-commit',
  'accept:after-commit',
  'turn:before-commit',
  'turn:after-commit',
  'delivery:before-call',
  'delivery:after-call',
  'delivery:after-record',
]
/** Before and after the acknowledgement, within the turn, and between the other side's acceptance and our record of it. */
const SHORT: Boundary[] = ['accept:before-commit', 'accept:after-commit', 'turn:before-commit', 'delivery:after-call']

/** Nothing is lost and nothing said twice across `kill -9`, wherever the customer is. `DESK_CRASH=long` kills everywhere. */
export function deskCrashContract(platform: string, open: OpenDeskCrashStage): void {
  const long = process.env.DESK_CRASH === 'long'

  describe(`kill -9 of the server before ${platform}`, function () {
    this.timeout(60_000)
    let stage: DeskCrashStage
    // One desk for all: each test has a customer of its own, and the server lives again and again.
    before(async () => {
      stage = await open({ HANDOFF_TIMEOUT_SECONDS: '25' })
    })
    after(() => stage.stop())

    async function quiet(): Promise<void> {
      await eventually(
        'nothing waits',
        async () => {
          const { inbox, outbox } = await stage.server.stats()
          return inbox + outbox === 0
        },
        30_000,
      )
    }

    /** Dies there while this happens, and lives again. */
    async function dying(boundary: Boundary, times: number, act: () => Promise<unknown>): Promise<void> {
      await quiet()
      await stage.server.diesAt({ boundary, times })
      await act()
      await stage.server.died()
      await stage.server.start()
    }

    /** On the way to a place that cannot tell whether it got something, that may come twice in a row: never more, never less. */
    function assertSaid(said: string[], expected: string[], repeats: boolean): void {
      const once = repeats ? said.filter((text, index) => text !== said[index - 1]) : said
      assert.deepEqual(once, expected)
      assert.ok(said.length - once.length <= 1, said.join(' | '))
    }

    let waits: Customer
    it('leaves a customer who waits waiting', async () => {
      waits = await handedOver(stage, { taken: false })
    })

    for (const [index, boundary] of SHORT.entries()) {
      it(`at ${boundary}, with everything under way at once, loses nothing, and repeats only what nobody can look up`, async () => {
        const [asks, writes, listens] = await Promise.all([
          Customer.joins(stage.webChat),
          handedOver(stage),
          handedOver(stage),
        ])
        await dying(boundary, (index % 3) + 1, () =>
          Promise.all([
            asks.says('person please'),
            writes.says('to the agent'),
            stage.desk.says(listens.name, 'to the customer'),
          ]),
        )
        await owned(stage, asks, 'queue', 30_000)
        await listens.hears('to the customer', 1, 30_000)
        await eventually('the agent has it', () => arrivedOf(stage, writes).length > 0, 30_000)
        await quiet()
        // Whatever the boundary is of, a call of one of the others may be without its answer.
        assertSaid(asks.heard(), ['1: person please'], true)
        assertSaid(arrivedOf(stage, writes), ['to the agent'], !stage.desk.traits.findsRelayed)
        assertSaid(listens.heard().slice(2), ['to the customer'], true)
        assert.ok(stage.desk.handOffs(asks.name) <= (stage.desk.traits.findsOpened ? 1 : 2))
        await stage.desk.takes(asks.name)
        await stage.desk.says(asks.name, 'hello')
        await asks.hears('hello')
      })
    }

    for (const boundary of long ? ALL : []) {
      const lost = boundary === 'delivery:after-call'
      for (const times of [1, 2]) {
        const at = times === 1 ? boundary : `${boundary}, the second time,`

        it(`at ${at} of a hand-off opens one conversation, and an agent has the customer`, async () => {
          const customer = await Customer.joins(stage.webChat)
          await dying(boundary, times, () => customer.says('person please'))
          await owned(stage, customer, 'queue', 30_000)
          await customer.says('anybody?')
          await stage.desk.takes(customer.name)
          await stage.desk.says(customer.name, 'hello')
          await customer.hears('hello')
          await eventually('the agent has it', () => arrivedOf(stage, customer).length > 0)
          await quiet()
          assertSaid(customer.heard(), ['1: person please', 'hello'], lost)
          assert.deepEqual(arrivedOf(stage, customer), ['anybody?'])
          assert.ok(stage.desk.handOffs(customer.name) <= (stage.desk.traits.findsOpened || !lost ? 1 : 2))
          await stage.desk.leaves(customer.name)
          await customer.hears('back: completed')
        })
      }

      it(`at ${boundary} of what a customer says to an agent brings it`, async () => {
        const customer = await handedOver(stage)
        await dying(boundary, 1, () => customer.says('one'))
        await customer.says('two')
        await eventually('the agent has it', () => arrivedOf(stage, customer).includes('two'), 30_000)
        await quiet()
        assertSaid(arrivedOf(stage, customer), ['one', 'two'], lost && !stage.desk.traits.findsRelayed)
        assert.deepEqual(customer.heard(), ['1: person please', `hello ${customer.name}`])
      })

      it(`at ${boundary} of what an agent says brings it to the customer`, async () => {
        const customer = await handedOver(stage)
        await dying(boundary, 1, () => stage.desk.says(customer.name, 'one'))
        await customer.hears('one', 1, 30_000)
        await stage.desk.says(customer.name, 'two')
        await customer.hears('two')
        await quiet()
        assertSaid(customer.heard(), ['1: person please', `hello ${customer.name}`, 'one', 'two'], lost)
        assert.deepEqual(arrivedOf(stage, customer), [])
      })
    }

    it('in the middle of a turn runs it again', async () => {
      const customer = await Customer.joins(stage.webChat)
      const said = customer.says('person, pause 700')
      await new Promise((resolve) => setTimeout(resolve, 350))
      await stage.server.kill()
      await stage.server.start()
      await said
      await owned(stage, customer, 'queue', 30_000)
      await quiet()
      assert.deepEqual(customer.heard(), ['1: person, pause 700'])
      assert.equal(stage.desk.handOffs(customer.name), 1)
    })

    it('between the desk’s taking the customer and our record of it opens no second conversation', async () => {
      const customer = await Customer.joins(stage.webChat)
      // The desk knows the customer: what it cannot know the first time it can now.
      await customer.says('person first')
      await owned(stage, customer, 'queue')
      await stage.desk.takes(customer.name)
      await stage.desk.says(customer.name, 'bye')
      await customer.hears('bye')
      await stage.desk.leaves(customer.name)
      await customer.hears('back: completed')
      await quiet()
      const killed = new Promise<void>((resolve) => {
        const onHit = () => void setTimeout(() => stage.server.kill().then(resolve), 100)
        stage.desk.ill('hanging-after', { calls: 'open', times: 1, onHit })
      })
      await customer.says('person second')
      await killed
      await stage.server.start()
      await owned(stage, customer, 'queue', 30_000)
      await customer.says('still me')
      await eventually('the desk has the words', () => arrivedOf(stage, customer).includes('still me'), 30_000)
      await quiet()
      assert.equal(stage.desk.handOffs(customer.name), 2)
      await stage.desk.takes(customer.name)
      await stage.desk.says(customer.name, 'hello again')
      await customer.hears('hello again')
    })

    it('loses nothing that happens while no server is there: words of both sides, an agent who leaves', async () => {
      const [talks, left] = await Promise.all([handedOver(stage), handedOver(stage)])
      await quiet()
      await stage.server.kill()
      await stage.desk.says(talks.name, 'are you there?')
      const said = talks.says('yes')
      await stage.desk.leaves(left.name)
      await stage.server.start()
      await said
      await talks.hears('are you there?', 1, 30_000)
      await eventually('the agent has it', () => arrivedOf(stage, talks).includes('yes'), 30_000)
      await left.hears('back: completed', 1, 30_000)
      await left.says('bot again?')
      await left.hears('2: bot again?')
      await quiet()
      assert.deepEqual(arrivedOf(stage, talks), ['yes'])
      assert.deepEqual(talks.heard().slice(2), ['are you there?'])
    })

    it('forgets no time limit: nobody came to who waited through it all, and the bot has the customer again', async () => {
      await waits.hears('back: failed', 1, 40_000)
      await owned(stage, waits, undefined, 20_000)
      await waits.says('bot again?')
      await waits.hears('2: bot again?')
    })
  })
}
