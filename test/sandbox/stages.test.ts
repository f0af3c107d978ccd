import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Sandbox, type SimulatedName, startSandbox } from '../../scripts/sandbox/index.ts'
import { PLAYABLE } from '../../scripts/sandbox/playable.ts'
import type { EntrySeen, Scene, Stage } from '../../scripts/sandbox/stage.ts'

/** What differs from platform to platform. */
interface Expected {
  /** Where the hand-off of the sample bot leads. */
  queue: string | undefined
  /** Whether buttons are shown; else a number answers a list. */
  buttons: boolean
  /** Whether the agent is known by name. */
  agent: string | undefined
  notes: boolean
  topics: boolean
  /** What can be set, by scope. */
  attributes: readonly ['customer' | 'conversation', string][]
  /** Whether the bot is told when the customer is given back, and greets anew. */
  greetsWhenBack: boolean
  /** Who has the conversation once the agent closed it. */
  afterClose: 'closed' | 'bot'
  facts: readonly string[]
  /** Whether a customer's file can be fetched. */
  fileUrl: boolean
  /** What one of the bot's messages shows in the end. */
  tick: EntrySeen['tick']
}

const PLATFORMS = {
  gladly: {
    queue: 'Handoff Inbox',
    buttons: true,
    agent: 'Amy Agent',
    notes: true,
    topics: true,
    attributes: [
      ['customer', 'tier'],
      ['conversation', 'CARRIER'],
    ],
    greetsWhenBack: true,
    afterClose: 'closed',
    facts: ['Status', 'Inbox', 'Assignee', 'Customer', 'Channel'],
    fileUrl: true,
    tick: undefined,
  },
  hootsuite: {
    queue: 'New',
    buttons: true,
    agent: 'Amy',
    notes: true,
    topics: true,
    attributes: [['customer', 'tier']],
    greetsWhenBack: true,
    afterClose: 'closed',
    facts: ['Status', 'Virtual agent', 'Agent', 'Medium', 'Channel', 'Contact'],
    fileUrl: false,
    tick: undefined,
  },
  imiconnect: {
    queue: undefined,
    buttons: false,
    agent: undefined,
    notes: false,
    topics: false,
    attributes: [],
    greetsWhenBack: false,
    afterClose: 'bot',
    facts: ['BOT id', 'CCSP id', 'Held by', 'Service', 'Channel', 'Customer'],
    fileUrl: true,
    tick: 'delivered',
  },
} satisfies Partial<Record<SimulatedName, Expected>>

