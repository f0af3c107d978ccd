import { type Activity, ActivityTypes, EventFactory, type Transcript, type TurnContext } from 'botbuilder'
import { type Capabilities, NO_DESK, type Support } from './capabilities.ts'
import type { AttributesPayload } from './commands.ts'
import type { QueueStatus } from './desk/desk.ts'
import { asTrace, VERBS } from './verbs.ts'

/** What a person taking over should know, and where the customer should go. */
export interface HandOffRequest {
  /** A queue by the name it has in the settings; the platform's default one where absent. */
  queue?: string
  /** Why, in a sentence a person reads. */
  reason?: string
  /** Anything else worth passing on; JSON. */
  [more: string]: unknown
}

/** What an adapter of this package puts into the turn's state for the verbs. */
export interface ContactCenterSession {
  capabilities: Capabilities
  /** Let what was said so far leave now. */
  flush(): Promise<void>
  /** The newest activities of the conversation, this turn's included, oldest first. */
  transcript(count: number): Promise<Activity[]>
  /** How a queue is doing, where the platform can tell. */
  queueStatus?(queue?: string): Promise<QueueStatus | undefined>
}

/** Where the session is found in `context.turnState`. */
export const CONTACT_CENTER_SESSION = Symbol.for('botbuilder-contact-center.session')

const TRANSCRIPT_LENGTH = 200

/**
 * The verbs of a contact center, for any turn on any channel: `ContactCenter.of(context)`.
 *
 * Each verb is sugar over one standard activity, resolves to what will be asked of the platform (`native`, `mapped` to
 * something close, `unsupported`), and never throws because a platform lacks it. What the platform refuses later comes
 * back as an event activity `contactcenter.delivery`, a refused hand-off as `handoff.status`. On channels without a desk
 * the verbs show as trace activities.
 */
export class ContactCenter {
  private readonly context: TurnContext
  private readonly session: ContactCenterSession | undefined

  private constructor(context: TurnContext) {
    this.context = context
    this.session = context.turnState.get<ContactCenterSession>(CONTACT_CENTER_SESSION)
  }

  static of(context: TurnContext): ContactCenter {
    return new ContactCenter(context)
  }

  /** What this platform can do. */
  get capabilities(): Capabilities {
    return this.session?.capabilities ?? NO_DESK
  }

  /** Put topics on the conversation, by name. Those the platform does not know come back as `contactcenter.delivery`. */
  addTopics(...topics: string[]): Promise<Support> {
    return this.ask(VERBS.addTopics, { topics }, this.capabilities.topics)
  }

  removeTopics(...topics: string[]): Promise<Support> {
    return this.ask(VERBS.removeTopics, { topics }, this.capabilities.topics)
  }

  /** Set attributes of the person; others stay as they are. `null` removes where the platform can. */
  setContactAttributes(attributes: AttributesPayload['attributes']): Promise<Support> {
    return this.ask(VERBS.setAttributes, { scope: 'contact', attributes }, this.capabilities.contactAttributes)
  }

  /** Set attributes of this conversation; others stay as they are. */
  setConversationAttributes(attributes: AttributesPayload['attributes']): Promise<Support> {
    return this.ask(
      VERBS.setAttributes,
      { scope: 'conversation', attributes },
      this.capabilities.conversationAttributes,
    )
  }

  /** Leave a note that agents see and the customer does not. */
  addNote(text: string): Promise<Support> {
    return this.ask(VERBS.addNote, { text }, this.capabilities.notes)
  }

  /**
   * Hand the customer to a person at the end of this turn, once, after everything said in it; the transcript goes along
   * (last 200 messages). From then on the bot is silent until `handoff.status` says `completed` or `failed`.
   */
  async handOff(request: HandOffRequest = {}): Promise<Support> {
    const activities = (await this.session?.transcript(TRANSCRIPT_LENGTH)) ?? []
    const transcript: Transcript = { activities }
    const activity = EventFactory.createHandoffInitiation(this.context, request, transcript)
    await this.send(activity)
    return this.capabilities.handOff
  }

  /** Close the conversation at the end of this turn, once, after everything said in it. A hand-off in the same turn wins. */
  async resolve(): Promise<Support> {
    await this.send({ type: ActivityTypes.EndOfConversation })
    return this.capabilities.resolve
  }

  /**
   * How long customers wait for a person at the moment: the default queue, or one by the name it has in the settings.
   * Undefined where the platform cannot tell. Rejects where it cannot be reached.
   */
  async queueStatus(queue?: string): Promise<QueueStatus | undefined> {
    return this.session?.queueStatus?.(queue)
  }

  /** Let what was said so far leave now, before a long computation. A crash after it repeats nothing that left. */
  async flush(): Promise<void> {
    await this.session?.flush()
  }

  private async ask(name: string, value: unknown, support: Support): Promise<Support> {
    await this.send({ type: ActivityTypes.Event, name, value })
    return support
  }

  private async send(activity: Partial<Activity>): Promise<void> {
    await this.context.sendActivity(this.session === undefined ? asTrace(activity) : activity)
  }
}
