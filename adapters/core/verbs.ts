import { type Activity, ActivityTypes, Channels, type Middleware, type TurnContext } from 'botbuilder'
import { z } from 'zod'
import type { AttributesPayload, CommandKind, HandOffPayload, NotePayload, TopicsPayload } from './commands.ts'

/** The names of the event activities behind the verbs. `resolve` is an `endOfConversation` activity and has none. */
export const VERBS = {
  handOff: 'handoff.initiate',
  addTopics: 'contactcenter.topics.add',
  removeTopics: 'contactcenter.topics.remove',
  setAttributes: 'contactcenter.attributes.set',
  addNote: 'contactcenter.note.add',
} as const

/** A verb read from an activity, or why it could not be read. */
export type Verb =
  | { kind: 'add-topics' | 'remove-topics'; body: TopicsPayload }
  | { kind: 'set-attributes'; body: AttributesPayload }
  | { kind: 'add-note'; body: NotePayload }
  | { kind: 'hand-off'; body: HandOffPayload }
  | { kind: 'resolve'; body: Record<string, never> }
  | { kind: 'malformed'; why: string }

const topics = z.object({ topics: z.array(z.string().min(1)).min(1) })
const attributes = z.object({
  scope: z.enum(['contact', 'conversation']),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
const note = z.object({ text: z.string().min(1) })
const handOff = z.looseObject({ queue: z.string().optional(), reason: z.string().optional() })

/** What an outgoing activity asks of the contact center; undefined for any other activity. */
export function readVerb(activity: Partial<Activity>): Verb | undefined {
  if (activity.type === ActivityTypes.EndOfConversation) return { kind: 'resolve', body: {} }
  if (activity.type !== ActivityTypes.Event) return undefined
  switch (activity.name) {
    case VERBS.addTopics:
      return verb('add-topics', topics, activity.value)
    case VERBS.removeTopics:
      return verb('remove-topics', topics, activity.value)
    case VERBS.setAttributes:
      return verb('set-attributes', attributes, activity.value)
    case VERBS.addNote:
      return verb('add-note', note, activity.value)
    case VERBS.handOff: {
      const { queue, reason, ...context } = handOff.catch({}).parse(activity.value ?? {})
      return {
        kind: 'hand-off',
        body: {
          ...(queue === undefined ? {} : { queue }),
          ...(reason === undefined ? {} : { reason }),
          ...(Object.keys(context).length === 0 ? {} : { context }),
        },
      }
    }
    default:
      return undefined
  }
}

function verb<K extends CommandKind, B>(kind: K, schema: z.ZodType<B>, value: unknown) {
  const parsed = schema.safeParse(value)
  return parsed.success
    ? ({ kind, body: parsed.data } as { kind: K; body: B })
    : ({ kind: 'malformed', why: z.prettifyError(parsed.error) } as const)
}

/** A verb's activity as a trace, for channels without a desk. The transcript stays out: traces are for reading. */
export function asTrace(activity: Partial<Activity>, label?: string): Partial<Activity> {
  const name = activity.type === ActivityTypes.EndOfConversation ? 'endOfConversation' : (activity.name ?? 'event')
  const handsOff = name === VERBS.handOff
  return {
    type: ActivityTypes.Trace,
    name,
    label:
      label ??
      (handsOff
        ? 'Hand-off asked for, but no desk is configured: nobody can take over here.'
        : 'Asked of the contact center; this channel has none.'),
    value: activity.value ?? {},
    valueType: 'https://botbuilder-contact-center/verb',
    timestamp: new Date(),
  }
}

/** The SDK has addressed the activity before a middleware sees it; what a middleware adds, it does not. */
function addressedTrace(activity: Partial<Activity>, label?: string): Partial<Activity> {
  return { ...activity, attachments: undefined, ...asTrace(activity, label) }
}

/**
 * For adapters of other makers (`CloudAdapter`) on channels without a desk: shows the verbs' standard activities as traces,
 * also those that dialogs send by hand, so that dialogs can be tried there unchanged.
 */
export class VerbsAsTraces implements Middleware {
  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    context.onSendActivities((_, activities, send) => {
      activities.forEach((activity, index) => {
        const asked = readVerb(activity)
        if (asked !== undefined) activities[index] = addressedTrace(activity)
      })
      return send()
    })
    await next()
  }
}

/** On the Emulator, what is asked of the desk can also be seen: each verb shows as a trace beside what it does. */
export class VerbsBesideTraces implements Middleware {
  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    if (context.activity.channelId === Channels.Emulator) {
      context.onSendActivities(async (_, activities, send) => {
        const asked = activities.filter((activity) => readVerb(activity) !== undefined)
        const { length } = activities
        activities.push(...asked.map((activity) => addressedTrace(activity, 'Asked of the desk.')))
        // One answer for each activity of the bot's own.
        return (await send()).slice(0, length)
      })
    }
    await next()
  }
}
