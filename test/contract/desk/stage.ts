import type { BotLogic, ContactCenterAdapterOptions, Engine, Logger } from '../../../adapters/index.ts'
import type { DeskCustomer, Handed } from '../../../scripts/sandbox/desk-people.ts'
import type { Sandbox } from '../../../scripts/sandbox/index.ts'
import type { WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'

/** What a desk can do, where desks differ: the contract asks for no more than that. */
export interface DeskTraits {
  /** Who sends buttons to a customer at an agent's. */
  buttonsBy: 'agent' | 'flow'
  /** The desk can be outside its opening hours. */
  opens: boolean
  /** A hand-off whose outcome is unknown is found again for certain, also where it was the first thing the desk heard. */
  findsOpened: boolean
  /** Whether a customer's words of unknown outcome arrived can be told; else they are said twice rather than never. */
  findsRelayed: boolean
  /** Things said before the hand-off are shown as they are said. */
  mirrors: boolean
  /** While nobody is reached, an agent who left is noticed by looking only, every so many milliseconds. */
  looksEveryMs: number
}

/** Which calls to the desk an illness meets. */
export type DeskCalls = 'all' | 'open' | 'relay' | 'mirror'

/** What is wrong with the desk's API. `lost`: requests have their effect, and the answer is lost. */
export type DeskIllness = 'limited' | 'down' | 'hanging' | 'slow' | 'lost' | 'hanging-after' | 'refused-credentials'

/** How an illness comes. */
export interface IllnessOptions {
  calls?: DeskCalls
  times?: number
  /** Before the answer is lost, or given. */
  delayMs?: number
  onHit?: () => void
}

/** One thing a customer said, as it arrived at the desk. */
export interface Arrived {
  customer: string
  text: string
  /** Whether a queue or an agent had the conversation then; `later`: one who came after it could read it. */
  heard: 'at once' | 'later' | 'never'
}

/** The desk's simulator, for whoever plays agents. Customers go by their name. */
export interface DeskActor {
  readonly traits: DeskTraits
  /** What the agent sees. */
  look(customer: DeskCustomer): Handed
  /** How often the desk was asked to take the customer, and took it. */
  handOffs(customer: string): number
  /** What agents got of what customers said to them, over all hand-offs, in order of arrival. */
  arrived(): Arrived[]
  /** Every customer something is open for. Looks at all there is: what follows for one of them is quick. */
  owners(): Map<string, 'queue' | 'agent'>
  /** The desk's id of the customer's newest conversation. */
  currentId(customer: string): string
  takes(customer: string): Promise<void>
  says(customer: string, text: string): Promise<void>
  types(customer: string): Promise<void>
  sendsFile(customer: string, name: string, text: string): Promise<void>
  sendsButtons(customer: string, text: string, buttons: string[]): Promise<void>
  /** To the other queue than the one it is in. */
  passesOn(customer: string): Promise<void>
  leaves(customer: string): Promise<void>
  /** Files of the customer's that agents can see, by name. */
  files(customer: string): string[]
  /** How often the customer was seen typing. */
  typed(customer: string): number
  /** Whether something is going on for the customer on the desk. */
  isOpen(customer: string): boolean
  /** Nobody is there, in any queue. */
  everybodyOff(): void
  /** Outside opening hours. */
  close(): void
  /** Make the desk's API ill; returns the cure. */
  ill(how: DeskIllness, options?: IllnessOptions): () => void
  /** Deliver every event so often, until told otherwise. */
  copies(count: number): void
  /** Let events overtake each other, by so many milliseconds at most; returns the cure. */
  shuffle(withinMs: number): () => void
  /** Calls the desk has seen. */
  calls(): number
  /** Webhook requests that were not answered 2xx. */
  refused(): number
}

/** A request as the desk sends it, for those who send it themselves. */
export interface DeskPost {
  /** An agent's words in a conversation nobody knows, or in the customer's. */
  words(text: string, customer?: string): string
  /** Post with the proof that belongs to this body; resolves to the status. */
  post(body: string): Promise<number>
  /** The same request, but forged in each way the proof can be wrong. */
  forge(body: string): Promise<number[]>
}

export interface DeskStageOptions {
  /** The sample bot where absent. */
  logic?: (engine: Engine) => BotLogic
  adapter?: Partial<ContactCenterAdapterOptions>
  env?: Record<string, string>
  log?: Logger
  /** False: desks that could see what is said before the hand-off do not. */
  mirrors?: boolean
  /** True: desk and Web Chat wait long for an acknowledgement, as many do on a machine that has much to do at once. */
  patient?: boolean
  /** True: nobody is where the desk is said to be. */
  nowhere?: boolean
}

/** A desk, simulated, with a bot server before it and a Web Chat before that. */
export interface DeskStage {
  readonly sandbox: Sandbox
  readonly webChat: WebChatSimulator
  readonly desk: DeskActor
  readonly wire: DeskPost
  /** What the calls so far have wrong, by the platform's own documents; empty where those are not at hand. */
  deviations(): string[]
  stop(): Promise<void>
}

export type OpenDeskStage = (options?: DeskStageOptions) => Promise<DeskStage>
