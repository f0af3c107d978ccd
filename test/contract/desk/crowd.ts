import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../../../scripts/sandbox/simulator/random.ts'
import { eventually } from '../platform/stage.ts'
import { deskBot } from './bots.ts'
import { type CrowdFigures, type CrowdMember, figuresOf } from './crowd-figures.ts'
import { Customer } from './customer.ts'
import type { DeskStage, OpenDeskStage } from './stage.ts'
import { onStage } from './with-stage.ts'

/** How a desk is set up for a crowd. */
export interface CrowdVariant {
  name: string
  open: OpenDeskStage
  /** Let webhooks overtake each other by so many milliseconds at most. */
  shuffleMs?: number
  /** Agents' words of the same moment may change places: the desk promises no order. */
  unordered?: boolean
}

/** How many conversations there are at once with the first variant; with each other one a quarter of them. */
const CONVERSATIONS = Number(process.env.DESK_CONVERSATIONS ?? 10)
const WORDS = 12
/** How long what is under way may take at the end. */
const QUIET_MS = 120_000 + CONVERSATIONS * 600
/** The longest pause between two of them: the more there are, the slower all goes. */
const PAUSE_MS = Math.max(400, CONVERSATIONS * 20)
const SEED = Number(process.env.DESK_SEED ?? Math.floor(Math.random() * 1_000_000))

/** Many customers at once, agents who join, pass on and leave at random: every message once, in order, on the right side. */
export function deskCrowdContract(platform: string, variants: CrowdVariant[]): void {
  describe(`many customers of ${platform} at once`, function () {
    this.timeout(3 * QUIET_MS)
    // Too much for two processors that run everything else beside it.
    if (process.env.LONG === undefined && process.env.DESK_CONVERSATIONS === undefined) {
      return void it.skip('hear and are heard once, in order, by one voice (npm run test:crowd)')
    }

    for (const [index, variant] of variants.entries()) {
      const count = index === 0 ? CONVERSATIONS : Math.ceil(CONVERSATIONS / 4)
      it(`hear and are heard once, in order, by one voice: ${variant.name} (${count}, seed ${SEED})`, async () => {
        const figures = await crowd(variant, count)
        if (CONVERSATIONS > 10) console.log(`      ${variant.name}: ${JSON.stringify(figures.counts)}`)
        assert.deepEqual(figures.wrong, [], `seed ${SEED}: ${JSON.stringify(figures.counts)}`)
      })
    }
  })
}

async function crowd({ open, shuffleMs = 0, unordered = false }: CrowdVariant, count: number): Promise<CrowdFigures> {
  let figures: CrowdFigures | undefined
  await onStage(open, { logic: deskBot, patient: true, env: { HANDOFF_TIMEOUT_SECONDS: '3600' } }, async (stage) => {
    const random = seeded(SEED)
    if (shuffleMs > 0) stage.desk.shuffle(shuffleMs)
    const members = await Promise.all(
      Array.from({ length: count }, async (_, n): Promise<CrowdMember> => {
        return { customer: await Customer.joins(stage.webChat, `customer ${n}`), wrote: [], told: [] }
      }),
    )
    let writing = members.length
    const agents = actAsAgents(stage, members, random, () => writing === 0)
    await Promise.all(
      members.map(async (member, n) => {
        await write(member, seeded(SEED + n + 1))
        writing--
      }),
    )
    await agents
    await stage.sandbox.quiet(QUIET_MS)
    figures = figuresOf(stage, members, { unordered })
  })
  return figures!
}

/** Writes, now slower and now faster, and asks for a person now and then. */
async function write({ customer, wrote }: CrowdMember, random: () => number): Promise<void> {
  for (let n = 1; n <= WORDS; n++) {
    const text = n === 2 || random() < 0.15 ? `person ${n}` : `word ${n}`
    wrote.push(text)
    await customer.says(text)
    if (random() < 0.7) await sleep(random() * PAUSE_MS)
  }
}

/** Joins, says things, passes on and leaves, until nobody is left. */
async function actAsAgents(
  stage: DeskStage,
  members: CrowdMember[],
  random: () => number,
  finishing: () => boolean,
): Promise<void> {
  const { desk } = stage
  const byName = new Map(members.map((member) => [member.customer.name, member]))
  const quietly = (work: Promise<void>) => work.catch(() => {})
  let calm = 0
  await eventually(
    'the agents are done',
    async () => {
      const owners = desk.owners()
      if (owners.size === 0 && finishing()) {
        await stage.sandbox.quiet(QUIET_MS)
        return ++calm > 2
      }
      calm = 0
      for (const [name, owner] of owners) {
        const member = byName.get(name)!
        const chance = random()
        if (chance > 0.5) continue
        if (owner === 'queue') await quietly(desk.takes(name))
        else if (chance < (finishing() ? 0.25 : 0.08)) await quietly(desk.leaves(name))
        else if (!finishing() && chance < 0.14) await quietly(desk.passesOn(name))
        else await say(stage, member)
      }
      await sleep(Math.max(50, CONVERSATIONS))
      return false
    },
    2 * QUIET_MS,
  )
}

/** An agent's words, if the agent is still there. */
async function say({ desk }: DeskStage, { customer, told }: CrowdMember): Promise<void> {
  try {
    const text = `agent ${told.length + 1} in ${desk.currentId(customer.name)}`
    await desk.says(customer.name, text)
    told.push(text)
  } catch {
    // Nobody is there any more.
  }
}
