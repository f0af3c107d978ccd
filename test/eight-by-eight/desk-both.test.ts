import assert from 'node:assert/strict'
import { deskBot } from '../contract/desk/bots.ts'
import { arrivedOf, handedOver, onStage, owned } from '../contract/desk/with-stage.ts'
import { eventually } from '../contract/platform/stage.ts'
import { eightByEightDeskWith } from './desk-contract-stage.ts'

const open = eightByEightDeskWith({ role: 'both' })

describe('8x8, with the bot inside its channels and its agents behind Web Chat', () => {
  it('keeps the two apart over one webhook, whoever is first', () =>
    onStage(open, { logic: deskBot }, async (stage) => {
      const { eightByEight, quiet } = stage.sandbox
      const botSaid = (id: string): string[] =>
        eightByEight
          .conversation(id)
          .messages.filter(({ authorType }) => authorType === 'bot')
          .map(({ text }) => text)
      const inChannel = eightByEight.customerSays('hello').conversationId
      const [customer] = await Promise.all([
        handedOver(stage),
        eventually('the bot answers in the channel', () => botSaid(inChannel).length === 1),
      ])
      eightByEight.customerSays('and again', { conversationId: inChannel })
      await stage.desk.says(customer.name, 'from the desk')
      await customer.hears('from the desk')
      await customer.says('to the desk')
      await quiet()
      assert.deepEqual(botSaid(inChannel), ['1: hello', '2: and again'])
      assert.deepEqual(arrivedOf(stage, customer), ['to the desk'])
      assert.deepEqual(customer.heard(), ['1: person please', `hello ${customer.name}`, 'from the desk'])

      eightByEight.customerSays('person please', { conversationId: inChannel })
      await eventually('a queue has the one in the channel', () => {
        return eightByEight.conversation(inChannel).owner === 'queue'
      })
      await stage.desk.leaves(customer.name)
      await customer.hears('back: completed')
      await owned(stage, customer, undefined)
      await quiet()
      assert.equal(stage.desk.handOffs(customer.name), 1)
      assert.equal(eightByEight.conversation(inChannel).owner, 'queue')
    }))

  it('settles events of conversations nobody knows by reading them, and gives them to nobody where 8x8 has none', () =>
    onStage(open, { logic: deskBot }, async (stage) => {
      const customer = await handedOver(stage)
      await stage.sandbox.quiet()
      const heard = customer.heard()
      assert.equal(await stage.wire.post(stage.wire.words('from nowhere')), 200)
      await stage.sandbox.quiet()
      const { inbox, outbox, deadLetters } = stage.sandbox.server.engine.stats()
      assert.deepEqual({ inbox, outbox, deadLetters }, { inbox: 0, outbox: 0, deadLetters: 0 })
      assert.deepEqual(customer.heard(), heard)
    }))

  it('tells early events of a hand-off from those of its channels while the hand-off is not answered yet', () =>
    onStage(open, { logic: deskBot }, async (stage) => {
      stage.desk.ill('lost', { calls: 'open', times: 1, delayMs: 1_000 })
      const { eightByEight } = stage.sandbox
      const handing = handedOver(stage)
      for (let n = 1; n <= 3; n++) eightByEight.customerSays(`in the channel ${n}`)
      const customer = await handing
      await stage.sandbox.quiet(20_000)
      assert.equal(stage.desk.handOffs(customer.name), 1)
      const answered = eightByEight
        .conversations()
        .filter(({ channelId }) => channelId !== eightByEight.channelId)
        .map(({ messages }) => messages.filter(({ authorType }) => authorType === 'bot').map(({ text }) => text))
      assert.deepEqual(answered.flat().sort(), ['1: in the channel 1', '1: in the channel 2', '1: in the channel 3'])
    }))
})
