import type {
  BotLogic,
  ContactCenterAdapter,
  ContactCenterAdapterOptions,
  Engine,
  Logger,
} from '../../../adapters/index.ts'
import type { BotServer } from '../../../bot/server.ts'

/** Who has the customer, as the platform's own people see it, and what they see of it. */
export interface Picture {
  owner: 'bot' | 'queue' | 'agent' | 'closed'
  topics: string[]
  contactAttributes: Record<string, unknown>
  notes: string[]
}

/** What a platform can do, where platforms differ: the contract asks for no more than that. */
export interface PlatformTraits {
  /** What the bot says when a person gives the customer back, and when it can. */
  returns: { when: 'at-once' | 'next-message'; says: 'welcome-back' | 'greeting' }
  /** The customer who writes again soon after an agent closed is still that agent's. */
  reopensWithAgent: boolean
  /** An agent may take over from the bot, and the bot can know it. */
  takeOver: boolean
  /** Where a look at the platform shows them before a hand-off. */
  shows: { topics: boolean; attributes: boolean; notes: boolean }
  /** A reply whose outcome is unknown can be looked up; else it is said twice rather than never. */
  looksUp: boolean
  /** Replies go out by calls of ours, which can be made to fail; else they travel in responses. */
  calls: boolean
  /** Resolving closes the conversation on the platform; else for us alone. */
  closes: boolean
  /** A verified request without an event in it is a handshake, and no dead letter. */
  handshakes: boolean
  /** The status a request with a wrong secret gets. */
  refusal: 401 | 404
}

/** What the customer wrote, by the platform's ids. */
export interface Said {
  customer: string
  conversation: string
  message: string
}

export interface StageOptions {
  /** The sample bot where absent. */
  logic?: (engine: Engine) => BotLogic
  adapter?: Partial<ContactCenterAdapterOptions>
  env?: Record<string, string>
  /** The server's log. */
  log?: Logger
}

/** One platform, simulated, with a bot server on it: what the contract needs of each. */
export interface PlatformStage {
  readonly server: BotServer
  readonly traits: PlatformTraits
  /** The platform's adapter on it. */
  readonly adapter: ContactCenterAdapter
  /** Writes as a customer: a new one where none is named. Resolves when the platform has it. */
  say(text: string, options?: { customer?: string; channel?: string }): Promise<Said>
  /** What the bot said there, in the platform's order. */
  botSaid(conversation: string): string[]
  agentTakes(conversation: string): Promise<void>
  agentSays(conversation: string, text: string): Promise<void>
  agentGivesBack(conversation: string): Promise<void>
  agentCloses(conversation: string): Promise<void>
  picture(conversation: string): Picture
  /** Nothing moves any more. */
  quiet(timeoutMs?: number): Promise<void>
  /** Make the platform's API ill; returns the cure. `lost`: requests have their effect and the answer is lost. */
  ill(how: 'limited' | 'down' | 'hanging' | 'lost', options?: { times?: number; replies?: boolean }): () => void
  /** Deliver every event so often, until told otherwise. */
  copies(count: number): void
  /** What must show nowhere. */
  readonly secrets: string[]
  /** Make the platform refuse our credentials, where calls carry some. */
  refuseCredentials(): void
  /** Calls the platform has seen. */
  calls(): number
  /** Post to the route as the platform does, with the proof of who sends that belongs to this body; resolves to the status. */
  post(body: string | Buffer, headers?: Record<string, string>): Promise<number>
  /** The same request, but forged in each way the platform's proof can be wrong. Resolves to the statuses. */
  forge(body: string): Promise<number[]>
  /** A valid event body for a conversation nobody knows, which makes the bot say nothing to anybody. */
  eventBody(): string
  /** A well-formed event of a type the platform may come up with one day. */
  unknownEventBody(): string
  stop(): Promise<void>
}

export type OpenStage = (options?: StageOptions) => Promise<PlatformStage>

/** Waits until a condition holds, looking every few milliseconds. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const until = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`Not within ${timeoutMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** The platform has no such thing: the test says that it was left out. */
export function notHere(test: Mocha.Context): void {
  test.skip()
}
