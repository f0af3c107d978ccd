import assert from 'node:assert/strict'
import type { Turn } from '../../../../adapters/core/engine/index.ts'
import { until } from '../manual-clock.ts'
import { DAY, event, gate, type OpenEngine, Setting, talk } from '../setting.ts'

/** What is promised about what a turn asks for in another conversation than its own: a desk's, a customer's. */
export function elsewherePromises(open: OpenEngine): void {
  let s: Setting
  beforeEach(async () => {
    s = await Setting.open(open)
  })
  afterEach(() => s.dispose())

  describe('commands', () => {
    const line = talk('line', 'genesys')
    const bothWays = async (turn: Turn): Promise<void> => {
      turn.send({ kind: 'reply', payload: 'own 1' })
      turn.send({ kind: 'reply', payload: 'other 1', conversation: line })
      turn.send({ kind: 'reply', payload: 'other 2', conversation: line })
      turn.send({ kind: 'reply', payload: 'own 2' })
    }
    beforeEach(() => {
      s.logic = bothWays
      s.serve('genesys')
    })

    it('are delivered in line with its others, and wait for nobody else’s', async () => {
      const door = gate()
      s.platform = async ({ conversation }) => {
        if (conversation.channelId === 'genesys') await door.opened
        return { state: 'delivered', platformId: conversation.conversationId }
      }
      await s.accept(event('go'))
      await until(() => s.engine.undelivered(talk()) === 0 && s.taken.length === 2)
      assert.deepEqual(s.taken, ['own 1', 'own 2'])
      assert.deepEqual([s.engine.undelivered(talk()), s.engine.undelivered(line)], [0, 2])
      door.open()
      await s.idle()
      assert.deepEqual(s.taken, ['own 1', 'own 2', 'other 1', 'other 2'])
      assert.equal(s.engine.undelivered(line), 0)
      const ids = (await s.engine.delivered(line)).map(({ id }) => id)
      assert.deepEqual(
        ids,
        s.attempts.filter(({ conversation }) => conversation.channelId === 'genesys').map(({ id }) => id),
      )
      assert.equal(new Set(s.attempts.map(({ id }) => id)).size, 4)
    })

    it('leave with the turn or not at all', async () => {
      s.logic = async (turn) => {
        await bothWays(turn)
        throw new Error('nothing of it')
      }
      await s.accept(event('go'))
      await s.idle()
      assert.deepEqual([s.taken, s.engine.undelivered(line)], [[], 0])
    })

    it('are counted as long as they are not over, after a restart too', async function () {
      s.platform = () => ({ state: 'later', reason: 'outage', afterMs: DAY })
      await s.accept(event('go'))
      await until(() => s.attempts.length === 2)
      assert.deepEqual([s.engine.undelivered(talk()), s.engine.undelivered(line)], [2, 2])
      assert.equal(s.engine.undelivered(talk('nobody')), 0)
      if (!s.restarts) return this.skip()
      await s.restart()
      // The own one: nobody serves the other channel yet.
      await until(() => s.attempts.length === 3)
      assert.equal(s.engine.undelivered(line), 2)
    })
  })

  describe('timers', () => {
    const at = (seconds: number): Date => new Date(s.clock.now().getTime() + seconds * 1000)

    it('are set there under names of their own, and run there', async () => {
      const ran: string[] = []
      s.serve('genesys')
      const there = talk('there', 'genesys')
      s.logic = async (turn) => {
        if (turn.event!.body !== 'go') return void ran.push(turn.conversation.conversationId)
        turn.schedule('k', at(1), event('tick'))
        turn.schedule('k', at(1), event('tick', { conversation: there }))
      }
      await s.accept(event('go'))
      await s.idle()
      await s.clock.pass(1000)
      await s.idle()
      assert.deepEqual(ran.sort(), ['talk', 'there'])
    })

    it('are cancelled there, and only there', async () => {
      s.serve('genesys')
      const there = talk('there', 'genesys')
      s.logic = async (turn) => {
        const { body } = turn.event!
        if (body === 'set') {
          turn.schedule('k', at(1), event('own'))
          turn.schedule('k', at(1), event('there', { conversation: there }))
          turn.schedule('l', at(1), event('also there', { conversation: there }))
        }
        if (body === 'cancel') turn.cancel('k', there)
      }
      await s.accept(event('set'), event('cancel'))
      await s.idle()
      await s.clock.pass(1000)
      await s.idle()
      assert.deepEqual(s.ended.slice(2).sort(), ['also there', 'own'])
    })
  })
}
