import assert from 'node:assert/strict'
import { TEXTS } from '../../../bot/texts.ts'
import { eventually, notHere } from '../platform/stage.ts'
import { Customer } from './customer.ts'
import type { DeskStage, OpenDeskStage } from './stage.ts'
import { arrivedOf, onStage, owned } from './with-stage.ts'

/** The sample bot, a person on the desk, and the way back. */
export function deskConversationContract(platform: string, open: OpenDeskStage): void {
  describe(`a customer of the sample bot, with ${platform} behind it`, () => {
    /** Up to where the customer waits for a person. */
    async function asks(stage: DeskStage, ...before: string[]): Promise<Customer> {
      const customer = await Customer.joins(stage.webChat)
      for (const line of [...before, 'agent', 'the parcel is broken']) {
        await customer.says(line)
        await stage.sandbox.quiet()
      }
      await customer.hears(TEXTS.personComes)
      await owned(stage, customer, 'queue')
      return customer
    }

    async function isTaken(stage: DeskStage, customer: Customer, times = 1): Promise<void> {
      await stage.desk.takes(customer.name)
      await stage.desk.says(customer.name, 'Mara here, let me see.')
      await customer.hears('Mara here, let me see.', times)
    }

    it('reaches a person who sees the history, the reason, the attribute, the topic and the note', () =>
      onStage(open, {}, async (stage) => {
        const customer = await asks(stage, 'order', '1182')
        const seen = stage.desk.look(customer.onDesk)
        const all = JSON.stringify(seen)
        for (const line of ['1182', 'the parcel is broken', 'Order 1182', 'Asked for a person', TEXTS.askOrderNumber]) {
          assert.ok(all.includes(line), `the agent does not see ${line}: ${all}`)
        }
        assert.deepEqual(seen.topics, ['Orders'])
        assert.equal(seen.attributes.last_order, '1182')
        assert.equal(stage.desk.handOffs(customer.name), 1)
      }))

    it('is relayed both ways: words, typing, files, buttons', () =>
      onStage(open, {}, async (stage) => {
        const { desk, webChat, sandbox } = stage
        const customer = await asks(stage)
        await isTaken(stage, customer)
        const { name } = customer
        const said = customer.heard().length
        await customer.says('thank you')
        await webChat.types(customer.id)
        await webChat.sendsFile(customer.id, {
          name: 'photo.txt',
          contentType: 'text/plain',
          bytes: Buffer.from('see'),
        })
        await eventually('the agent has the words and the file', () => {
          return arrivedOf(stage, customer).includes('thank you') && JSON.stringify(desk.files(name)).includes('photo')
        })
        await eventually('the agent sees the customer typing', () => desk.typed(name) > 0)
        assert.deepEqual(customer.heard().slice(said), [], 'the bot spoke while a person had the customer')

        await desk.types(name)
        await eventually('typing shows', () => customer.activities().some(({ type }) => type === 'typing'))
        await desk.sendsFile(name, 'label.txt', 'PX-9920')
        await eventually('the file shows', () =>
          customer.activities().some(({ attachments = [] }) => attachments.some((one) => one.name === 'label.txt')),
        )
        await desk.sendsButtons(name, 'Which one?', ['Invoice', 'Outage'])
        await customer.hears('Which one?')
        await webChat.presses(customer.id, 'Outage')
        await eventually('the answer is there', () => /^outage$/i.test(arrivedOf(stage, customer).at(-1) ?? ''))
        await sandbox.quiet()
      }))

    it('is greeted by the bot when the agent ends, and handed over once more on the word', () =>
      onStage(open, {}, async (stage) => {
        const { desk } = stage
        const customer = await asks(stage)
        for (const round of [1, 2]) {
          await isTaken(stage, customer, round)
          await desk.leaves(customer.name)
          await customer.hears(TEXTS.welcomeBack, round)
          await owned(stage, customer, undefined)
          await customer.says('help')
          await customer.hears(TEXTS.menu, round)
          if (round === 2) break
          for (const line of ['agent', 'it is still broken']) {
            await customer.says(line)
            await stage.sandbox.quiet()
          }
          await owned(stage, customer, 'queue')
        }
        assert.equal(desk.handOffs(customer.name), 2)
        const said = customer.heard()
        assert.equal(said.filter((text) => text === TEXTS.greeting).length, 1)
        assert.equal(said.filter((text) => text === 'Mara here, let me see.').length, 2)
        assert.equal(said.includes(TEXTS.handOffFailed), false)
      }))

    for (const when of ['queue', 'agent'] as const) {
      it(`who leaves while ${when === 'queue' ? 'waiting' : 'an agent is there'} ends the desk's conversation`, () =>
        onStage(open, {}, async (stage) => {
          const customer = await asks(stage)
          if (when === 'agent') await isTaken(stage, customer)
          await stage.webChat.leaves(customer.id)
          await owned(stage, customer, undefined)
          await stage.sandbox.quiet()
          assert.equal(stage.desk.handOffs(customer.name), 1)
        }))
    }

    it('is passed on from agent to agent without a word of the bot', () =>
      onStage(open, {}, async (stage) => {
        const { desk, sandbox } = stage
        const customer = await asks(stage)
        await isTaken(stage, customer)
        const said = customer.heard().length
        await desk.passesOn(customer.name)
        await customer.says('still there?')
        await owned(stage, customer, 'queue')
        await sandbox.quiet()
        await desk.takes(customer.name)
        await desk.says(customer.name, 'Tomas here')
        await customer.hears('Tomas here')
        await customer.says('hello Tomas')
        await eventually('Tomas has it', () => arrivedOf(stage, customer).at(-1) === 'hello Tomas')
        assert.deepEqual(customer.heard().slice(said), ['Tomas here'])
        assert.deepEqual(arrivedOf(stage, customer), ['still there?', 'hello Tomas'])
        await desk.leaves(customer.name)
        await customer.hears(TEXTS.welcomeBack)
      }))

    it('finds nobody outside the opening hours, and the bot stays', function () {
      return onStage(open, {}, async (stage) => {
        if (!stage.desk.traits.opens) return notHere(this)
        stage.desk.close()
        await failsAndStays(stage)
      })
    })

    it('finds no agent at work, and the bot stays', () =>
      onStage(open, {}, async (stage) => {
        stage.desk.everybodyOff()
        await failsAndStays(stage)
      }))

    async function failsAndStays(stage: DeskStage): Promise<void> {
      const customer = await Customer.joins(stage.webChat)
      for (const line of ['billing', 'Yes, please']) {
        await customer.says(line)
        await stage.sandbox.quiet()
      }
      await customer.hears(TEXTS.handOffFailed)
      assert.equal(stage.desk.isOpen(customer.name), false)
      assert.equal(stage.desk.handOffs(customer.name), 0)
      await customer.says('order')
      await customer.hears(TEXTS.askOrderNumber)
    }

    it('for whom nobody comes in time gets the bot back, and the queue loses the customer', () =>
      onStage(open, { env: { HANDOFF_TIMEOUT_SECONDS: '2' } }, async (stage) => {
        const customer = await asks(stage)
        await customer.says('is anybody there?')
        await customer.hears(TEXTS.handOffFailed)
        await owned(stage, customer, undefined)
        await customer.says('order')
        await customer.hears(TEXTS.askOrderNumber)
      }))
  })
}
