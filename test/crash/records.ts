import type { Activity } from 'botbuilder'
import { type DeadLetter, type Engine, openSqliteEngine } from '../../adapters/index.ts'
import { ofBot } from './bot.ts'
import { type Outcome, withHeld } from './judge.ts'
import { type Findings, inOrderOnce } from './tally.ts'

/** More than any conversation has. */
const ALL = 100_000

/** What the server left in its folder, read once it is dead. */
export class Records {
  private readonly engine: Engine

  private constructor(engine: Engine) {
    this.engine = engine
  }

  static async open(dataDir: string): Promise<Records> {
    return new Records(await openSqliteEngine({ dataDir }))
  }

  deadLetters(): Promise<DeadLetter[]> {
    return this.engine.deadLetters.list({ limit: ALL })
  }

  /** The counter in the conversation's state is what the bot said last. */
  async checkCounter(findings: Findings, channelId: string, conversation: string, turns: number): Promise<void> {
    const key = `${channelId}/conversations/${conversation}/`
    const { [key]: state } = await this.engine.storage.read([key])
    const count = (state as { count?: number } | undefined)?.count ?? 0
    if (count !== turns) findings.found('wrong', `${key} counts ${count} turns, and the bot answered ${turns}`)
  }

  /** What a channel's customers are counted for, all in all. */
  async countedOf(channelId: string): Promise<number> {
    let count = 0
    const prefix = `${channelId}/users/`
    for (let after = ''; ; ) {
      const items = await this.engine.storage.list(prefix, after, 500)
      if (items.length === 0) return count
      for (const { item } of items) count += (item as { count?: number }).count ?? 0
      after = items.at(-1)!.key
    }
  }

  /** The transcript has every word of the customer and of the bot, once and in order; of what was parked it cannot know. */
  async checkTranscript(findings: Findings, channelId: string, outcome: Outcome): Promise<void> {
    const { conversation, parked } = outcome
    const said = outcome.said.filter((text) => !parked.includes(text))
    const lines = await this.engine.transcripts.last(channelId, conversation, ALL)
    const texts = lines.filter(({ type }) => type === 'message').map((line: Activity) => line.text ?? '')
    const answers = [...new Set(withHeld(outcome).filter((text) => ofBot(text) !== undefined))]
    for (const [who, expected, kept] of [
      ['customer', said, texts.filter((text) => said.includes(text))],
      ['bot', answers, texts.filter((text) => ofBot(text) !== undefined)],
    ] as const) {
      const before = { ...findings.tally }
      const seen = inOrderOnce(findings, expected, kept)
      // The platform had it right: it is the transcript that has not.
      Object.assign(findings.tally, before)
      const whole = seen.size === expected.length && kept.length === expected.length
      if (!whole || kept.some((text, index) => text !== expected[index])) {
        findings.found(
          'wrong',
          `the transcript of ${conversation} has ${kept.length} of ${expected.length} by the ${who}`,
        )
      }
    }
  }

  close(): Promise<void> {
    return this.engine.stop(0)
  }
}
