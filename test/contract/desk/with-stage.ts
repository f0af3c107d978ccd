import assert from 'node:assert/strict'
import { eventually } from '../platform/stage.ts'
import { ofBot } from './bots.ts'
import { Customer } from './customer.ts'
import type { DeskStage, DeskStageOptions, OpenDeskStage } from './stage.ts'

/** Open a stage, play, and stop it; no call may have deviated from the platform's documents. */
export async function onStage(
  open: OpenDeskStage,
  options: DeskStageOptions,
  play: (stage: DeskStage) => Promise<void>,
): Promise<void> {
  const stage = await open(options)
  try {
    await play(stage)
    assert.deepEqual(stage.deviations(), [])
  } finally {
    await stage.stop()
  }
}

/** Resolves when the desk's queue or an agent has the customer, or nobody. */
export function owned(
  { desk }: Pick<DeskStage, 'desk'>,
  { name, onDesk }: Customer,
  by: 'queue' | 'agent' | undefined,
  timeoutMs?: number,
): Promise<void> {
  return eventually(
    `${by ?? 'nobody'} has ${name} on the desk`,
    () => desk.look(onDesk).owner?.who === by && desk.isOpen(name) === (by !== undefined),
    timeoutMs,
  )
}

/** What of the customer's words the agents got, in order. */
export function arrivedOf({ desk }: Pick<DeskStage, 'desk'>, customer: Customer): string[] {
  const byBot = customer.heard().flatMap((text) => ofBot(text)?.text ?? [])
  return desk.arrived().flatMap(({ customer: name, text, heard }) => {
    // What nobody there heard at once is the bot's, if the bot got it: those who come later find it in the thread.
    const there = heard === 'at once' || (heard === 'later' && !byBot.includes(text))
    return name === customer.name && there ? [text] : []
  })
}

/** A customer of the counting bot's who waits in the queue, or is with an agent. */
export async function handedOver(stage: Pick<DeskStage, 'webChat' | 'desk'>, { taken = true } = {}): Promise<Customer> {
  const customer = await Customer.joins(stage.webChat)
  await customer.says('person please')
  await customer.hears('1: person please')
  await owned(stage, customer, 'queue')
  if (!taken) return customer
  await stage.desk.takes(customer.name)
  // The server knows it when what the agent says arrives.
  await stage.desk.says(customer.name, `hello ${customer.name}`)
  await customer.hears(`hello ${customer.name}`)
  return customer
}