for (const [name, expected] of Object.entries(PLATFORMS) as [keyof typeof PLATFORMS, Expected][]) {
  describe(`a stage on ${name}`, function () {
    this.timeout(60_000)
    let sandbox: Sandbox
    let folder: string

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'contact-center-stages-'))
      const options = await PLAYABLE[name].options?.({ api: true }, folder)
      sandbox = await startSandbox({ ...options, platforms: [name] })
    })
    afterEach(async () => {
      await sandbox.stop()
      await rm(folder, { recursive: true, force: true })
    })

    const stageOf = (): Stage => PLAYABLE[name].stage(sandbox, { api: true })

    async function says(stage: Stage, ...texts: string[]): Promise<void> {
      for (const text of texts) {
        await stage.customerSays(text)
        await sandbox.quiet()
      }
    }

    /** A customer who asked for a person and said why. */
    async function handedOver(stage = stageOf()): Promise<Stage> {
      await says(stage, 'hello', 'agent', 'angry')
      return stage
    }

    it('shows what the customer and the bot said, in order, with what can be chosen', async () => {
      const stage = stageOf()
      assert.equal(stage.look(), undefined)
      await says(stage, 'hello')
      const { entries, owner, typing = [] } = seen(stage)
      assert.deepEqual([owner.who, typing], ['bot', []])
      assert.deepEqual([entries[0]?.kind, entries[0]?.text], ['customer', 'hello'])
      assert.match(entries[1]?.text ?? '', /^Hello!/)
      assert.ok(entries.slice(1).every(({ kind, tick }) => kind === 'bot' && tick === expected.tick))
      const times = entries.map(({ at }) => at!.getTime())
      assert.deepEqual(times, times.toSorted(), 'oldest first')
      const menu = entries.at(-1)!
      assert.match(menu.text, /What can I do for you\?/)
      if (expected.buttons) {
        const [order] = menu.options!
        assert.equal(order?.label, 'Order status')
        await stage.customerSays(order!.label, order!.id)
        await sandbox.quiet()
      } else {
        assert.equal(menu.options, undefined)
        await says(stage, '1')
      }
      assert.match(seen(stage).entries.at(-1)!.text, /What is your order number\?/)
    })

    it('says how it differs in words that fit a terminal and a page', () => {
      const { remarks } = stageOf()
      assert.ok(remarks.length > 0)
      assert.doesNotMatch(remarks.join('\n'), /(^|\s)\/(take|back|close|agent)\b/m)
    })

    it('shows a hand-off, and what a person does then', async () => {
      const stage = await handedOver()
      assert.deepEqual(ownerOf(stage), ['queue', expected.queue])
      assert.match(JSON.stringify(seen(stage)), /angry/)
      await stage.take()
      assert.deepEqual(ownerOf(stage), ['agent', expected.agent])
      await stage.agentSays('I am a person')
      const last = seen(stage).entries.at(-1)!
      assert.deepEqual([last.kind, last.text, last.author], ['agent', 'I am a person', expected.agent])
      assert.deepEqual(
        seen(stage)
          .facts.map((fact) => fact.name)
          .toSorted(),
        expected.facts.toSorted(),
      )
      await stage.transfer!(stage.queues[0]!)
      assert.deepEqual(ownerOf(stage), ['queue', stage.queues[0]])
      await assert.rejects(async () => stage.transfer!('nowhere'), /nowhere/)
      await stage.take()
      await stage.giveBack()
      await sandbox.quiet()
      assert.equal(seen(stage).owner.who, 'bot')
      assert.equal(seen(stage).entries.at(-1)!.kind, expected.greetsWhenBack ? 'bot' : 'agent')
      await says(stage, 'what now')
      assert.match(seen(stage).entries.at(-1)!.text, /What (else )?can I do for you\?/)
    })

    it('shows that a person closed', async () => {
      const stage = await handedOver()
      await stage.take()
      await stage.close()
      await sandbox.quiet()
      assert.equal(seen(stage).owner.who, expected.afterClose)
    })

    it('shows notes, topics and attributes of people, where the platform has them', async () => {
      const stage = await handedOver()
      await stage.take()
      assert.equal(stage.agentNotes !== undefined, expected.notes)
      if (expected.notes) {
        await stage.agentNotes!('Call back on Monday')
        const last = seen(stage).entries.at(-1)!
        assert.deepEqual([last.kind, last.text, last.author], ['note', 'Call back on Monday', expected.agent])
      }
      assert.deepEqual(
        [stage.addTopic !== undefined, stage.removeTopic !== undefined],
        [expected.topics, expected.topics],
      )
      if (expected.topics) {
        const before = seen(stage).topics
        await stage.addTopic!('Returns')
        assert.deepEqual(seen(stage).topics, [...before, 'Returns'])
        await stage.removeTopic!('Returns')
        assert.deepEqual(seen(stage).topics, before)
        await assert.rejects(async () => stage.addTopic!('Nonsense'), /Nonsense.*Returns/)
      }
      assert.equal(stage.setAttribute !== undefined, expected.attributes.length > 0)
      for (const [scope, attribute] of expected.attributes) {
        for (const value of ['gold', 'silver']) {
          await stage.setAttribute!(scope, attribute, value)
          assert.equal(seen(stage)[`${scope}Attributes`][attribute], value)
        }
      }
    })

    it('shows the files of customers', async () => {
      const stage = stageOf()
      await stage.customerSends!({ name: 'lid.png', contentType: 'image/png', bytes: Buffer.from('bytes') })
      await sandbox.quiet()
      const [entry] = seen(stage).entries
      const [file] = entry?.files ?? []
      assert.deepEqual([entry?.kind, file?.name, file?.contentType], ['customer', 'lid.png', 'image/png'])
      assert.equal(file?.url !== undefined, expected.fileUrl)
      if (file?.url === undefined) return
      const response = await fetch(file.url)
      assert.deepEqual([response.headers.get('content-type'), await response.text()], ['image/png', 'bytes'])
    })

    it('knows its conversation by all ids that the wire names it by', async () => {
      const stage = await handedOver()
      await stage.agentSays('I am a person')
      await stage.close()
      const { ids, conversationId } = seen(stage)
      assert.ok(ids.includes(conversationId))
      assert.equal(new Set(ids).size, ids.length)
      const simulator = sandbox[name]
      const named = (text: string) => ids.some((id) => text.includes(id) || text.includes(encodeURIComponent(id)))
      const ofConversation = simulator.calls.filter(({ method, path }) => {
        return /conversation/.test(path) || (method === 'POST' && /events/.test(path))
      })
      for (const { path, body } of ofConversation) {
        assert.ok(named(path + JSON.stringify(body)), `${path} ${JSON.stringify(body)}`)
      }
      const events = simulator.deliveries.flatMap(({ event }) => (event === undefined ? [] : [JSON.stringify(event)]))
      for (const event of events.filter((one) => !/PING|^\{\}$/.test(one))) assert.ok(named(event), event)
      assert.ok(ofConversation.length > 0 && events.length > 0)
    })

    it('is a customer of its own, with a name of its own', async () => {
      const [one, other] = [stageOf(), stageOf()]
      assert.notEqual(one.customer, other.customer)
      await says(one, 'hello')
      assert.equal(other.look(), undefined)
      await says(other, 'order')
      await handedOver(other)
      assert.deepEqual([seen(one).owner.who, seen(other).owner.who], ['bot', 'queue'])
      assert.deepEqual(words(one, 'customer'), ['hello'])
      assert.deepEqual(
        seen(one).ids.filter((id) => seen(other).ids.includes(id)),
        [],
      )
      const before = one.customer
      one.newCustomer()
      assert.equal(one.look(), undefined)
      assert.ok(![before, other.customer].includes(one.customer))
      await says(one, 'hello again')
      assert.deepEqual(words(one, 'customer'), ['hello again'])
    })

    it('makes the whole platform ill, and delivers in order what was kept once it is well', async () => {
      const [one, other] = [stageOf(), stageOf()]
      one.setFaults(['webhooks-off'])
      await says(other, 'hello')
      await says(other, 'order', '1182')
      assert.deepEqual(words(other, 'bot'), [])
      assert.throws(() => other.setFaults(['nonsense']), /no fault 'nonsense'\. Faults: .*duplicates/)
      assert.equal(sandbox[name].faults.held() > 0, true, 'what cannot be set changes nothing')
      other.setFaults([])
      await sandbox.quiet()
      assert.equal(sandbox[name].faults.held(), 0)
      const said = words(other, 'bot').join('\n')
      assert.match(said, /Hello!.*What is your order number\?.*Order 1182/s)
      await says(one, 'hello')
      assert.match(words(one, 'bot').join('\n'), /Hello!/)
    })

    it('delivers each webhook twice, or in any order, and the bot answers once', async () => {
      const stage = stageOf()
      const simulator = sandbox[name]
      stage.setFaults(['duplicates', 'shuffled'])
      await stage.customerSays('hello')
      await until(() => simulator.faults.held() === 0 && words(stage, 'bot').length > 0)
      await sandbox.quiet()
      stage.setFaults([])
      await sandbox.quiet()
      assert.equal(words(stage, 'bot').filter((text) => text.startsWith('Hello!')).length, 1)
      const keys = simulator.deliveries.map((one) => JSON.stringify({ ...one.event, timestamp: 0 }))
      assert.ok(new Set(keys).size < keys.length, 'something was delivered twice')
      const { length } = simulator.deliveries
      await says(stage, 'order')
      const later = simulator.deliveries.slice(length).map((one) => JSON.stringify(one.event))
      assert.equal(new Set(later).size, later.length, 'well again')
    })
  })
}

function seen(stage: Stage): Scene {
  const scene = stage.look()
  assert.ok(scene, 'there is a conversation')
  return scene
}

function ownerOf(stage: Stage): [string, string | undefined] {
  const { who, name } = seen(stage).owner
  return [who, name]
}

function words(stage: Stage, kind: EntrySeen['kind']): string[] {
  return seen(stage)
    .entries.filter((entry) => entry.kind === kind)
    .map(({ text }) => text)
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!holds()) {
    assert.ok(performance.now() < end, 'it holds within 20 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
