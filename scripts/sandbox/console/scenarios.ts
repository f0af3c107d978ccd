import type { TalkAction } from './protocol.ts'

/** A conversation with the sample bot that plays itself. */
export interface Scenario {
  name: string
  title: string
  steps: readonly TalkAction[]
}

const says = (text: string): TalkAction => ({ do: 'customer-says', text })
const answers = (text: string): TalkAction => ({ do: 'agent-says', text })

/** What there is to play on every platform. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'order',
    title: 'An order, and good-bye',
    steps: [says('hello'), says('order status'), says('1182'), says('bye')],
  },
  {
    name: 'hand-off',
    title: 'To a person and back',
    steps: [
      says('hello'),
      says('order status'),
      says('1182'),
      says('agent'),
      says('my parcel is lost'),
      { do: 'take' },
      answers('Hello, I am looking into it.'),
      says('thank you'),
      answers('It is on its way again.'),
      { do: 'give-back' },
      says('what now'),
      says('bye'),
    ],
  },
]
