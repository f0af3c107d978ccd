import { randomUUID } from 'node:crypto'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { Conversation } from './conversations.ts'
import type { Participant, Purpose } from './types.ts'

/** What happened to a participant, as notification topics name it. */
export type DetailEvent = `${'customer' | 'flow' | 'acd' | 'user'}.${'start' | 'end'}` | 'acw' | 'wrapup' | 'attributes'

/** Told of everything that happens to participants. */
export type Witness = (conversation: Conversation, event: DetailEvent | undefined, participant: Participant) => void

/** Of one conversation; beyond it the oldest who left are forgotten. */
const MOST_PARTICIPANTS = 1000

const TOPIC = { customer: 'customer', workflow: 'flow', acd: 'acd', agent: 'user' } as const

/** Whether a participant is there: state neither `disconnected` nor `terminated`. */
export function isLive({ state }: Participant): boolean {
  return state !== 'disconnected'
}

/** The live participants of one kind, the newest last. */
export function liveOnes({ participants }: Conversation, ...purposes: Purpose[]): Participant[] {
  return participants.filter((one) => isLive(one) && purposes.includes(one.purpose))
}

/** Has participants come and go, and says so. */
export class Lifecycle {
  private readonly clock: SimulatorClock
  private readonly tell: Witness
  private leaving = 0

  constructor(clock: SimulatorClock, tell: Witness) {
    this.clock = clock
    this.tell = tell
  }

  /** Somebody comes in, connected unless `alerting`. */
  start(
    conversation: Conversation,
    purpose: Purpose,
    fields: Pick<Partial<Participant>, 'name' | 'queueId' | 'userId' | 'state' | 'direction'> = {},
  ): Participant {
    const now = this.clock.now()
    const participant: Participant = {
      id: randomUUID(),
      communicationId: randomUUID(),
      purpose,
      state: 'connected',
      direction: 'inbound',
      startTime: now,
      wrapupRequired: false,
      attributes: {},
      ...fields,
    }
    if (participant.state === 'connected') participant.connectedTime = now
    const { participants } = conversation
    participants.push(participant)
    if (participants.length > MOST_PARTICIPANTS) {
      const oldest = participants.findIndex((one) => !isLive(one) && one.purpose !== 'customer')
      if (oldest >= 0) participants.splice(oldest, 1)
    }
    this.happened(conversation, participant, 'start')
    return participant
  }

  /** Who was alerted accepts. */
  connect(conversation: Conversation, participant: Participant): void {
    participant.state = 'connected'
    participant.connectedTime = this.clock.now()
    this.tell(conversation, undefined, participant)
  }

  /** Somebody leaves, if still there. An agent who had the conversation goes to after-call work. */
  end(conversation: Conversation, participant: Participant, disconnectType: Participant['disconnectType']): void {
    if (!isLive(participant)) return
    const now = this.clock.now()
    participant.state = 'disconnected'
    participant.disconnectType = disconnectType
    participant.endTime = now
    if (participant.purpose === 'agent' && participant.connectedTime) {
      participant.startAcwTime = now
      participant.wrapupRequired = true
    }
    this.happened(conversation, participant, 'end')
  }

  /** Everybody who is still there leaves; `first` is who made them. */
  endAll(conversation: Conversation, disconnectType: Participant['disconnectType'], first?: Participant): void {
    if (first) this.end(conversation, first, disconnectType)
    // A disconnect is the peer's doing for everybody but who did it.
    const others = first ? 'peer' : disconnectType
    for (const participant of [...conversation.participants]) this.end(conversation, participant, others)
    conversation.lastActivity = this.clock.ms()
  }

  /** Ends it for everybody, `ms` from now. */
  endSoon(conversation: Conversation, ms: number): void {
    this.leaving++
    this.clock.after(ms, () => {
      this.leaving--
      this.endAll(conversation, 'system')
    })
  }

  /** Whether a conversation is about to be ended. */
  busy(): boolean {
    return this.leaving > 0
  }

  /** The customer of an ended conversation is back. */
  resume(conversation: Conversation, customer: Participant): void {
    customer.state = 'connected'
    customer.communicationId = randomUUID()
    customer.connectedTime = this.clock.now()
    customer.endTime = undefined
    customer.disconnectType = undefined
    this.happened(conversation, customer, 'start')
  }

  /** An agent's after-call work is done. */
  wrapUp(conversation: Conversation, agent: Participant, wrapup: Participant['wrapup']): void {
    agent.wrapup = wrapup
    agent.wrapupRequired = false
    this.tell(conversation, 'wrapup', agent)
    if (!agent.startAcwTime || agent.endAcwTime) return
    agent.endAcwTime = this.clock.now()
    this.tell(conversation, 'acw', agent)
  }

  /** Sets participant data; an empty text stays there as one. */
  attribute(conversation: Conversation, participant: Participant, attributes: Record<string, string>): void {
    Object.assign(participant.attributes, attributes)
    this.tell(conversation, 'attributes', participant)
  }

  private happened(conversation: Conversation, participant: Participant, what: 'start' | 'end'): void {
    const { purpose } = participant
    this.tell(conversation, purpose === 'api' ? undefined : `${TOPIC[purpose]}.${what}`, participant)
  }
}
