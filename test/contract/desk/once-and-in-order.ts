import assert from 'node:assert/strict'
import { eventually } from '../platform/stage.ts'
import { type Change, deskBot, ofBot } from './bots.ts'
import type { Customer } from './customer.ts'
import type { DeskStage, OpenDeskStage } from './stage.ts'
import { arrivedOf, handedOver, onStage, owned } from './with-stage.ts'

const ROUNDS = Number(process.env.DESK_RACES ?? 6)

/** Every message exactly once, in order, on the right side. */
export function deskOrderContract(platform: string, open: OpenDeskStage): void {
  describe(`between a customer and ${platform}`, () => {
    const play = (work: (stage: DeskStage) => Promise<void>) => onStage(open, { logic: deskBot }, work)

    it('events delivered one to five times count once', () =>
      play(async (stage) => {
        const { desk, sandbox } = stage
        for (let copies = 1; copies <= 5; copies++) {
          desk.copies(copies)
          const customer = await handedOver(stage)
          for (let n = 1; n <= 3; n++) await desk.says(customer.name, `agent ${n}`)
          await customer.hears('agent 3')
          await desk.passesOn(customer.name)
          await owned(stage, customer, 'queue')
          await desk.takes(customer.name)
          await desk.leaves(customer.name)
          await customer.hears('back: completed')
          await sandbox.quiet()
          const agent = customer.heard().filter((text) => text.startsWith('agent'))
          assert.deepEqual(agent, ['agent 1', 'agent 2', 'agent 3'])
          assert.deepEqual(
            customer.heard().filter((text) => text.startsWith('back')),
            ['back: completed'],
          )
        }
        assert.equal(desk.refused(), 0)
      }))

    it('many words at once arrive in order, on both sides', () =>
      play(async (stage) => {
        const { desk, sandbox } = stage
        const customer = await handedOver(stage)
        const numbers = Array.from({ length: 20 }, (_, n) => n + 1)
        const written = numbers.map((n) => customer.says(`word ${n}`))
        // One after another, as a person types: what is sent side by side has no order.
        for (const n of numbers) {
          await desk.says(customer.name, `answer ${n}`)
          await customer.hears(`answer ${n}`)
        }
        await Promise.all(written)
        await sandbox.quiet(30_000)
        assert.deepEqual(
          arrivedOf(stage, customer),
          numbers.map((n) => `word ${n}`),
        )
        assert.deepEqual(
          customer.heard().filter((text) => text.startsWith('answer')),
          numbers.map((n) => `answer ${n}`),
        )
      }))

    it('what the customer writes in the moment an agent comes is told once', () =>
      play(async (stage) => {
        for (let round = 0; round < ROUNDS; round++) {
          const customer = await handedOver(stage, { taken: false })
          const written = [customer.says(`before ${round}`), customer.says(`after ${round}`)]
          await Promise.all([...written, stage.desk.takes(customer.name)])
          await stage.sandbox.quiet()
          assert.deepEqual(arrivedOf(stage, customer), [`before ${round}`, `after ${round}`])
          assert.deepEqual(customer.heard(), ['1: person please'])
          await stage.desk.leaves(customer.name)
          await customer.hears('back: completed')
        }
      }))

    it('what the customer writes in the moment an agent leaves is told once, to the bot or to the agents', () =>
      play(async (stage) => {
        for (let round = 0; round < ROUNDS; round++) {
          const customer = await handedOver(stage)
          const texts = [1, 2, 3].map((n) => `${n} of ${round}`)
          const written = texts.slice(0, round % 3).map((text) => customer.says(text))
          const left = stage.desk.leaves(customer.name)
          written.push(...texts.slice(round % 3).map((text) => customer.says(text)))
          await Promise.all([...written, left])
          await settled(stage, customer)
          await customer.hears('back: completed')
          const answered = customer.heard().flatMap((text) => ofBot(text)?.text ?? [])
          assertOnce(texts, answered.slice(1), arrivedOf(stage, customer))
        }
      }))

    it('an agent who leaves and a customer who asks for one at once make no second voice', function () {
      // Each round may have a hand-off that a flow swallows.
      this.timeout(90_000)
      return play(async (stage) => {
        for (let round = 0; round < ROUNDS; round++) {
          const customer = await handedOver(stage)
          await Promise.all([stage.desk.leaves(customer.name), customer.says('person again'), customer.says('hello?')])
          // A new conversation, or the old one, called back by what was said to it.
          await eventually('the customer is with the desk again', async () => {
            // A hand-off that a flow swallowed is noticed after a while, and words wait for it.
            await stage.sandbox.quiet(60_000)
            return stage.desk.isOpen(customer.name)
          })
          await stage.desk.takes(customer.name)
          await stage.desk.says(customer.name, 'here again')
          await customer.hears('here again')
          const said = customer.heard().length
          await customer.says('thanks')
          await stage.sandbox.quiet()
          assert.equal(customer.heard().length, said, 'the bot spoke as well')
          const answered = customer.heard().flatMap((text) => ofBot(text)?.text ?? [])
          assertOnce(['person again', 'hello?', 'thanks'], answered.slice(1), arrivedOf(stage, customer))
        }
      })
    })

    it('queue, attributes, topics and notes can be changed while the customer waits', () =>
      play(async (stage) => {
        const customer = await handedOver(stage, { taken: false })
        const value: Change = {
          attributes: { tier: 'gold' },
          topics: ['Refund'],
          note: 'wants it in cash',
          queue: 'billing',
        }
        await stage.webChat.sendActivity(customer.id, { type: 'event', name: 'change', value })
        await eventually('the desk shows it', () => {
          const { attributes, topics, owner } = stage.desk.look(customer.onDesk)
          const all = JSON.stringify(attributes)
          return (
            all.includes('gold') && topics.includes('Refund') && all.includes('in cash') && owner?.name === 'billing'
          )
        })
        assert.equal(stage.desk.handOffs(customer.name), 1)
      }))
  })
}

/** Nothing moves, and nobody on the desk has the customer: a late word may have called the conversation back to its queue. */
async function settled({ sandbox, desk }: DeskStage, { name }: Customer): Promise<void> {
  await sandbox.quiet(20_000)
  for (let again = 0; again < 5 && desk.isOpen(name); again++) {
    await desk.takes(name)
    await desk.leaves(name)
    await sandbox.quiet(20_000)
  }
}

/** Each text once, in order on each side. */
function assertOnce(texts: string[], answered: string[], arrived: string[]): void {
  const all = `the bot got ${answered.join(', ')}; the desk ${arrived.join(', ')}`
  assert.deepEqual([...answered, ...arrived].sort(), [...texts].sort(), all)
  for (const side of [answered, arrived])
    assert.deepEqual(
      side,
      [...side].sort((one, other) => texts.indexOf(one) - texts.indexOf(other)),
      all,
    )
}
