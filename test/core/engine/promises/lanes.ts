import assert from 'node:assert/strict'
import type { ConversationKey } from '../../../../adapters/core/engine/index.ts'
import { ContactCenterError } from '../../../../adapters/core/errors.ts'
import { rounds, until } from '../manual-clock.ts'
import { event, gate, type OpenEngine, Setting, talk } from '../setting.ts'
import { elsewherePromises } from './elsewhere.ts'

/** A refusal to wait for ever, which says what to do. */
export const isConflict = (error: unknown): boolean =>
  error instanceof ContactCenterError && error.code === 'conflict' && (error.hint ?? '').length > 0

/** What is promised about who waits for whom. */
export function lanePromises(open: OpenEngine): void {
  let s: Setting
  beforeEach(async () => {
    s = await Setting.open(open)
  })
  afterEach(() => s.dispose())

  describe('a flooded conversation', () => {
    it('lets the others go first between its turns, and goes on as ever once the flood is over', async () => {
      const door = gate()
      s.logic = async (turn) => {
        if (turn.event?.body === 'flood 0') await door.opened
      }
      for (let i = 0; i < 60; i++) await s.accept(event(`flood ${i}`, { in: 'flooded' }))
      door.open()
      await until(() => s.ended.length === 1)
      await rounds()
      assert.equal(s.began.length, 1, 'the next waits for a moment')
      await s.accept(event('quiet', { in: 'another' }))
      await until(() => s.ended.includes('quiet'))
      assert.deepEqual(s.began, ['flood 0', 'quiet'])
      for (let passed = 0; passed < 20; passed++) await s.clock.pass(5)
      await s.idle()
      assert.deepEqual(
        s.ended.filter((body) => body !== 'quiet'),
        Array.from({ length: 60 }, (_, i) => `flood ${i}`),
      )
    })
  })

  describe('customers', () => {
    it('runs turns of one customer one at a time, whatever conversation they are in', async () => {
      let running = 0
      let most = 0
      s.logic = async (turn) => {
        await turn.holdCustomer('ann')
        await turn.holdCustomer('ann')
        most = Math.max(most, ++running)
        await rounds(3)
        running--
      }
      for (let i = 0; i < 6; i++) await s.accept(event(String(i), { in: `talk ${i % 3}` }))
      await s.idle()
      assert.equal(s.ended.length, 6)
      assert.equal(most, 1)
    })

    it('keeps customers apart, also of one name on other channels and conversations of that name', async () => {
      s.serve('genesys')
      const door = gate()
      s.logic = async (turn) => {
        await turn.holdCustomer('ann')
        if (turn.event!.body === 'slow') await door.opened
      }
      await s.accept(event('slow'))
      await s.accept(event('other channel', { conversation: talk('x', 'genesys') }))
      s.engine.serve('8x8', {
        runTurn: async () => void s.ended.push('named ann'),
        deliver: async () => ({ state: 'delivered' }),
      })
      await s.accept(event('', { conversation: talk('ann', '8x8') }))
      await until(() => s.ended.length === 2)
      door.open()
      await s.idle()
    })

    it('holds a customer of another conversation’s channel against the turns there', async () => {
      s.serve('genesys')
      let running = 0
      s.logic = async (turn) => {
        await turn.holdCustomer('ann', talk('talk'))
        assert.equal(++running, 1)
        await rounds(3)
        running--
      }
      await s.accept(event('desk', { conversation: talk('desk', 'genesys') }), event('own'), event('x', { in: 'x' }))
      await s.idle()
      assert.equal(s.ended.length, 3)
    })

    it('refuses a second customer', async () => {
      let error: unknown
      s.logic = async (turn) => {
        await turn.holdCustomer('ann')
        await turn.holdCustomer('bob').catch((caught) => {
          error = caught
        })
      }
      await s.accept(event('go'))
      await s.idle()
      assert.ok(isConflict(error))
    })
  })

  describe('links', () => {
    const at = (name: string): { conversation: ReturnType<typeof talk> } => ({ conversation: talk(name, 'genesys') })

    beforeEach(() => s.serve('genesys'))

    it('run events of one conversation in the lane of another, under their own names', async () => {
      const names: string[] = []
      let running = 0
      s.logic = async (turn) => {
        assert.equal(++running, 1)
        await rounds(3)
        names.push(turn.conversation.conversationId)
        running--
      }
      await s.engine.link(talk('desk', 'genesys'), talk())
      await s.engine.link(talk('desk of desk', 'genesys'), talk('desk', 'genesys'))
      await Promise.all(
        ['talk', 'desk', 'desk of desk', 'desk', 'talk'].map((name) =>
          s.engine.accept(event(name, name === 'talk' ? {} : at(name))),
        ),
      )
      await s.idle()
      assert.deepEqual(names, ['talk', 'desk', 'desk of desk', 'desk', 'talk'])
    })

    it('keep the order of what was queued before', async () => {
      const door = gate()
      s.logic = async (turn) => {
        if (turn.event!.body === 'desk 1') await door.opened
      }
      await s.accept(event('desk 1', at('desk')), event('desk 2', at('desk')))
      await until(() => s.began.length === 1)
      await s.engine.link(talk('desk', 'genesys'), talk())
      await s.accept(event('desk 3', at('desk')), event('talk 1'))
      await rounds()
      assert.deepEqual(s.ended, [])
      door.open()
      await s.idle()
      assert.deepEqual(s.ended, ['desk 1', 'desk 2', 'desk 3', 'talk 1'])
    })

    it('join exclusive work, and order commands', async () => {
      let blocked = true
      s.platform = (command) =>
        blocked && command.payload === 1 ? { state: 'later', reason: 'busy', afterMs: 1000 } : { state: 'delivered' }
      await s.engine.link(talk('desk', 'genesys'), talk())
      let same = false
      s.logic = async (turn) => {
        turn.send({ kind: 'reply', payload: 1 })
        await s.engine.exclusive(talk('desk', 'genesys'), async (joined) => {
          same = joined === turn
        })
      }
      await s.accept(event('go'))
      await until(() => s.attempts.length === 1)
      await s.engine.exclusive(talk('desk', 'genesys'), async (turn) => void turn.send({ kind: 'reply', payload: 2 }))
      await rounds()
      assert.deepEqual(s.taken, [])
      blocked = false
      await s.clock.pass(1000)
      await s.idle()
      assert.equal(same, true)
      assert.deepEqual(s.taken, [1, 2])
    })

    it('keep the order of commands that were waiting before', async () => {
      let blocked = true
      s.platform = (command) =>
        blocked && command.payload === 1 ? { state: 'later', reason: 'busy', afterMs: 1000 } : { state: 'delivered' }
      s.logic = async (turn) => void turn.send({ kind: 'reply', payload: Number(turn.event!.body) })
      await s.accept(event('1', at('desk')))
      await until(() => s.attempts.length === 1)
      await s.engine.link(talk('desk', 'genesys'), talk())
      await s.accept(event('2', at('desk')), event('3'))
      await until(() => s.ended.length === 3)
      await rounds()
      assert.deepEqual(s.taken, [])
      blocked = false
      await s.clock.pass(1000)
      await s.idle()
      assert.deepEqual(s.taken, [1, 2, 3])
    })

    it('may be made inside a turn, twice, and not in a circle', async () => {
      let error: unknown
      s.logic = async () => {
        await s.engine.link(talk('desk', 'genesys'), talk())
        await s.engine.link(talk('desk', 'genesys'), talk())
        await s.engine.link(talk('more', 'genesys'), talk('desk', 'genesys'))
        await s.engine.link(talk(), talk('more', 'genesys')).catch((caught) => {
          error = caught
        })
        await s.engine.link(talk(), talk())
      }
      await s.accept(event('go'))
      await s.idle()
      assert.ok(isConflict(error))
    })

    it('can be moved to another conversation, still not in a circle', async () => {
      const [a, b, c] = ['a', 'b', 'c'].map((name) => talk(name)) as [ConversationKey, ConversationKey, ConversationKey]
      await s.engine.link(a, b)
      await s.engine.link(c, a)
      await assert.rejects(s.engine.link(a, c), isConflict)
      const door = gate()
      s.logic = async (turn) => {
        if (turn.event!.body === 'b') await door.opened
      }
      await s.accept(event('b', { in: 'b' }), event('a', { in: 'a' }))
      await until(() => s.began.length === 1)
      await s.engine.link(a, talk('d'))
      await s.accept(event('c', { in: 'c' }), event('d', { in: 'd' }), event('b again', { in: 'b' }))
      await rounds()
      assert.deepEqual(s.ended, [])
      door.open()
      await s.idle()
      const order = (...bodies: string[]): string[] => s.ended.filter((body) => bodies.includes(body))
      assert.deepEqual(order('a', 'b', 'b again'), ['b', 'a', 'b again'])
      assert.deepEqual(order('a', 'c', 'd'), ['a', 'c', 'd'])
    })

    it('tell whose lane it is, at the end of them all', async () => {
      const [desk, more] = [talk('desk', 'genesys'), talk('more', 'genesys')]
      assert.equal(await s.engine.linked(desk), undefined)
      await s.engine.link(desk, talk())
      await s.engine.link(more, desk)
      assert.deepEqual(await s.engine.linked(desk), talk())
      assert.deepEqual(await s.engine.linked(more), talk())
      assert.equal(await s.engine.linked(talk()), undefined)
      await s.engine.link(desk, talk('other'))
      assert.deepEqual(await s.engine.linked(more), talk('other'))
      if (!s.restarts) return
      await s.restart()
      assert.deepEqual(await s.engine.linked(more), talk('other'))
    })

    it('survive a restart', async function () {
      if (!s.restarts) return this.skip()
      await s.engine.link(talk('desk', 'genesys'), talk())
      await s.restart()
      s.serve('genesys')
      const door = gate()
      s.logic = async (turn) => {
        if (turn.event!.body === 'talk') await door.opened
      }
      await s.accept(event('talk'), event('desk', at('desk')))
      await until(() => s.began.length === 1)
      await rounds()
      assert.deepEqual(s.began, ['talk'])
      door.open()
      await s.idle()
    })
  })

  describe('what a turn asks for in another conversation', () => elsewherePromises(open))
}
