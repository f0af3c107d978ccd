import assert from 'node:assert/strict'
import type { Boundary } from '../../../adapters/index.ts'
import { eventually } from './stage.ts'

/** A platform in this process and its bot server in another, which can be killed and started again on the same data. */
export interface CrashStage {
  /** A reply whose outcome is unknown can be looked up; else it is said twice rather than never. */
  readonly looksUp: boolean
  /** Start the server with one of `bots.ts`; `dieAt` makes it kill itself at that point, the n-th time it comes there. */
  start(
    bot: 'randomBot' | 'flushingBot' | 'lethalBot' | 'countingBot',
    dieAt?: { boundary: Boundary; times?: number },
  ): Promise<void>
  /** `kill -9`, now. */
  kill(): Promise<void>
  /** Resolves when the server is gone. */
  died(): Promise<void>
  say(text: string, customer?: string): Promise<{ customer: string; conversation: string }>
  botSaid(conversation: string): string[]
  /** Call back, once, when the platform has accepted a reply; the answer is held back until then and lost. */
  onReplyAccepted(act: () => void): void
  /** The platform sends again what was not acknowledged: hasten it. */
  hasten(): void
  stats(): Promise<{ inbox: number; outbox: number; deadLetters: number }>
  stop(): Promise<void>
}

export type OpenCrashStage = () => Promise<CrashStage>

/**
 * P1, P2 and P3 across `kill -9`, with dialogs that are never the same twice. The short form kills at four points: before
 * and after the acknowledgement, in the middle of a turn, and between the platform's acceptance and our record of it.
 * The whole form adds `flush()`, an event that kills three times, and words said before. `CRASH_FORM=long` kills at every
 * boundary, on every platform.
 */
export function crashContract(platform: string, open: OpenCrashStage, form: { short?: boolean } = {}): void {
  const long = process.env.CRASH_FORM === 'long'
  const short = form.short === true && !long

  describe(`kill -9 of the server on ${platform}`, function () {
    this.timeout(60_000)
    let stage: CrashStage
    beforeEach(async () => {
      stage = await open()
    })
    afterEach(() => stage.stop())

    /** Where nobody can tell whether a reply arrived, it may be said twice in a row: never more, never less. */
    function withoutRepeats(said: string[]): string[] {
      if (stage.looksUp) return said
      const once = said.filter((text, index) => text !== said[index - 1])
      assert.ok(said.length - once.length <= 1, `more than one repeat: ${said.join(' | ')}`)
      return once
    }

    /** Each message answered by one run's two sentences, gapless and in order. */
    function assertWhole(conversation: string, texts: string[]): void {
      const said = withoutRepeats(stage.botSaid(conversation)).map((text) => {
        const parts = /^(\d+) (first|second) (\d+) (.*)$/.exec(text)
        assert.ok(parts !== null, text)
        return { count: Number(parts[1]), which: parts[2], number: parts[3], text: parts[4] }
      })
      assert.deepEqual(
        said.map(({ count, which, text }) => `${count} ${which} ${text}`),
        texts.flatMap((text, index) => [`${index + 1} first ${text}`, `${index + 1} second ${text}`]),
      )
      for (let index = 0; index < said.length; index += 2) {
        assert.equal(said[index]?.number, said[index + 1]?.number, 'a mix of two runs')
      }
    }

    async function until(conversation: string, replies: number): Promise<void> {
      stage.hasten()
      await eventually(
        `${replies} replies`,
        () => withoutRepeats(stage.botSaid(conversation)).length >= replies,
        30_000,
      )
      await eventually('nothing waits', async () => {
        const { inbox, outbox } = await stage.stats()
        return inbox + outbox === 0
      })
    }

    it('in the middle of a turn, between two replies, loses and repeats nothing', async () => {
      await stage.start('randomBot')
      const { customer, conversation } = await stage.say('one')
      await until(conversation, 2)
      await stage.say('two pause 700', customer)
      await new Promise((resolve) => setTimeout(resolve, 400))
      assert.equal(stage.botSaid(conversation).length, 2, 'something left before the turn committed')
      await stage.kill()
      await stage.start('randomBot')
      await stage.say('three', customer)
      await until(conversation, 6)
      assertWhole(conversation, ['one', 'two pause 700', 'three'])
    })

    it("between the platform's acceptance of a reply and our record of it says nothing twice", async () => {
      await stage.start('randomBot')
      const { customer, conversation } = await stage.say('one')
      await until(conversation, 2)
      const killed = new Promise<void>((resolve) => stage.onReplyAccepted(() => void stage.kill().then(resolve)))
      await stage.say('two', customer)
      await killed
      await stage.start('randomBot')
      await stage.say('three', customer)
      await until(conversation, 6)
      assertWhole(conversation, ['one', 'two', 'three'])
    })

    const boundaries: Boundary[] = [
      'accept:before-commit',
      'accept:after-commit',
      'turn:before-commit',
      'turn:after-commit',
      'delivery:before-call',
      'delivery:after-call',
      'delivery:after-record',
    ]
    for (const boundary of long ? boundaries : boundaries.slice(0, 2)) {
      it(`at ${boundary} loses and repeats nothing`, async () => {
        await stage.start('randomBot')
        const { customer, conversation } = await stage.say('one')
        await until(conversation, 2)
        await stage.kill()
        await stage.start('randomBot', { boundary })
        await stage.say('two', customer)
        await stage.died()
        await stage.start('randomBot')
        await until(conversation, 4)
        await stage.say('three', customer)
        await until(conversation, 6)
        assertWhole(conversation, ['one', 'two', 'three'])
      })
    }

    if (short) return

    it('after the same words were said before still knows which of them is missing', async () => {
      await stage.start('flushingBot')
      const { customer, conversation } = await stage.say('hello')
      await until(conversation, 2)
      const killed = new Promise<void>((resolve) => stage.onReplyAccepted(() => void stage.kill().then(resolve)))
      await stage.say('hello', customer)
      await killed
      await stage.start('flushingBot')
      await until(conversation, 4)
      assert.deepEqual(withoutRepeats(stage.botSaid(conversation)), [
        'one moment',
        'here it is',
        'one moment',
        'here it is',
      ])
    })

    it('after flush() repeats neither what left before it nor what came after', async () => {
      await stage.start('flushingBot')
      const { conversation } = await stage.say('go pause 5000')
      await eventually('the first left', () => stage.botSaid(conversation).length === 1, 4_000)
      await stage.kill()
      await stage.start('flushingBot')
      await until(conversation, 2)
      assert.deepEqual(withoutRepeats(stage.botSaid(conversation)), ['one moment', 'here it is'])
    })

    it('by one and the same event three times parks it, and the conversation goes on', async () => {
      await stage.start('lethalBot')
      const { customer, conversation } = await stage.say('before')
      await until(conversation, 1)
      await stage.say('die', customer)
      for (let kills = 1; kills <= 3; kills++) {
        await stage.died()
        await stage.start('lethalBot')
      }
      await stage.say('after', customer)
      await until(conversation, 2)
      assert.deepEqual(stage.botSaid(conversation), ['alive: before', 'alive: after'])
      assert.equal((await stage.stats()).deadLetters, 1)
    })
  })
}
