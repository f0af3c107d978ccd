/** What passes between the server process and whoever sends to it. */

/** A route, and what is needed to be taken for the platform there. */
export interface RouteTold {
  name: RouteName
  url: string
  proof: ProofTold
  /** What the platform really sent there a moment ago. */
  envelopes: object[]
}

export type RouteName =
  | 'gladly'
  | 'hootsuite'
  | 'hootsuite, no API'
  | 'imiconnect'
  | '8x8'
  | '8x8, desk'
  | 'genesys'
  | 'genesys, register'
  | 'messages'

export type ProofTold =
  | { by: 'header'; name: string; value: string }
  | { by: 'hootsuite' | 'genesys'; secret: string }
  /** Nothing but the URL, and nothing at all on the machine itself. */
  | { by: 'url'; wrongUrl: string }
  | { by: 'loopback' }
  | { by: '8x8'; kid: string; pem: string; customerId: string; tenantId: string }

/** What the server process has done so far, and how it is. */
export interface Seen {
  /** Turns begun, of events of that channel. */
  turns: Record<string, number>
  /** Events handed to the engine to be kept. */
  accepted: number
  deadLetters: number
  /** Events and commands that are not over. */
  underWay: number
  /** Errors nobody caught. */
  uncaught: string[]
  /** The event loop's worst delay since the last look, in milliseconds. */
  worstDelayMs: number
  /** In bytes, after the garbage was collected where it can be. */
  heap: number
}

export type Asked = { ask: 'look' } | { ask: 'quiet' } | { ask: 'greet'; route: RouteName } | { ask: 'stop' }

/** The answer to what was asked, by its number. */
export type Answered = { number: number; value?: unknown; error?: string }
