import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { TEXTS } from '../../../bot/texts.ts'
import { eventually, notHere } from '../platform/stage.ts'
import { deskBot } from './bots.ts'
import { Customer } from './customer.ts'
import type { DeskIllness, DeskStage, DeskStageOptions, OpenDeskStage } from './stage.ts'
import { arrivedOf, handedOver, onStage, owned } from './with-stage.ts'

/** How long a hand-off that reaches nobody may take until the customer hears so: what core allows, and room. */
const PATIENCE_MS = 60_000

/** The desk is ill: the customer hears something sensible, the bot goes on, and nothing is lost or said twice. */
export function deskIllnessContract(platform: string, open: OpenDeskStage): void {
  describe(`while ${platform} is ill`, function () {
    this.timeout(PATIENCE_MS + 60_000)

    // All at once: each has a desk and a server of its own, and mostly waits.
    const plays: { work: () => Promise<void>; over?: Promise<unknown> }[] = []
    before(() => {
      for (const play of plays)
        play.over = play.work().then(
          () => undefined,
          (error) => error,
        )
    })
    after(() => Promise.all(plays.map(({ over }) => over)))
    function meanwhile(title: string, options: DeskStageOptions, play: (stage: DeskStage) => Promise<unknown>): void {
      const one: (typeof plays)[number] = {
        work: () => onStage(open, options, async (stage) => void (await play(stage))),
      }
      plays.push(one)
      it(title, async () => {
        const error = await one.over
        if (error !== undefined) throw error
      })
    }

    const endings: [string, DeskIllness][] = [
      ['is down', 'down'],
      ['never answers', 'hanging'],
      ['limits for longer than a customer waits', 'limited'],
      ['refuses our credentials', 'refused-credentials'],
    ]
    for (const [what, how] of endings) {
      meanwhile(
        `a customer who asks for a person while it ${what} hears so, and the bot goes on`,
        {
          env: { HANDOFF_TIMEOUT_SECONDS: '33' },
        },
        async (stage) => {
          const customer = await Customer.joins(stage.webChat)
          await customer.hears(TEXTS.greeting)
          stage.desk.ill(how)
          await failsAndStays(stage, customer)
          assert.equal(stage.desk.handOffs(customer.name), 0)
        },
      )
    }

    meanwhile(
      'a customer who asks for a person while nobody answers there hears so, and the bot goes on',
      {
        nowhere: true,
        env: { HANDOFF_TIMEOUT_SECONDS: '33' },
      },
      async (stage) => failsAndStays(stage, await Customer.joins(stage.webChat)),
    )

    meanwhile(
      'a customer who asks for a queue that is not there hears so, and the bot goes on',
      {
        logic: deskBot,
      },
      async (stage) => {
        const customer = await Customer.joins(stage.webChat)
        await customer.says('person for nowhere')
        await customer.hears('back: failed')
        await customer.says('so what now')
        await customer.hears('2: so what now')
        assert.equal(stage.desk.handOffs(customer.name), 0)
      },
    )

    meanwhile('a hand-off waits for what is over soon', { logic: deskBot }, async (stage) => {
      for (const how of ['down', 'limited'] as const) {
        const cure = stage.desk.ill(how)
        const customer = await Customer.joins(stage.webChat)
        await customer.says('person please')
        await customer.says('and quickly')
        await sleep(2_000)
        cure()
        await owned(stage, customer, 'queue', 30_000)
        await stage.sandbox.quiet(30_000)
        assert.equal(stage.desk.handOffs(customer.name), 1)
        assert.deepEqual(arrivedOf(stage, customer), ['and quickly'])
      }
    })

    meanwhile('what is said to the agents waits, and comes in order, once', { logic: deskBot }, async (stage) => {
      const customers = await Promise.all(['down', 'limited', 'hanging'].map(() => handedOver(stage)))
      for (const how of ['down', 'limited', 'hanging'] as const) {
        const cure = stage.desk.ill(how)
        for (const customer of customers) for (const n of [1, 2, 3]) await customer.says(`${how} ${n}`)
        await sleep(1_500)
        cure()
        await stage.sandbox.quiet(60_000)
      }
      const texts = ['down', 'limited', 'hanging'].flatMap((how) => [1, 2, 3].map((n) => `${how} ${n}`))
      for (const customer of customers) {
        const arrived = arrivedOf(stage, customer)
        assert.deepEqual([...new Set(arrived)], texts)
        // Whether what was never answered arrived, some platforms cannot tell.
        assert.ok(arrived.length <= texts.length + (stage.desk.traits.findsRelayed ? 0 : 1), arrived.join())
      }
    })

    meanwhile(
      'words whose answer was lost are said once, or once more where nobody can tell',
      {
        logic: deskBot,
      },
      async (stage) => {
        const customer = await handedOver(stage)
        await stage.sandbox.quiet()
        stage.desk.ill('lost', { calls: 'relay', times: 1 })
        await customer.says('do you hear me?')
        await stage.sandbox.quiet(30_000)
        const times = stage.desk.traits.findsRelayed ? 1 : 2
        assert.deepEqual(arrivedOf(stage, customer), Array(times).fill('do you hear me?'))
      },
    )

    for (const how of ['hanging', 'limited', 'down', 'slow'] as const) {
      const title = `the bot's answers do not wait for what the desk is shown of them: ${how}`
      it(title, function () {
        return onStage(open, { logic: deskBot }, async (stage) => {
          if (!stage.desk.traits.mirrors) return notHere(this)
          const customer = await Customer.joins(stage.webChat)
          await customer.says('one')
          await customer.hears('1: one')
          await stage.sandbox.quiet()
          const cure = stage.desk.ill(how, { calls: 'mirror', delayMs: how === 'slow' ? 5_000 : 0 })
          const calls = stage.desk.calls()
          for (let n = 2; n <= 6; n++) {
            await customer.says(`message ${n}`)
            // Far less than a call that hangs is waited for.
            await customer.hears(`${n}: message ${n}`, 1, 4_000)
          }
          await eventually('the desk was asked', () => stage.desk.calls() > calls)
          cure()
        })
      })
    }
  })
}

async function failsAndStays({ desk }: DeskStage, customer: Customer): Promise<void> {
  await customer.says('agent')
  await customer.hears(TEXTS.askReason)
  await customer.says('a refund')
  await customer.hears(TEXTS.handOffFailed, 1, PATIENCE_MS)
  await customer.says('order')
  await customer.hears(TEXTS.askOrderNumber)
  assert.equal(desk.isOpen(customer.name), false)
}
