import { activate, customerArrives, reassign, requeue, waitForUser } from './conversations.ts'
import { newId } from './ids.ts'
import { invalid, Problem } from './problem.ts'
import { takesPart } from './queueing.ts'
import type { Card, ExternalProvider, PostedMessage, SentFile, UserData } from './types.ts'
import {
  type Channel,
  type Conversation,
  type Message,
  type StoredFile,
  startOf,
  storedCards,
  trim,
  type World,
} from './world.ts'

/** What somebody says. */
export interface Said {
  author: Message['author']
  text?: string
  attachments?: StoredFile[]
  cards?: Card[]
  externalProvider?: ExternalProvider
}

/** Adds a message to a conversation. */
export function addMessage(world: World, conversation: Conversation, said: Said): Message {
  const { author, text = '', attachments = [], cards = [], externalProvider } = said
  const message: Message = {
    id: newId(),
    author,
    text,
    attachments,
    cards: storedCards(cards, newId),
    ...(externalProvider && { externalProvider }),
    createdAt: world.clock.now(),
  }
  conversation.messages.push(message)
  trim(conversation.messages, world.settings.recordLimit)
  return message
}

/** Keeps a file of a conversation. */
export function addFile(
  world: World,
  conversation: Conversation,
  { fileName, contentType, body }: SentFile,
): StoredFile {
  const createdAt = world.clock.now()
  const file: StoredFile = { id: newId(), fileName, contentType, data: Buffer.from(body), createdAt }
  const { files } = conversation
  files.set(file.id, file)
  if (files.size > world.settings.recordLimit) files.delete(files.keys().next().value!)
  return file
}

/** A client writes, as the bot or as the customer. Throws 400 where the conversation takes no messages. */
export function postMessage(world: World, conversation: Conversation, posted: PostedMessage): void {
  const { settings, events } = world
  const attachments = filesOf(conversation, posted)
  refuseWhileCreated(world, conversation)
  if (conversation.over) {
    if (settings.messageAfterEnd === 'refuse')
      throw invalid('invalid_conversation_state', 'The conversation has ended.')
    requeue(world, conversation)
  }
  const { authorType: type, text, cards, externalProvider } = posted
  takesPart(conversation, { id: type, type })
  const author = { id: type, type }
  const message = addMessage(world, conversation, { author, text, attachments, cards, externalProvider })
  if (type === 'bot') {
    waitForUser(world, conversation)
    if (settings.botEcho) events.message(conversation, message, true)
  } else {
    conversation.keepForUser?.()
    if (settings.userEcho !== 'none') events.message(conversation, message, settings.userEcho === 'echo')
  }
}

function filesOf({ id, files }: Conversation, { attachments = [] }: PostedMessage): StoredFile[] {
  return attachments.map((one) => {
    const file = files.get(one.id)
    if (!file) throw invalid('invalid_attachment', `Attachment ${one.id} is not one of conversation ${id}.`)
    return file
  })
}

function refuseWhileCreated({ settings }: World, { state, id }: Conversation): void {
  if (state !== 'created' || settings.messageWhileCreated === 'accept') return
  const message = `Conversation ${id} is not active yet.`
  throw new Problem(settings.messageWhileCreated, 'invalid_conversation_state', message)
}

/** A customer writes in one of 8x8's own channels; one that had ended begins anew, with the bot. */
export function customerWrites(
  world: World,
  to: { channel: Channel; user: UserData; conversation?: Conversation },
  said: { text: string; files: SentFile[] },
): { conversation: Conversation; message: Message } {
  const { channel, user } = to
  const conversation = to.conversation ?? customerArrives(world, { channel, user })
  if (to.conversation) mustBeServed(world, conversation)
  conversation.keepForUser?.()
  const attachments = said.files.map((file) => addFile(world, conversation, file))
  const author = { id: 'user', type: 'user' } as const
  const message = addMessage(world, conversation, { author, text: said.text, attachments })
  world.events.message(conversation, message, false)
  return { conversation, message }
}

function mustBeServed(world: World, conversation: Conversation): void {
  const channel = world.channels.get(conversation.channelId)!
  if (conversation.over) reassign(world, conversation, startOf(channel))
  else if (conversation.state === 'created') activate(world, conversation)
}
