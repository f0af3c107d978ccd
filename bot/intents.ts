/** What a customer may want, told by keywords: enough for a sample, and the place where a recognizer would go. */
export type Intent = 'agent' | 'billing' | 'order' | 'bye' | 'help'

/** What a customer may say in the middle of a dialog to get out of it. */
export type Interruption = 'agent' | 'help' | 'cancel' | 'bye'

// The first that fits counts: who asks for a person about an invoice for an order wants the person.
const KEYWORDS: readonly [Intent, RegExp][] = [
  ['agent', /\b(agents?|humans?|persons?|representative|somebody|someone|real people)\b/],
  ['billing', /\b(bill|bills|billing|billed|invoices?|charge[ds]?|payments?|refunds?|refunded)\b/],
  ['order', /\b(orders?|parcels?|delivery|package|tracking)\b/],
  ['bye', /\b(bye|goodbye)\b/],
]

// Whole utterances only: "I need help with a refund" is an answer, not a call for help.
const INTERRUPTIONS: readonly [Interruption, RegExp][] = [
  [
    'agent',
    /^(i want to |i would like to |can i |let me )?((talk|speak) (to|with) )?((an?|some) )?(real |live |human )?(agent|human|person|representative|someone|somebody)$/,
  ],
  ['help', /^(help|help me|menu|what can you do)$/],
  ['cancel', /^(cancel|stop|abort|never ?mind|forget it|start over)$/],
  ['bye', /^((thanks|thank you|ok|okay) )?(bye|goodbye|good bye|bye bye)$/],
]

/** What an utterance asks for; `help` for everything else. */
export function intentOf(text: string): Intent {
  const said = plain(text)
  return KEYWORDS.find(([, pattern]) => pattern.test(said))?.[0] ?? 'help'
}

/** How an utterance breaks into the dialog it was said in, if it does. */
export function interruptionOf(text: string): Interruption | undefined {
  const said = plain(text).replace(/^please |( please)$/g, '')
  return INTERRUPTIONS.find(([, pattern]) => pattern.test(said))?.[0]
}

/** Lower case, without punctuation, single blanks. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
