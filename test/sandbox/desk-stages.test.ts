import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { PLAYABLE } from '../../scripts/sandbox/playable.ts'
import type { EntrySeen, Scene, Stage } from '../../scripts/sandbox/stage.ts'
import { DESKS, type Desk } from './desks.ts'

const stageOf = (desk: Desk, sandbox: Sandbox): Stage => PLAYABLE[desk.name].stage(sandbox, { api: true })

function look(stage: Stage): Scene {
  const scene = stage.look()
  assert.ok(scene !== undefined)
  return scene
}

const said = ({ entries }: Scene) => entries.map(({ kind, text }) => `${kind}: ${text}`)
const last = (scene: Scene): EntrySeen => scene.entries.at(-1)!

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 20_000; !holds(); await sleep(20)) {
    assert.ok(performance.now() < deadline, what)
  }
}

for (const desk of DESKS) {
  describe(`a customer of Web Chat with ${desk.name} behind the bot, played`, function () {
    this.timeout(60_000)
    let sandbox: Sandbox
    let stage: Stage

    before(async () => {
      sandbox = await startSandbox({ platforms: [desk.name] })
    })
    after(() => sandbox.stop())
    beforeEach(() => {
      stage = stageOf(desk, sandbox)
    })
    afterEach(() => stage.setFaults([]))

    const says = async (...texts: string[]): Promise<Scene> => {
      for (const text of texts) {
        await stage.customerSays(text)
        await sandbox.quiet()
      }
      return look(stage)
    }
    const handedOff = () => says('order', '1182', 'agent', 'angry')
    const settled = async (doing: Promise<void>): Promise<Scene> => {
      await doing
      await sandbox.quiet()
      return look(stage)
    }

    it('is nobody before the first message, and has a name nobody else has', () => {
      const other = stageOf(desk, sandbox)
      assert.equal(stage.look(), undefined)
      assert.notEqual(stage.customer, other.customer)
    })

    it('says how it differs in words that fit a terminal and a page', () => {
      assert.doesNotMatch(stage.remarks.join('\n'), /(^|\s)\/(take|back|close|agent)\b|webchat-/m)
    })

    it('shows the customer’s words and the bot’s, with the buttons that the customer can press', async () => {
      const scene = await says('hello')
      assert.deepEqual(scene.owner, { who: 'bot' })
      assert.deepEqual(
        scene.entries.map(({ kind }) => kind),
        ['customer', 'bot', 'bot'],
      )
      assert.deepEqual(last(scene).options?.[0], { id: 'Order status', label: 'Order status' })
      assert.ok(scene.entries.every(({ at }) => at instanceof Date))
      const { label, id } = last(scene).options![0]!
      const after = await settled(stage.customerSays(label, id))
      assert.match(last(after).text, /order number/)
    })

    it('brings a customer’s file to the bot, and shows it', async () => {
      const bytes = Buffer.from('%PDF-1.4')
      const scene = await settled(stage.customerSends!({ name: 'bill.pdf', contentType: 'application/pdf', bytes }))
      const sent = scene.entries.find(({ kind }) => kind === 'customer')!
      const [file] = sent.files!
      assert.deepEqual({ ...file, url: '' }, { name: 'bill.pdf', contentType: 'application/pdf', url: '' })
      assert.deepEqual(Buffer.from(await (await fetch(file!.url!)).arrayBuffer()), bytes)
      assert.match(said(scene).join('\n'), /bot: Thank you, I have received bill\.pdf\./)
    })

    it('hands over with history, topics, attributes and the platform’s own facts', async () => {
      const before = await says('order', '1182')
      assert.deepEqual([before.owner.who, before.history], ['bot', undefined])
      const scene = await says('agent', 'angry')
      assert.deepEqual(scene.owner, { who: 'queue', name: 'support' })
      let at = 0
      for (const { from, text } of desk.history) {
        const found = scene.history!.findIndex((one, index) => index >= at && one.from === from && text.test(one.text))
        assert.ok(found >= 0, `${from}: ${text} after line ${at} of ${JSON.stringify(scene.history)}`)
        at = found + 1
      }
      assert.deepEqual(scene.topics, ['Orders'])
      for (const [name, value] of Object.entries(desk.attributes)) {
        assert.equal(scene.conversationAttributes[name], value, name)
      }
      for (const [name, value] of Object.entries(desk.facts)) {
        assert.match(scene.facts.find((fact) => fact.name === name)?.value ?? '', value, name)
      }
    })

    it('names every id that the customer goes by', async () => {
      const { ids, conversationId } = await handedOff()
      const { customer } = sandbox.webChat.conversation(conversationId)
      const theirs =
        desk.name === '8x8'
          ? sandbox.eightByEight.conversationsOf(customer.id).map(({ id }) => id)
          : sandbox.genesys.conversations().flatMap(({ id, customerId, participants }) => {
              const isTheirs = participants.some(({ name }) => name === stage.customer)
              return isTheirs ? [id, customerId, ...participants.map((one) => one.id)] : []
            })
      assert.ok(theirs.length > 0)
      for (const id of [conversationId, customer.id, ...theirs]) assert.ok(ids.includes(id), id)
      assert.equal(new Set(ids).size, ids.length)
    })

    it('has an agent take, type, answer, pass on and end, and then the bot again', async () => {
      await handedOff()
      const taken = await settled(stage.take())
      assert.deepEqual(taken.owner, { who: 'agent', name: desk.agent })
      await assert.rejects(stage.take(), /has the customer already/)
      assert.deepEqual((await settled(stage.agentTypes!())).typing, ['agent'])
      const spoken = await settled(stage.agentSays('hi there'))
      const { kind, text, author, tick } = last(spoken)
      assert.deepEqual(
        { kind, text, author, tick },
        { kind: 'agent', text: 'hi there', author: desk.agent, tick: 'delivered' },
      )
      assert.deepEqual(spoken.typing, [])

      const typing = await settled(stage.customerTypes!())
      assert.deepEqual(typing.typing, ['customer'])
      await until('the desk hears the customer type', () => desk.hearsTyping(sandbox, typing))

      assert.deepEqual(stage.queues, ['support', 'billing'])
      const moved = await settled(stage.transfer!('billing'))
      assert.deepEqual(moved.owner, { who: 'queue', name: 'billing' })
      await assert.rejects(stage.transfer!('support'), /take the conversation first/)
      const again = await settled(stage.agentSays('billing here'))
      assert.equal(again.owner.who, 'agent')
      assert.equal(last(again).text, 'billing here')
      await assert.rejects(stage.transfer!('sales'), /There is no queue 'sales'\. Queues: support, billing\./)

      const ended = await settled(stage.close())
      assert.deepEqual(ended.owner, { who: 'bot' })
      await until('the bot has the customer again', () => /^Welcome back/.test(last(look(stage)).text))
      assert.equal(last(look(stage)).kind, 'bot')
      assert.match(last(await says('order')).text, /order number/)
    })

    it('tells an agent’s words from the bot’s, even where they are the same', async () => {
      const menu = last(await says('hello')).text
      await says('agent', 'angry')
      const scene = await settled(stage.agentSays(menu))
      const same = scene.entries.filter(({ text }) => text === menu)
      assert.deepEqual(
        same.map(({ kind }) => kind),
        ['bot', 'agent'],
      )
      assert.equal(new Set(scene.entries.map(({ id }) => id)).size, scene.entries.length)
      const before = last(scene).id
      await settled(stage.agentSays(menu))
      assert.deepEqual(
        look(stage)
          .entries.filter(({ text }) => text === menu)
          .map(({ kind }) => kind),
        ['bot', 'agent', 'agent'],
      )
      assert.ok(
        look(stage).entries.some(({ id }) => id === before),
        'entries keep their ids',
      )
    })

    it('lets no agent have the customer before the bot hands over', async () => {
      await says('hello')
      for (const doing of [stage.take(), stage.agentSays('hi'), stage.agentTypes!(), stage.transfer!('billing')]) {
        await assert.rejects(doing, /Ask the bot for a person/)
      }
    })

    it('keeps customers apart on the same desk', async () => {
      const other = stageOf(desk, sandbox)
      await handedOff()
      await other.customerSays('agent')
      await sandbox.quiet()
      await other.customerSays('quiet please')
      await sandbox.quiet()
      await settled(stage.agentSays('only for the first'))
      assert.equal(look(stage).owner.who, 'agent')
      assert.equal(look(other).owner.who, 'queue')
      assert.ok(!said(look(other)).some((line) => /1182|angry|only for/.test(line)))
      const shared = look(other).ids.filter((id) => look(stage).ids.includes(id))
      assert.deepEqual(shared, [])
    })

    it('goes on as somebody else', async () => {
      const { conversationId } = await handedOff()
      const { customer } = stage
      stage.newCustomer()
      assert.notEqual(stage.customer, customer)
      assert.equal(stage.look(), undefined)
      const scene = await says('hello')
      assert.notEqual(scene.conversationId, conversationId)
      assert.deepEqual([scene.owner.who, scene.history], ['bot', undefined])
    })

    it('makes the desk ill for all its stages at once, and well again', async () => {
      const other = stageOf(desk, sandbox)
      await says('agent')
      other.setFaults(['503'])
      await stage.customerSays('angry')
      const calls = desk.name === '8x8' ? sandbox.eightByEight.calls : sandbox.genesys.calls
      await until('the desk refused it', () => calls.some(({ status }) => status === 503))
      assert.equal(look(stage).owner.who, 'bot')
      stage.setFaults([])
      await until('the desk has the customer', () => look(stage).owner.who === 'queue')
      await sandbox.quiet()
      assert.throws(() => stage.setFaults(['no such']), /There is no fault 'no such'\. Faults: .*429/)
    })

    it('shows what an agent said while it cannot reach the customer', async () => {
      await handedOff()
      await settled(stage.take())
      stage.setFaults(['webhooks-off'])
      await stage.agentSays('can you read this?')
      const waiting = last(look(stage))
      assert.deepEqual([waiting.kind, waiting.text, waiting.tick], ['agent', 'can you read this?', 'sent'])
      stage.setFaults([])
      await until('it has come', () => last(look(stage)).tick === 'delivered')
      assert.equal(last(look(stage)).id, waiting.id)
    })

    it('makes Web Chat ill, on the way to the bot and back, and well again', async () => {
      stage.setFaults(['webchat-duplicates'])
      const { conversationId, entries } = await says('hello')
      assert.ok(sandbox.webChat.posts.some((post) => post.conversationId === conversationId && post.copy === 2))
      assert.equal(entries.length, 3, 'each once')
      stage.setFaults(['webchat-503'])
      await stage.customerSays('order')
      await until('the connector refused it', () => sandbox.webChat.calls.some(({ status }) => status === 503))
      assert.equal(last(look(stage)).kind, 'customer')
      stage.setFaults([])
      await until('the bot was heard', () => /order number/.test(last(look(stage)).text))
      assert.ok(['webchat-shuffled', 'webchat-429', 'webchat-slow'].every((name) => stage.faults.includes(name)))
    })
  })
}
