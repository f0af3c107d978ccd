import { type Activity, ActivityTypes, MemoryStorage, type Storage, TestAdapter } from 'botbuilder'
import { CONTACT_CENTER_SESSION, type ContactCenterSession } from '../../adapters/core/contact-center.ts'
import { VerbsAsTraces } from '../../adapters/index.ts'
import { SupportBot } from '../../bot/support-bot.ts'

/** The sample bot on the SDK's own test channel, which has no desk, or one that takes everything. */
export class BotConversation {
  readonly storage: Storage
  readonly adapter: TestAdapter

  constructor(options: { desk?: boolean; storage?: Storage } = {}) {
    this.storage = options.storage ?? new MemoryStorage()
    const bot = new SupportBot({ storage: this.storage })
    this.adapter = new TestAdapter((context) => bot.run(context), undefined, true)
    if (options.desk) {
      this.adapter.use(async (context, next) => {
        context.turnState.set(CONTACT_CENTER_SESSION, ABLE)
        await next()
      })
    } else {
      this.adapter.use(new VerbsAsTraces())
    }
  }

  /** Hand the bot an activity, or a message's text; resolves with all it sent in the turn. */
  async send(activity: string | Partial<Activity>): Promise<Partial<Activity>[]> {
    await this.adapter.receiveActivity(activity)
    return this.adapter.activeQueue.splice(0)
  }

  /** Say something; resolves with the texts of the answers. */
  async say(activity: string | Partial<Activity>): Promise<string[]> {
    return textsOf(await this.send(activity))
  }

  event(name: string, value: unknown): Promise<Partial<Activity>[]> {
    return this.send({ type: ActivityTypes.Event, name, value })
  }
}

/** The texts of the messages among activities. */
export function textsOf(activities: Partial<Activity>[]): string[] {
  return activities.filter((one) => one.type === ActivityTypes.Message).map((one) => one.text ?? '')
}

/** What was asked of the contact center: names and values of events and traces. */
export function askedOf(activities: Partial<Activity>[], type: string = ActivityTypes.Event): [string, unknown][] {
  return activities
    .filter((one) => one.type === type || one.type === ActivityTypes.EndOfConversation)
    .map((one) => [one.name ?? one.type ?? '', one.value])
}

const ABLE: ContactCenterSession = {
  capabilities: {
    buttons: 'native',
    typing: 'native',
    attachments: 'native',
    topics: 'native',
    contactAttributes: 'native',
    conversationAttributes: 'native',
    notes: 'native',
    handOff: 'native',
    resolve: 'native',
    proactive: true,
    handoffStatus: ['accepted', 'failed', 'completed'],
    textLimit: 0,
  },
  flush: async () => {},
  transcript: async () => [],
}
