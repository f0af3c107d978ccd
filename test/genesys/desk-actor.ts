import type { DeskCustomer, Handed } from '../../scripts/sandbox/desk-people.ts'
import type { ApiFault, ConversationSnapshot, GenesysSimulator } from '../../scripts/sandbox/genesys/index.ts'
import { GenesysPeople } from '../../scripts/sandbox/genesys-people.ts'
import type { Arrived, DeskActor, DeskCalls, DeskIllness, DeskTraits, IllnessOptions } from '../contract/desk/stage.ts'
import { arrivedAt, callsOf, SUMMARY } from './arrived.ts'

const INBOUND = { method: 'POST', path: /inbound\/open\/message$/ }
const PATHS: Record<DeskCalls, ApiFault['match']> = { all: {}, open: INBOUND, relay: INBOUND, mirror: {} }
const KINDS: Record<DeskIllness, Pick<ApiFault, 'kind' | 'status'>> = {
  limited: { kind: 'status', status: 429 },
  down: { kind: 'status', status: 503 },
  hanging: { kind: 'hang-before' },
  slow: { kind: 'slow' },
  lost: { kind: 'reset-after' },
  'hanging-after': { kind: 'hang-after' },
  'refused-credentials': { kind: 'status', status: 401 },
}

/** Genesys Cloud's agents and what they see. */
export class GenesysActor implements DeskActor {
  readonly traits: DeskTraits = {
    buttonsBy: 'flow',
    opens: false,
    findsOpened: false,
    findsRelayed: true,
    mirrors: true,
    looksEveryMs: 10_000,
  }
  private readonly simulator: GenesysSimulator
  private readonly people: GenesysPeople
  /** Where customers were seen last. */
  private readonly seen = new Map<string, string>()
  private stopCopies: () => void = () => {}

  constructor(simulator: GenesysSimulator) {
    this.simulator = simulator
    this.people = new GenesysPeople(simulator)
  }

  look(customer: DeskCustomer): Handed {
    return this.people.look(customer)
  }

  handOffs(customer: string): number {
    const texts = this.all(customer).flatMap(({ messages }) => messages.map(({ text = '' }) => text))
    return texts.filter((text) => text.startsWith(SUMMARY)).length
  }

  arrived(): Arrived[] {
    return arrivedAt(this.simulator)
  }

  owners(): Map<string, 'queue' | 'agent'> {
    const owners = new Map<string, 'queue' | 'agent'>()
    for (const one of this.simulator.conversations()) {
      if (one.owner !== 'queue' && one.owner !== 'agent') continue
      owners.set(nameOf(one), one.owner)
      this.seen.set(nameOf(one), one.id)
    }
    return owners
  }

  async takes(customer: string): Promise<void> {
    await this.simulator.agentAccepts(this.current(customer).id)
  }

  async says(customer: string, text: string): Promise<void> {
    await this.simulator.agentSays(this.current(customer).id, text)
  }

  async types(customer: string): Promise<void> {
    await this.simulator.agentTypes(this.current(customer).id)
  }

  async sendsFile(customer: string, name: string, text: string): Promise<void> {
    const file = { filename: name, mime: 'text/plain', body: Buffer.from(text) }
    await this.simulator.agentSays(this.current(customer).id, '', { attachments: [file] })
  }

  async sendsButtons(customer: string, text: string, buttons: string[]): Promise<void> {
    const structured = buttons.map((title) => ({
      contentType: 'QuickReply',
      quickReply: { text: title, payload: title.toLowerCase(), action: 'Message' },
    }))
    await this.simulator.flowSays(this.current(customer).id, text, { structured })
  }

  async passesOn(customer: string): Promise<void> {
    const { id, queue } = this.current(customer)
    await this.simulator.agentTransfers(id, { queue: queue === 'billing' ? 'support' : 'billing' })
  }

  async leaves(customer: string): Promise<void> {
    await this.simulator.agentDisconnects(this.current(customer).id)
  }

  files(customer: string): string[] {
    const contents = this.all(customer).flatMap(({ messages }) =>
      messages.flatMap(({ from, content }) => (from === 'customer' ? content : [])),
    )
    return contents.flatMap(({ attachment }) => (attachment as { filename?: string } | undefined)?.filename ?? [])
  }

  typed(customer: string): number {
    return callsOf(this.simulator, /inbound\/open\/event$/).filter(({ nickname }) => nickname === customer).length
  }

  isOpen(customer: string): boolean {
    return this.all(customer).some(({ owner }) => owner === 'queue' || owner === 'agent')
  }

  everybodyOff(): void {
    for (const { id } of this.simulator.agents) this.simulator.agentOffline(id)
  }

  close(): void {
    throw new Error('Genesys has no opening hours that the desk could ask for')
  }

  ill(how: DeskIllness, { calls = 'all', times, delayMs, onHit }: IllnessOptions = {}): () => void {
    const { faults } = this.simulator
    if (how !== 'refused-credentials') return faults.api({ ...KINDS[how], match: PATHS[calls], times, delayMs, onHit })
    const body = JSON.stringify({ error: 'invalid_client', description: 'client not found' })
    this.simulator.revokeTokens()
    return faults.api({ ...KINDS[how], match: { path: /\/oauth\/token$/ }, times, body, onHit })
  }

  copies(count: number): void {
    this.stopCopies()
    const { faults } = this.simulator
    this.stopCopies = count > 1 ? faults.webhooks({ kind: 'duplicate', copies: count - 1 }) : () => {}
  }

  shuffle(withinMs: number): () => void {
    return this.simulator.faults.webhooks({ kind: 'reorder', delayMs: withinMs })
  }

  calls(): number {
    return this.simulator.calls.length
  }

  refused(): number {
    return this.simulator.deliveries.filter(({ status = 0 }) => status < 200 || status > 299).length
  }

  currentId(customer: string): string {
    return this.current(customer).id
  }

  /** The newest conversation. */
  current(customer: string): ConversationSnapshot {
    const seen = this.seen.get(customer)
    const before = seen === undefined ? undefined : this.simulator.conversation(seen)
    if (before?.owner === 'queue' || before?.owner === 'agent') return before
    const found = this.all(customer).at(-1)
    if (found === undefined) throw new Error(`Genesys has no conversation of ${customer}`)
    return found
  }

  private all(customer: string): ConversationSnapshot[] {
    return this.simulator.conversations().filter((one) => nameOf(one) === customer)
  }
}

const nameOf = ({ participants }: ConversationSnapshot): string =>
  participants.find(({ purpose }) => purpose === 'customer')?.name ?? ''
