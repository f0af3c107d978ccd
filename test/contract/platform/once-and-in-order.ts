import assert from 'node:assert/strict'
import { countingBot } from './bots.ts'
import type { OpenStage, PlatformStage } from './stage.ts'

/** P2 and P3: one turn per event, in the order accepted. */
export function onceAndInOrderContract(platform: string, open: OpenStage): void {
  describe(`events of ${platform}`, () => {
    let stage: PlatformStage
    beforeEach(async () => {
      stage = await open({ logic: countingBot })
    })
    afterEach(() => stage.stop())

    it('delivered one to five times make one turn each', async () => {
      const first = await stage.say('message 0')
      for (let copies = 1; copies <= 5; copies++) {
        stage.copies(copies)
        await stage.say(`message ${copies}`, { customer: first.customer })
        await stage.quiet()
      }
      assert.deepEqual(
        stage.botSaid(first.conversation),
        [0, 1, 2, 3, 4, 5].map((n) => `${n + 1}/${n + 1}: message ${n}`),
      )
    })

    it('of one conversation are answered in the order they were accepted, one at a time', async () => {
      const first = await stage.say('message 0')
      await stage.quiet()
      const count = 15
      for (let n = 1; n <= count; n++) await stage.say(`message ${n}`, { customer: first.customer })
      await stage.quiet(60_000)
      const said = stage.botSaid(first.conversation)
      // Numbers of the state counter are gapless and in order: no turn ran beside another.
      assert.deepEqual(
        said.map((text) => text.split('/')[0]),
        Array.from({ length: count + 1 }, (_, n) => String(n + 1)),
      )
      const accepted = said.map((text) => text.split(': ')[1])
      assert.equal(new Set(accepted).size, count + 1)
      const page = await stage.server.engine.transcripts.last(stage.adapter.platform.channelId, first.conversation, 200)
      const heard = page.filter((activity) => activity.from.role === 'user').map((activity) => activity.text)
      assert.deepEqual(heard, accepted, 'the transcript has another order than the replies')
    })

    it('of many customers are answered side by side, each in order', async () => {
      const firsts = await Promise.all(Array.from({ length: 8 }, (_, n) => stage.say(`hello ${n}`)))
      await Promise.all(firsts.map(({ customer }) => stage.say('again', { customer })))
      await stage.quiet(60_000)
      for (const { conversation } of firsts) {
        assert.deepEqual(
          stage.botSaid(conversation).map((text) => text.split(':')[0]),
          ['1/1', '2/2'],
        )
      }
    })
  })
}
