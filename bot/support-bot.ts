import {
  ActivityHandler,
  type Attachment,
  ConversationState,
  type StatePropertyAccessor,
  type Storage,
  TurnContext,
  UserState,
} from 'botbuilder'
import { type DialogContext, DialogSet, DialogTurnStatus } from 'botbuilder-dialogs'
import { z } from 'zod'
import { ContactCenter, type Logger, silentLogger } from '../adapters/index.ts'
import { RootDialog, showMenu } from './dialogs/root.ts'
import { TEXTS } from './texts.ts'

/** What the sample bot is made with. */
export interface SupportBotOptions {
  /** Where its state lives. On this project's adapters the engine's own: state and what is said commit together. */
  storage: Storage
  log?: Logger
}

const handOffStatus = z.looseObject({ state: z.string(), owner: z.string().optional(), why: z.string().optional() })
const delivery = z.looseObject({ state: z.string() })

/**
 * The sample bot: support dialogs written once, with the Bot Framework SDK, the same on every channel.
 *
 * While a person has the customer nothing reaches it: core sees to that, and there is no code for it here.
 */
export class SupportBot extends ActivityHandler {
  private readonly conversationState: ConversationState
  private readonly userState: UserState
  private readonly messages: StatePropertyAccessor<number>
  private readonly dialogs: DialogSet
  private readonly log: Logger

  constructor(options: SupportBotOptions) {
    super()
    this.log = options.log ?? silentLogger
    this.conversationState = new ConversationState(options.storage)
    this.userState = new UserState(options.storage)
    this.messages = this.userState.createProperty<number>('messages')
    this.dialogs = new DialogSet(this.conversationState.createProperty('dialogs'))
    this.dialogs.add(new RootDialog())

    this.onMembersAdded(async (context, next) => {
      await this.greet(context)
      await next()
    })
    this.onMessage(async (context, next) => {
      await this.answer(context)
      await next()
    })
    this.onEvent(async (context, next) => {
      if (context.activity.name === 'handoff.status') await this.followHandOff(context)
      if (context.activity.name === 'contactcenter.delivery') this.noteDelivery(context)
      if (context.activity.name === 'contactcenter.unanswerable') {
        // A voicemail, say: nothing can be said in answer, so a person it is, without a word.
        await ContactCenter.of(context).handOff({ reason: 'The customer left something the bot cannot answer.' })
      }
      await next()
    })
    this.onEndOfConversation(async (context, next) => {
      await this.conversationState.delete(context)
      await next()
    })
  }

  /** One turn. State is written at its end: a turn that throws leaves none behind. */
  override async run(context: TurnContext): Promise<void> {
    await super.run(context)
    await this.conversationState.saveChanges(context)
    await this.userState.saveChanges(context)
  }

  private async greet(context: TurnContext): Promise<void> {
    const { membersAdded = [], recipient } = context.activity
    // Once, however many join: channels tell of the bot and of the customer in one activity or in two.
    if (membersAdded.some((member) => member.id !== recipient?.id)) await context.sendActivity(TEXTS.greeting)
  }

  private async answer(context: TurnContext): Promise<void> {
    await this.messages.set(context, (await this.messages.get(context, 0)) + 1)
    const { activity } = context
    if (activity.recipient !== undefined && activity.text !== undefined) TurnContext.removeRecipientMention(activity)
    // A button may send a value and no text.
    if (!activity.text && typeof activity.value === 'string') activity.text = activity.value

    const files = (activity.attachments ?? []).filter(isFile).map((file) => file.name || 'your file')
    if (files.length > 0) await context.sendActivity(TEXTS.thanksForFiles(files))

    const dialogs = await this.dialogs.createContext(context)
    if (files.length > 0 && !activity.text?.trim()) return dialogs.repromptDialog()
    await converse(dialogs)
  }

  private async followHandOff(context: TurnContext): Promise<void> {
    const news = handOffStatus.safeParse(context.activity.value)
    if (!news.success) return
    const { state, owner, why } = news.data
    // Whatever was being talked about is the person's now, and old when the customer comes back.
    const dialogs = await this.dialogs.createContext(context)
    await dialogs.cancelAllDialogs()
    if (state === 'completed' && owner !== 'closed') await showMenu(context, TEXTS.welcomeBack)
    if (state === 'failed') {
      this.log.warn({ conversation: context.activity.conversation.id, why }, 'the hand-off failed')
      await showMenu(context, TEXTS.handOffFailed)
    }
  }

  private noteDelivery(context: TurnContext): void {
    const { conversation, value } = context.activity
    const news = delivery.safeParse(value)
    if (!news.success || news.data.state === 'delivered') return
    this.log.warn({ conversation: conversation.id, delivery: value }, 'something the bot asked for was not done')
  }
}

async function converse(dialogs: DialogContext): Promise<void> {
  const result = await dialogs.continueDialog()
  if (result.status === DialogTurnStatus.empty) await dialogs.beginDialog(RootDialog.id)
}

// Teams repeats each message as an HTML attachment.
const isFile = (attachment: Attachment): boolean => attachment.contentType !== 'text/html'
