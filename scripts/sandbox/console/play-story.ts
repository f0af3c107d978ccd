import { isDeepStrictEqual } from 'node:util'
import { PLAYABLE } from '../playable.ts'
import { SIMULATED } from '../simulated.ts'
import type { SimulatorsByName } from '../simulators.ts'
import type { Step, Story } from './story.ts'
import { Talk } from './talk.ts'

/** Where a story is played: a sandbox. */
export interface StoryStage extends SimulatorsByName {
  quiet(timeoutMs?: number): Promise<void>
}

/** The bot, or an agent, said something else than the story says. */
export class StoryError extends Error {
  readonly expected: readonly string[]
  readonly actual: readonly string[]

  constructor(expected: readonly string[], actual: readonly string[]) {
    super(
      `The conversation went another way than the story.\n\nThe story:\n${indented(expected)}\n\nNow:\n${indented(actual)}`,
    )
    this.name = 'StoryError'
    this.expected = expected
    this.actual = actual
  }
}

/**
 * Play a story that the console saved: each person does what they did, and the customer must be told what they were told,
 * in this order between two doings. Works with a sandbox that simulates the story's platform.
 *
 * ```ts
 * const story = JSON.parse(await readFile('test/stories/order.story.json', 'utf8'))
 * await playStory(sandbox, story)
 * ```
 * @throws StoryError with both conversations, line by line, where they differ.
 */
export async function playStory(sandbox: StoryStage, story: Story): Promise<void> {
  const platform = SIMULATED.find((name) => name === story.platform)
  if (platform === undefined) throw new Error(`The story is of '${story.platform}', and there is no such platform.`)
  const stage = PLAYABLE[platform].stage(sandbox, { api: true })
  const channel = story.channel ?? stage.channels[0]!
  stage.useChannel(channel)
  const talk = new Talk({ id: 'story', platform, channel, stage })
  for (const step of story.steps) {
    if (!('do' in step)) continue
    await talk.do(step)
    await sandbox.quiet()
    talk.look()
  }
  const [expected, actual] = [linesOf(story.steps), linesOf(talk.steps)]
  if (!isDeepStrictEqual(expected, actual)) throw new StoryError(expected, actual)
}

/** A story as one reads it. */
export function linesOf(steps: readonly Step[]): string[] {
  return steps.map((step) => {
    if ('sees' in step)
      return `${step.sees}: ${step.text}${(step.options ?? []).map((label) => ` [${label}]`).join('')}`
    const { do: what, ...about } = step
    const words = Object.values(about).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    return [`> ${what}`, ...words].join(' ')
  })
}

const indented = (lines: readonly string[]): string =>
  lines.map((line) => `  ${line.replaceAll('\n', '\n    ')}`).join('\n')
