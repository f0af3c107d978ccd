import assert from 'node:assert/strict'
import { TEXTS } from '../../../bot/texts.ts'
import { notHere, type OpenStage, type PlatformStage } from './stage.ts'

/** The sample bot's conversation, from hello to goodbye, with a person in the middle. */
export function conversationContract(platform: string, open: OpenStage): void {
  describe(`the scripted conversation on ${platform}`, () => {
    let stage: PlatformStage
    beforeEach(async () => {
      stage = await open()
    })
    afterEach(() => stage.stop())

    /** Says one thing after another as one customer, each when all is quiet. */
    async function script(customer: string | undefined, ...lines: string[]) {
      let said = { customer: customer ?? '', conversation: '', message: '' }
      for (const line of lines) {
        said = await stage.say(line, said.customer === '' ? {} : { customer: said.customer })
        await stage.quiet()
      }
      return said
    }

    const untilHandedOff = ['hello', 'order', '1182', 'agent', 'the parcel is broken']

    it('leaves every reply in order and once, the topic, the attribute, the note, and the assignment', async () => {
      const { customer, conversation } = await script(undefined, ...untilHandedOff)
      const { returns, shows } = stage.traits
      const before = stage.botSaid(conversation)
      assert.equal(before[0], TEXTS.greeting)
      assert.equal(before.filter((text) => text === TEXTS.greeting).length, 1)
      assert.ok(before.some((text) => text.startsWith(TEXTS.askOrderNumber)))
      assert.ok(before.some((text) => text.startsWith('Order 1182 ')))
      assert.equal(before.at(-1), TEXTS.personComes)
      assert.equal(new Set(before).size, before.length, `said twice: ${before.join(' | ')}`)

      const handedOff = stage.picture(conversation)
      assert.equal(handedOff.owner, 'queue')
      if (shows.topics) assert.deepEqual(handedOff.topics, ['Orders'])
      if (shows.attributes) assert.equal(handedOff.contactAttributes.last_order, '1182')
      if (shows.notes) assert.ok(handedOff.notes.some((note) => note.includes('the parcel is broken')))

      await stage.agentTakes(conversation)
      await stage.agentSays(conversation, 'Amy here, let me see.')
      await stage.quiet()
      await script(customer, 'thank you, Amy')
      assert.deepEqual(stage.botSaid(conversation), before, 'the bot spoke while a person had the customer')

      await stage.agentGivesBack(conversation)
      await stage.quiet()
      if (returns.when === 'next-message') await script(customer, 'hello again')
      const [first] = stage.botSaid(conversation).slice(before.length)
      assert.ok(first?.startsWith(returns.says === 'greeting' ? TEXTS.greeting : TEXTS.welcomeBack), first)

      await script(customer, 'bye')
      assert.equal(stage.botSaid(conversation).at(-1), TEXTS.goodbye)
      if (stage.traits.closes) assert.equal(stage.picture(conversation).owner, 'closed')
    })

    it('goes on with a person silently when the customer writes again within the reopen window', async function () {
      if (!stage.traits.reopensWithAgent) return notHere(this)
      const { customer, conversation } = await script(undefined, ...untilHandedOff)
      await stage.agentTakes(conversation)
      await stage.agentCloses(conversation)
      await stage.quiet()
      const before = stage.botSaid(conversation)
      const again = await script(customer, 'one more thing')
      assert.equal(again.conversation, conversation)
      assert.deepEqual(stage.botSaid(conversation), before)
    })

    it('is muted by an agent who takes over in the middle of a dialog', async function () {
      if (!stage.traits.takeOver) return notHere(this)
      const { customer, conversation } = await script(undefined, 'hello', 'order')
      await stage.agentTakes(conversation)
      await stage.quiet()
      const before = stage.botSaid(conversation)
      await script(customer, '1182')
      assert.deepEqual(stage.botSaid(conversation), before)
      assert.equal(stage.picture(conversation).owner, 'agent')
    })
  })
}
