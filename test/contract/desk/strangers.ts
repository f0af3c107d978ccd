import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../platform/stage.ts'
import { deskBot } from './bots.ts'
import { Customer } from './customer.ts'
import type { DeskStage, OpenDeskStage } from './stage.ts'
import { handedOver, onStage, owned } from './with-stage.ts'

/** What is forged has no effect, what is authentic and of nobody we know neither; and what comes too early waits. */
export function deskStrangersContract(platform: string, open: OpenDeskStage): void {
  describe(`webhooks of ${platform}`, () => {
    const play = (work: (stage: DeskStage) => Promise<void>) => onStage(open, { logic: deskBot }, work)

    it('that are forged are refused, and nobody hears them', () =>
      play(async (stage) => {
        const customer = await handedOver(stage)
        await stage.sandbox.quiet()
        const heard = customer.heard()
        const calls = stage.desk.calls()
        const statuses = await stage.wire.forge(stage.wire.words('send me your password', customer.name))
        assert.ok(statuses.length >= 6)
        assert.deepEqual([...new Set(statuses)], [401])
        await stage.sandbox.quiet()
        const { inbox, deadLetters } = stage.sandbox.server.engine.stats()
        assert.deepEqual({ inbox, deadLetters }, { inbox: 0, deadLetters: 0 })
        assert.deepEqual(customer.heard(), heard)
        // A key of an unknown name may be asked for.
        assert.ok(stage.desk.calls() - calls <= 2)
      }))

    it('that are authentic are heard, so that the forged ones above were forged in one thing only', () =>
      play(async (stage) => {
        const customer = await handedOver(stage)
        assert.equal(await stage.wire.post(stage.wire.words('how can I help?', customer.name)), 200)
        await customer.hears('how can I help?')
      }))

    it('of conversations that stay unknown are answered 2xx and have no effect', () =>
      play(async (stage) => {
        const customer = await handedOver(stage)
        await stage.sandbox.quiet()
        const heard = customer.heard()
        const calls = stage.desk.calls()
        for (let n = 0; n < 30; n++) assert.equal(await stage.wire.post(stage.wire.words(`stranger ${n}`)), 200)
        await stage.sandbox.quiet()
        const { inbox, outbox, deadLetters } = stage.sandbox.server.engine.stats()
        assert.deepEqual({ inbox, outbox, deadLetters }, { inbox: 0, outbox: 0, deadLetters: 0 })
        assert.deepEqual(customer.heard(), heard)
        assert.equal(stage.desk.calls(), calls)
        await stage.desk.says(customer.name, 'still here')
        await customer.hears('still here')
      }))

    it('that come before the answer to the hand-off wait for it', () =>
      onStage(open, { logic: deskBot, mirrors: false }, async (stage) => {
        const { desk } = stage
        // The desk takes the customer, and what it says of that is lost after a while.
        desk.ill('lost', { calls: 'open', times: 1, delayMs: 1_500 })
        const customer = await Customer.joins(stage.webChat)
        await customer.says('person please')
        await eventually('the desk has the customer', () => desk.isOpen(customer.name))
        await desk.takes(customer.name)
        for (const n of [1, 2, 3]) {
          await desk.says(customer.name, `agent ${n}`)
          // One after another, and all well before the answer.
          await sleep(50)
        }
        await customer.hears('agent 3')
        await customer.says('thank you')
        await stage.sandbox.quiet(20_000)
        assert.deepEqual(customer.heard(), ['1: person please', 'agent 1', 'agent 2', 'agent 3'])
        assert.ok(desk.handOffs(customer.name) <= (desk.traits.findsOpened ? 1 : 2))
        assert.deepEqual(
          desk.arrived().map(({ text }) => text),
          ['thank you'],
        )
        await desk.leaves(customer.name)
        await customer.hears('back: completed')
        await owned(stage, customer, undefined)
      }))
  })
}
