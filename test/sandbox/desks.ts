import type { Sandbox, SimulatedName } from '../../scripts/sandbox/index.ts'
import type { Scene } from '../../scripts/sandbox/stage.ts'

/** What differs between the desks. */
export interface Desk {
  name: SimulatedName
  agent: string
  /** Of the history's lines, in order. */
  history: { from: string; text: RegExp }[]
  /** By their names. */
  facts: Record<string, RegExp>
  attributes: Record<string, string>
  /** Whether the desk shows what the customer types, just now. */
  hearsTyping(sandbox: Sandbox, scene: Scene): boolean
}

/** The desks behind Web Chat, and what each shows of the sample bot's hand-off. */
export const DESKS: readonly Desk[] = [
  {
    name: '8x8',
    agent: 'Mara Lindqvist',
    history: [
      { from: 'user', text: /^1182$/ },
      { from: 'bot', text: /^Order 1182 / },
      { from: 'user', text: /^angry$/ },
    ],
    facts: {
      Conversation: /./,
      Channel: /\(ChatAPI\)$/,
      State: /^active$/,
      Assignment: /^queue 214 \(Parcel desk\)$/,
      'User userId': /^customer-/,
    },
    attributes: { reason: 'angry', last_order: '1182', ORDER_NUMBER: '1182' },
    hearsTyping: ({ eightByEight }, { ids }) =>
      eightByEight.conversations().some(({ id, indicators }) => ids.includes(id) && indicators.length > 0),
  },
  {
    name: 'genesys',
    agent: 'Priya',
    history: [
      { from: 'customer', text: /^1182$/ },
      { from: 'bot', text: /^BOT Order 1182 / },
      { from: 'customer', text: /^Handed over by the bot: angry/ },
    ],
    facts: {
      Conversation: /./,
      'From id': /^bf-/,
      Owner: /^queue$/,
      Queue: /^support$/,
      'Participant acd': /^support, connected$/,
      'Participant data type': /^human$/,
    },
    attributes: { type: 'human', last_order: '1182', ORDER_NUMBER: '1182' },
    hearsTyping: ({ genesys }, { ids }) =>
      genesys.calls.some(({ path, body }) => {
        return path.endsWith('/inbound/open/event') && ids.some((id) => JSON.stringify(body).includes(id))
      }),
  },
]
