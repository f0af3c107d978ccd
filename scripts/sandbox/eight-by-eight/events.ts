import type { FileHost } from './file-host.ts'
import { legacyForm } from './legacy-events.ts'
import type { EightByEightSettings } from './options.ts'
import type { WebhookEvent } from './types.ts'
import type { Conversation, Message, World } from './world.ts'

/** What happens in conversations, told to the webhooks that have them. */
export class EventFeed {
  private readonly world: () => World

  /** `world` is asked when something happens, as it needs this feed to exist. */
  constructor(world: () => World) {
    this.world = world
  }

  /** State, assignment or user data changed. */
  update(conversation: Conversation): void {
    const { state, assignment, user, channelType } = conversation
    const { settings } = this.world()
    const data = { state, assignment, user, ...(settings.tellsChannel && { channel: channelType }) }
    this.tell(conversation, 'CONVERSATION_UPDATE', data)
  }

  /** It waits in a queue. */
  queued(conversation: Conversation, queue: { id: string; name: string }): void {
    this.tell(conversation, 'QUEUED', { queueId: queue.id, queueName: queue.name })
  }

  /** An agent or the customer came or went. */
  member(conversation: Conversation, memberType: 'user' | 'agent', change: 'joined' | 'left', id: string): void {
    this.tell(conversation, 'MEMBERS_CHANGED', { memberType, change, id })
  }

  /** Its agent moves it to another queue. */
  transfer(conversation: Conversation): void {
    this.tell(conversation, 'TRANSFER')
  }

  /** Somebody wrote. */
  message(conversation: Conversation, message: Message, isEcho: boolean): void {
    const { settings, files } = this.world()
    const { author, text, cards } = message
    this.tell(conversation, 'MESSAGE', {
      isEcho,
      sender: { id: author.id, type: author.type },
      ...(text !== '' && { text }),
      ...(message.attachments.length > 0 && { attachments: shownFiles(message, settings, files) }),
      ...(cards.length > 0 && { cards: cards.map(({ contentType, content }) => ({ contentType, content })) }),
    })
  }

  /** Typing, presses, submissions, receipts, and what providers have of their own. */
  activity(conversation: Conversation, name: string, value: unknown): void {
    this.tell(conversation, 'ACTIVITY', { name, value })
  }

  /** Any event, documented or not. */
  tell(conversation: Conversation, eventType: string, data?: Record<string, unknown>): void {
    const { clock, agents, settings, webhooks } = this.world()
    const { id: conversationId } = conversation
    const event: WebhookEvent = { eventType, conversationId, timestamp: clock.ms(), ...(data && { data }) }
    const sent = structuredClone(
      settings.legacyEvents === false ? event : legacyForm(event, agents, settings.legacyEvents === 'only'),
    )
    if (sent) for (const webhookId of this.webhooksOf(conversation)) webhooks.tell(webhookId, sent)
  }

  /** The channel's webhook; after the agent the one that was named then, and the channel's as that says. */
  private webhooksOf({ channelId, afterAgent }: Conversation): Set<string> {
    const own = this.world().channels.get(channelId)?.webhookId
    const named = afterAgent ? [afterAgent.webhookId] : []
    const told = afterAgent && !afterAgent.notifyChannelWebhook ? named : [...named, own]
    return new Set(told.filter((id) => id !== undefined))
  }
}

function shownFiles({ attachments }: Message, settings: EightByEightSettings, files: FileHost) {
  if (settings.eventAttachments === 'ids') return attachments.map(({ id }) => ({ id }))
  return attachments.map((file) => ({
    id: file.id,
    type: kindOf(file.contentType),
    preSignedUrl: files.urlOf(file),
    fileName: file.fileName,
  }))
}

function kindOf(contentType: string): 'image' | 'video' | 'audio' | 'file' {
  const kind = contentType.split('/')[0]
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file'
}
