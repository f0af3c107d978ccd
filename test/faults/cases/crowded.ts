import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../contract/platform/stage.ts'
import { ofBot } from '../../crash/bot.ts'
import { Crowd, type Latencies } from '../crowd.ts'

/** How long the others waited for their answers, without and with it. */
export interface Beside {
  what: string
  without: Latencies
  beside: Latencies
  ratio: number
}

const AT_ONCE = 16
/** Requests a platform has on their way for one conversation, however much there is to tell. */
const FLOOD_AT_ONCE = 4

/** Customers whose events poison their conversations: the bot throws, its turn never ends, the event cannot be interpreted. */
const POISONS = ['throws', 'never ends', 'kills interpret']

/** Poisoned conversations, which go on all the while, beside healthy ones. */
export async function besidePoison({ customers }: { customers: number }): Promise<Beside> {
  const crowd = await Crowd.open()
  const { simulator } = crowd
  try {
    await crowd.measure('warm up', 50, AT_ONCE)
    const without = await crowd.measure('without', customers, AT_ONCE)
    // One more, which the platform takes nothing for.
    const { botConversationId } = await simulator.customerSays('cannot be answered', { customerId: 'poisoned' })
    simulator.faults.api({ match: { conversationId: botConversationId }, kind: 'status', status: 500 })
    let over = false
    let sent = 0
    const poisoning = POISONS.map(async (poison) => {
      while (!over) {
        await simulator.customerSays(`${poison} ${sent++}`, { customerId: poison })
        await sleep(150)
      }
    })
    const beside = await crowd.measure('beside', customers, AT_ONCE)
    over = true
    await Promise.all(poisoning)
    const { deadLetters } = await crowd.stats()
    assert.ok(deadLetters > 0, 'the poison did nothing')
    return besideOf(`${POISONS.length + 1} poisoned beside ${customers} healthy conversations`, without, beside)
  } finally {
    await crowd.stop()
  }
}

/** One conversation gets thousands of messages at once, and quiet ones go on beside it. */
export async function besideFlood({ messages, customers }: { messages: number; customers: number }): Promise<Beside> {
  const crowd = await Crowd.open()
  const { simulator } = crowd
  try {
    await crowd.measure('warm up', 50, AT_ONCE)
    const without = await crowd.measure('without', customers, 2, 20)
    const { deliveries } = simulator
    let said = 0
    let seen = 0
    let taken = 0
    const onTheWay = (): number => {
      for (; seen < deliveries.length; seen++) {
        if (String(deliveries[seen]?.event?.Message).startsWith('flood ')) taken++
      }
      return said - taken
    }
    const flooding = (async () => {
      while (said < messages) {
        await simulator.customerSays(`flood ${said++}`, { customerId: 'flooder' })
        while (onTheWay() >= FLOOD_AT_ONCE) await sleep(1)
      }
    })()
    await eventually('the flood rises', async () => (await crowd.stats()).inbox > messages / 100 || said >= messages)
    const beside = await crowd.measure('beside', customers, 2, 20)
    await flooding
    const { botConversationId } = await simulator.customerSays('flood ends', { customerId: 'flooder' })
    const answers = () => simulator.botMessages(botConversationId).map(({ text }) => ofBot(text))
    await eventually('the flood is answered', () => answers().length >= messages + 1, 300_000)
    assert.deepEqual(
      answers().map((answer) => answer?.count),
      Array.from({ length: messages + 1 }, (_, index) => index + 1),
    )
    return besideOf(`${messages} messages of one conversation beside ${customers} quiet ones`, without, beside)
  } finally {
    await crowd.stop()
  }
}

const besideOf = (what: string, without: Latencies, beside: Latencies): Beside => ({
  what,
  without,
  beside,
  ratio: beside.p99 / without.p99,
})

/** In one line. */
export function lineOf({ what, without, beside, ratio }: Beside): string {
  const of = ({ median, p99 }: Latencies) => `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
  return `${what}: ${of(beside)}; without ${of(without)}; p99 ${ratio.toFixed(2)} times`
}
