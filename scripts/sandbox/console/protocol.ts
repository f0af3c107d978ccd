/**
 * What the console's page and its server say to each other. Types alone: both sides import it.
 *
 * The server tells of changes over server-sent events at `/events`, each one `ConsoleEvent` in JSON; the page asks and acts
 * over the routes below, JSON both ways. Dates are ISO 8601. Errors are `{ error: string }`, in words for whoever plays.
 *
 * | route | does |
 * |---|---|
 * | `GET /events` | first `hello`, then what changes |
 * | `POST /api/talks` `NewTalk` | a new customer; answers `TalkSummary` |
 * | `GET /api/talks/:id` | `TalkDetail` |
 * | `POST /api/talks/:id/do` `TalkAction` | somebody does something; 204, or 409 with why the platform refuses |
 * | `GET /api/talks/:id/transcript` | a Bot Framework `.transcript` to save |
 * | `GET /api/talks/:id/fixture` | the conversation as a test fixture to save |
 * | `POST /api/platforms/:id/scenario` `{ name }` | plays a scripted conversation; answers its `TalkSummary` at once |
 * | `POST /api/platforms/:id/faults` `{ faults: string[] }` | from now on these, and no others; 204 |
 * | `POST /api/platforms/:id/clock` `{ advanceMs }` or `{ speed }` | the platform's clock; 204 |
 * | `GET /api/wire?before=ID&limit=N` | older rows: `{ rows: WireRow[] }`, oldest first |
 * | `GET /api/wire/:id` | `WireDetail` |
 * | `GET /api/wire/:id/curl` | a command for a terminal, as text |
 * | `POST /api/wire/:id/replay` | sends a webhook again, byte for byte; answers `{ id }` of the new row |
 * | `POST /api/bots/:id/kill` | `kill -9`, and a start again; 204 once it is dead |
 */

/** One platform's tab. */
export interface PlatformInfo {
  /** Channel id: `gladly`, `hootsuite`, `imiconnect`, `8x8`, `genesys`. */
  id: string
  name: string
  /** Which bot process serves it. */
  bot: string
  /** The customer's ways to write. */
  channels: string[]
  queues: string[]
  /** All the faults it can be given, and those it has now. */
  faults: { name: string; on: boolean }[]
  remarks: string[]
  scenarios: { name: string; title: string }[]
  /** What there is a way for here; a control for anything else is not shown. */
  abilities: Ability[]
  clock: { now: string; speed: number }
}

export type Ability =
  | 'customer-file'
  | 'customer-submit'
  | 'customer-typing'
  | 'agent-typing'
  | 'agent-note'
  | 'transfer'
  | 'add-topic'
  | 'remove-topic'
  | 'set-attribute'

/** A process with a bot in it. */
export interface BotInfo {
  id: string
  name: string
  state: 'starting' | 'ready' | 'dead'
  pid?: number
  url?: string
  /** How often it was killed. */
  kills: number
  /** Events that wait for their turn, commands that wait to be delivered, what was given up on. */
  inbox: number
  outbox: number
  deadLetters: number
  /** Why it is not ready, or was not before this start, in the words of whatever failed; absent once it is ready. */
  trouble?: string
}

export interface Owner {
  who: 'bot' | 'queue' | 'agent' | 'closed'
  name?: string
}

/** One customer's conversation, in a list. */
export interface TalkSummary {
  id: string
  platform: string
  customer: string
  channel: string
  owner: Owner
  /** The last thing said, without line breaks. */
  last: string
  lastAt: string
  /** Grows whenever anything of the talk changed: what was fetched before is old. */
  version: number
  /** A scripted conversation is being played in it. */
  playing: boolean
}

export interface Entry {
  id: string
  kind: 'customer' | 'bot' | 'agent' | 'note'
  text: string
  at?: string
  author?: string
  options?: { id: string; label: string }[]
  cards?: { contentType: string; content: unknown }[]
  files?: { name: string; contentType: string; url?: string }[]
  tick?: 'sent' | 'delivered' | 'read' | 'failed'
}

/** One customer's conversation, whole. */
export interface TalkDetail extends TalkSummary {
  /** The platform's ids of it. Empty before the first message. */
  ids: string[]
  entries: Entry[]
  topics: string[]
  customerAttributes: Record<string, string>
  conversationAttributes: Record<string, string>
  history?: { from: string; text: string }[]
  facts: { name: string; value: string }[]
  typing: ('customer' | 'bot' | 'agent')[]
  /** Why the script that was played in it ended early. */
  scriptError?: string
}

export interface NewTalk {
  platform: string
  channel?: string
}

/** What somebody does in a talk. */
export type TalkAction =
  | { do: 'customer-says'; text: string; optionId?: string }
  | { do: 'customer-submits'; data: unknown }
  /** `bytes` in base64; at most 1 MB. */
  | { do: 'customer-sends'; name: string; contentType: string; bytes: string }
  | { do: 'customer-types' }
  | { do: 'agent-says'; text: string }
  | { do: 'agent-types' }
  | { do: 'agent-notes'; text: string }
  | { do: 'take' }
  | { do: 'transfer'; queue: string }
  | { do: 'give-back' }
  | { do: 'close' }
  | { do: 'add-topic' | 'remove-topic'; topic: string }
  | { do: 'set-attribute'; scope: 'customer' | 'conversation'; name: string; value: string }

/**
 * A line of the wire log. `webhook`: the platform calls the bot. `call`: the bot calls the platform. `activity`: between the
 * adapters and the bot's logic, `in` or `out`.
 */
export interface WireRow {
  /** Grows with time. */
  id: number
  at: string
  kind: 'webhook' | 'call' | 'activity'
  /** As whoever plays sees it: `in` goes to the bot, `out` comes from it. */
  direction: 'in' | 'out'
  platform: string
  talk?: string
  /** Rows of one turn share it: its webhook, its activities, the calls it caused. */
  turn?: string
  /** `POST /api/gladly`, `message`, `event handoff.initiate`. */
  title: string
  /** What it says, short: an event's type, a message's text. */
  summary: string
  /** Absent while it is under way, and for activities. */
  status?: number
  durationMs?: number
  error?: string
  fault?: string
  /** Of a webhook: 1 for the first try of these very bytes, 2 and higher for those after it. */
  attempt?: number
  /** Of a webhook: the name of the header that proves who sent it, and whether the bot believed it, where the answer tells. */
  proof?: { header: string; accepted?: boolean }
}

export interface WireDetail extends WireRow {
  method?: string
  url?: string
  headers?: Record<string, string>
  body?: string
  answerHeaders?: Record<string, string>
  answerBody?: string
  activity?: unknown
  /** Whether `replay` can send it again. */
  replayable: boolean
}

export type ConsoleEvent =
  | { type: 'hello'; platforms: PlatformInfo[]; bots: BotInfo[]; talks: TalkSummary[]; wire: WireRow[] }
  | { type: 'platform'; platform: PlatformInfo }
  | { type: 'bot'; bot: BotInfo }
  | { type: 'talk'; talk: TalkSummary }
  | { type: 'talk-gone'; id: string }
  /** New rows, and rows that changed: by id. */
  | { type: 'wire'; rows: WireRow[] }
  /** Rows with ids below this were dropped. */
  | { type: 'wire-gone'; before: number }
