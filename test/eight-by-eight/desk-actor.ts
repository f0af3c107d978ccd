import type { DeskCustomer, Handed } from '../../scripts/sandbox/desk-people.ts'
import type {
  ApiFault,
  ConversationSnapshot,
  EightByEightSimulator,
} from '../../scripts/sandbox/eight-by-eight/index.ts'
import { EightByEightPeople } from '../../scripts/sandbox/eight-by-eight-people.ts'
import type { Arrived, DeskActor, DeskCalls, DeskIllness, DeskTraits, IllnessOptions } from '../contract/desk/stage.ts'
import { eventually } from '../contract/platform/stage.ts'

const PATHS: Record<DeskCalls, ApiFault['match']> = {
  all: {},
  open: { method: 'POST', path: /\/conversations$/ },
  relay: { method: 'POST', path: /\/messages$/ },
  mirror: { method: 'NONE' },
}
const KINDS: Record<DeskIllness, Pick<ApiFault, 'kind' | 'status'>> = {
  limited: { kind: 'status', status: 429 },
  down: { kind: 'status', status: 503 },
  hanging: { kind: 'hang-before' },
  slow: { kind: 'slow' },
  lost: { kind: 'reset-after' },
  'hanging-after': { kind: 'hang-after' },
  'refused-credentials': { kind: 'status', status: 401 },
}

/** 8x8's agents and what they see. */
export class EightByEightActor implements DeskActor {
  readonly traits: DeskTraits = {
    buttonsBy: 'agent',
    opens: true,
    findsOpened: true,
    findsRelayed: false,
    mirrors: false,
    looksEveryMs: 60_000,
  }
  private readonly simulator: EightByEightSimulator
  private readonly people: EightByEightPeople
  /** Where customers were seen last. */
  private readonly seen = new Map<string, string>()
  private stopCopies: () => void = () => {}

  constructor(simulator: EightByEightSimulator) {
    this.simulator = simulator
    this.people = new EightByEightPeople(simulator)
  }

  look(customer: DeskCustomer): Handed {
    return this.people.look(customer)
  }

  handOffs(customer: string): number {
    return this.all(customer).length
  }

  arrived(): Arrived[] {
    const said = this.opened().flatMap(({ user, messages }) =>
      messages.flatMap(({ authorType, text, createdAt }) =>
        // One that had ended is called back by a message.
        authorType === 'user'
          ? [{ customer: user.name ?? '', text, heard: 'at once' as const, at: createdAt.getTime() }]
          : [],
      ),
    )
    return said.sort((one, other) => one.at - other.at)
  }

  owners(): Map<string, 'queue' | 'agent'> {
    const owners = new Map<string, 'queue' | 'agent'>()
    for (const { id, user, owner } of this.opened()) {
      if (owner !== 'queue' && owner !== 'agent') continue
      owners.set(user.name ?? '', owner)
      this.seen.set(user.name ?? '', id)
    }
    return owners
  }

  async takes(customer: string): Promise<void> {
    // Between a queue's being told and its having the customer there is a moment.
    await eventually(`${customer} waits in a queue`, () => {
      try {
        this.simulator.agentAccepts(this.current(customer))
        return true
      } catch {
        return false
      }
    })
  }

  async says(customer: string, text: string): Promise<void> {
    this.simulator.agentSays(this.current(customer), text)
  }

  async types(customer: string): Promise<void> {
    this.simulator.agentTypes(this.current(customer))
  }

  async sendsFile(customer: string, name: string, text: string): Promise<void> {
    const file = { fileName: name, contentType: 'text/plain', body: Buffer.from(text) }
    this.simulator.agentSays(this.current(customer), '', { attachments: [file] })
  }

  async sendsButtons(customer: string, text: string, buttons: string[]): Promise<void> {
    const quickReplies = buttons.map((title) => ({ title, postback: title.toLowerCase() }))
    this.simulator.agentSays(this.current(customer), text, { quickReplies })
  }

  async passesOn(customer: string): Promise<void> {
    this.simulator.agentTransfers(this.current(customer), this.simulator.billingQueueId)
  }

  async leaves(customer: string): Promise<void> {
    this.simulator.agentLeaves(this.current(customer))
  }

  files(customer: string): string[] {
    return this.all(customer).flatMap(({ messages }) =>
      messages.flatMap(({ authorType, attachments }) =>
        authorType === 'user' ? attachments.map(({ fileName }) => fileName) : [],
      ),
    )
  }

  typed(customer: string): number {
    const indicators = this.all(customer).flatMap((one) => one.indicators)
    return indicators.filter(({ kind, authorType }) => kind === 'typing' && authorType === 'user').length
  }

  isOpen(customer: string): boolean {
    return this.all(customer).some(({ owner }) => owner === 'queue' || owner === 'agent')
  }

  everybodyOff(): void {
    for (const { id } of this.simulator.agents()) this.simulator.agentOffline(id)
  }

  close(): void {
    this.simulator.setSchedule('closed')
  }

  ill(how: DeskIllness, { calls = 'all', times, delayMs, onHit }: IllnessOptions = {}): () => void {
    return this.simulator.faults.api({ ...KINDS[how], match: PATHS[calls], times, delayMs, onHit })
  }

  copies(count: number): void {
    this.stopCopies()
    const { faults } = this.simulator
    this.stopCopies = count > 1 ? faults.webhooks({ kind: 'duplicate', copies: count - 1 }) : () => {}
  }

  shuffle(withinMs: number): () => void {
    return this.simulator.faults.webhooks({ kind: 'shuffle', delayMs: withinMs })
  }

  calls(): number {
    return this.simulator.calls.length
  }

  refused(): number {
    return this.simulator.deliveries.filter(({ status = 0 }) => status < 200 || status > 299).length
  }

  currentId(customer: string): string {
    return this.current(customer)
  }

  /** The newest conversation's id. */
  current(customer: string): string {
    const seen = this.seen.get(customer)
    if (seen !== undefined && this.simulator.conversation(seen).owner !== 'closed') return seen
    const found = this.all(customer).at(-1)
    if (found === undefined) throw new Error(`8x8 has no conversation of ${customer}`)
    return found.id
  }

  private all(customer: string): ConversationSnapshot[] {
    return this.opened().filter(({ user }) => user.name === customer)
  }

  private opened(): ConversationSnapshot[] {
    return this.simulator.conversations().filter(({ channelId }) => channelId === this.simulator.channelId)
  }
}
