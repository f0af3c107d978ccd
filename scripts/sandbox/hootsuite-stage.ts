import type { ConversationSnapshot, HootsuiteSimulator, MessageSnapshot } from './hootsuite/index.ts'
import type { EntrySeen, OwnerSeen, Scene, Stage } from './stage.ts'

/** Media by what one calls them. The first shows buttons. */
const CHANNELS: Readonly<Record<string, string>> = {
  web: 'rtm',
  whatsapp: 'whatsapp',
  facebook: 'fb',
  instagram: 'instagram',
}
/** Hootsuite's documents have shortcodes shown by the Web Messenger only. */
const SHOWS_SHORTCODES = 'rtm'
const REPLY_BUTTON = /%\[([^\]]*)\]\(reply:([^)]*)\)/g

/** The webhook's answer gets lost on its way; the platform tries again. */
const LOST = 'lost'

/** The simulated Hootsuite Inbox 2.0, with one customer on it and one agent. */
export class HootsuiteStage implements Stage {
  readonly platform: string
  readonly channels = Object.keys(CHANNELS)
  readonly faults: readonly string[]
  readonly remarks = [
    'Each channel is a conversation of its own; only web shows buttons, the others numbered lists.',
    '/take and /close tell the bot nothing. /back delegates to it, and it begins anew.',
    'Attributes are the customer’s, none the conversation’s; one that has a value keeps it.',
  ]
  private readonly hootsuite: HootsuiteSimulator
  private medium = CHANNELS.web
  private customerId: string | undefined
  private conversationId: string | undefined

  /** `api`: whether the bot has credentials for the API; without, there are no calls to make ill. */
  constructor(hootsuite: HootsuiteSimulator, { api }: { api: boolean }) {
    this.hootsuite = hootsuite
    this.platform = `Hootsuite Inbox 2.0${api ? '' : ' without its API'}`
    this.faults = api ? ['429', '503', LOST] : [LOST]
  }

  async customerSays(text: string, optionId?: string): Promise<void> {
    const { customerId, medium } = this
    const said = await this.hootsuite.customerSays(text, { customerId, medium, payload: optionId })
    this.customerId = said.customerId
    this.conversationId = said.conversationId
  }

  useChannel(channel: string): void {
    const known = CHANNELS[channel]
    if (known === undefined) throw new Error(`There is no channel '${channel}'.`)
    this.medium = known
  }

  newCustomer(): void {
    this.customerId = undefined
    this.conversationId = undefined
  }

  async agentSays(text: string): Promise<void> {
    await this.hootsuite.agentSays(this.conversation.id, text)
  }

  async take(): Promise<void> {
    await this.hootsuite.agentTakes(this.conversation.id)
  }

  async giveBack(): Promise<void> {
    const { id, owner } = this.conversation
    if (owner === 'bot') throw new Error('The bot has it already.')
    await this.hootsuite.delegate(id)
  }

  async close(): Promise<void> {
    await this.hootsuite.agentResolves(this.conversation.id)
  }

  setFault(fault: string | undefined): void {
    const { faults } = this.hootsuite
    faults.clear()
    if (fault === LOST) faults.webhooks({ kind: 'reset-after' })
    else if (fault !== undefined) faults.api({ kind: 'status', status: Number(fault) })
  }

  look(): Scene | undefined {
    if (this.conversationId === undefined) return undefined
    const { conversation } = this
    return {
      conversationId: conversation.id,
      owner: this.owner(conversation),
      entries: this.entries(conversation),
      topics: conversation.topics,
      customerAttributes: conversation.contactAttributes,
      conversationAttributes: {},
    }
  }

  private get conversation(): ConversationSnapshot {
    if (this.conversationId === undefined) throw new Error('There is no conversation yet: write as the customer first.')
    return this.hootsuite.conversation(this.conversationId)
  }

  private owner({ owner, agentId }: ConversationSnapshot): OwnerSeen {
    if (owner === 'bot') return { who: 'bot' }
    if (owner === 'resolved') return { who: 'closed' }
    if (owner === 'new') return { who: 'queue', name: 'New' }
    const agent = this.hootsuite.settings.agents.find(({ id }) => id === agentId)
    return { who: 'agent', name: agent?.name ?? agentId }
  }

  /** Notes stand beside what was said, not in it: when each was written does not show. */
  private entries({ id, medium, notes }: ConversationSnapshot): EntrySeen[] {
    const said = this.hootsuite.messages(id).flatMap((message) => entryOf(message, medium))
    return [...notes.map((text, index): EntrySeen => ({ id: `note-${index}`, kind: 'note', text })), ...said]
  }
}

function entryOf({ id, from, text = '', attachment }: MessageSnapshot, medium: string): EntrySeen[] {
  if (from === 'customer') return []
  const shown = [text, ...(attachment === undefined ? [] : [`[${attachment}]`])]
    .filter((part) => part !== '')
    .join('\n')
  if (from !== 'bot') return [{ id, kind: 'agent', text: shown }]
  if (medium !== SHOWS_SHORTCODES) return [{ id, kind: 'bot', text: shown }]
  const options = [...text.matchAll(REPLY_BUTTON)].map(([, label = '', payload = '']) => ({ id: payload, label }))
  const words = shown.replace(REPLY_BUTTON, '').trim()
  return [{ id, kind: 'bot', text: words, ...(options.length === 0 ? {} : { options }) }]
}
