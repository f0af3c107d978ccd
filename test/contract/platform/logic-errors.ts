import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityTypes, type TurnContext } from 'botbuilder'
import { type BotLogic, ContactCenter, VERBS } from '../../../adapters/index.ts'
import { eventually, notHere, type OpenStage, type PlatformStage } from './stage.ts'

const onMessages =
  (logic: (context: TurnContext, text: string) => Promise<void>): (() => BotLogic) =>
  () =>
  async (context) => {
    if (context.activity.type === ActivityTypes.Message) await logic(context, context.activity.text ?? '')
  }

/** What happens to bots that throw, hang, or do by hand what the verbs do. */
export function logicContract(platform: string, open: OpenStage): void {
  describe(`bot logic on ${platform}`, () => {
    let stage: PlatformStage
    afterEach(() => stage.stop())

    it('that throws runs once; onTurnError speaks; the event is a dead letter; the conversation goes on; replay works', async () => {
      let runs = 0
      let mended = false
      const logic = onMessages(async (context, text) => {
        if (text === 'break') runs += 1
        if (text === 'break' && !mended) throw new Error('a bug')
        await context.sendActivity(`answer to ${text}`)
      })
      stage = await open({ logic })
      stage.adapter.onTurnError = async (context) => {
        await context.sendActivity('something broke')
      }
      const { customer, conversation } = await stage.say('break')
      await stage.quiet()
      await stage.say('go on', { customer })
      await stage.quiet()
      assert.equal(runs, 1)
      assert.deepEqual(stage.botSaid(conversation), ['something broke', 'answer to go on'])

      const [letter] = await stage.server.engine.deadLetters.list()
      assert.match(letter?.reason ?? '', /a bug/)
      // Where answers travel in responses only, what comes later has no way out.
      if (!stage.traits.calls) return
      mended = true
      assert.equal(await stage.server.engine.deadLetters.replay(letter!.id), true)
      await stage.quiet()
      assert.equal(runs, 2)
      assert.deepEqual(stage.botSaid(conversation), ['something broke', 'answer to go on', 'answer to break'])
      assert.deepEqual(await stage.server.engine.deadLetters.list(), [])
    })

    it('that throws without an onTurnError of its own hands the customer to a person', async () => {
      const logic = onMessages(async () => {
        throw new Error('a bug')
      })
      stage = await open({ logic })
      const { conversation } = await stage.say('hello')
      await stage.quiet()
      assert.equal(stage.botSaid(conversation).length, 1)
      assert.equal(stage.picture(conversation).owner, 'queue')
    })

    it('over its time limit has failed, and what it tries afterwards is refused', async () => {
      let refused: unknown
      const logic = onMessages(async (context, text) => {
        if (text !== 'hang') return void (await context.sendActivity('quick'))
        await sleep(600)
        await context.sendActivity('too late').catch((error) => {
          refused = error
        })
      })
      stage = await open({ logic, adapter: { turnLimitMs: 150 } })
      stage.adapter.onTurnError = async (context) => {
        await context.sendActivity('that took too long')
      }
      const { customer, conversation } = await stage.say('hang')
      await stage.quiet()
      await stage.say('next', { customer })
      await stage.quiet()
      await eventually('the late sentence is refused', () => refused !== undefined)
      assert.deepEqual(stage.botSaid(conversation), ['that took too long', 'quick'])
      assert.equal(stage.server.engine.stats().deadLetters, 1)
    })

    it('that takes long delays no other customer', async () => {
      const logic = onMessages(async (context, text) => {
        if (text === 'slow') await sleep(3_000)
        await context.sendActivity(`done ${text}`)
      })
      stage = await open({ logic })
      const slow = await stage.say('slow')
      const started = performance.now()
      const quick = await stage.say('quick')
      await eventually('the quick one is answered', () => stage.botSaid(quick.conversation).length === 1)
      assert.ok(performance.now() - started < 2_500, 'the quick conversation waited for the slow one')
      assert.deepEqual(stage.botSaid(slow.conversation), [])
      await stage.quiet()
      assert.deepEqual(stage.botSaid(slow.conversation), ['done slow'])
    })

    it("that sends the verbs' standard activities by hand does the same as the verbs", async () => {
      const byVerb = onMessages(async (context) => {
        const cc = ContactCenter.of(context)
        await cc.addTopics('Billing')
        await cc.setContactAttributes({ tier: 'gold' })
        await cc.addNote('a note')
        await cc.handOff({ reason: 'why' })
        await context.sendActivity('passing you on')
      })
      const byHand = onMessages(async (context) => {
        const event = (name: string, value: unknown) => context.sendActivity({ type: 'event', name, value })
        await event(VERBS.addTopics, { topics: ['Billing'] })
        await event(VERBS.setAttributes, { scope: 'contact', attributes: { tier: 'gold' } })
        await event(VERBS.addNote, { text: 'a note' })
        await event(VERBS.handOff, { reason: 'why' })
        await context.sendActivity('passing you on')
      })
      const pictures = []
      for (const logic of [byVerb, byHand]) {
        stage = await open({ logic })
        const { conversation } = await stage.say('go')
        await stage.quiet()
        assert.deepEqual(stage.botSaid(conversation), ['passing you on'])
        pictures.push(stage.picture(conversation))
        if (logic === byVerb) await stage.stop()
      }
      assert.deepEqual(pictures[0], pictures[1])
      assert.equal(pictures[0]?.owner, 'queue')
      const { shows } = stage.traits
      if (shows.topics) assert.deepEqual(pictures[0]?.topics, ['Billing'])
      if (shows.attributes) assert.equal(pictures[0]?.contactAttributes.tier, 'gold')
      if (shows.notes) assert.ok(pictures[0]?.notes.some((note) => note.includes('a note')))
    })

    it('goes on in a conversation later, in line with its turns, by continueConversationAsync', async function () {
      let reference: ReturnType<typeof TurnContext.getConversationReference> | undefined
      const { TurnContext } = await import('botbuilder')
      stage = await open({
        logic: onMessages(async (context, text) => {
          reference = TurnContext.getConversationReference(context.activity) as typeof reference
          await context.sendActivity(`heard ${text}`)
        }),
      })
      const { conversation } = await stage.say('hello')
      await stage.quiet()
      if (!stage.traits.calls) return notHere(this)
      await stage.adapter.continueConversationAsync('app', reference!, async (context) => {
        await context.sendActivity('by the way')
      })
      await stage.quiet()
      assert.deepEqual(stage.botSaid(conversation), ['heard hello', 'by the way'])
    })
  })
}
