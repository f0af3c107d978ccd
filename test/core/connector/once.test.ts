import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { ActivityTypes, type TurnContext, UserState } from 'botbuilder'
import { createMemoryEngine } from '../../../adapters/index.ts'
import { countingBot } from '../../contract/platform/bots.ts'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

describe('activities of a Bot Framework channel', () => {
  let stage: ConnectorStage
  afterEach(() => stage.stop())

  const raw = (fields: object): string => {
    const activity = { type: 'message', text: 'hello', channelId: 'webchat', serviceUrl: stage.web.url }
    return JSON.stringify({ ...activity, from: { id: 'u1' }, recipient: { id: 'b1' }, ...fields })
  }
  const post = async (body: string) =>
    (await fetch(stage.messages, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status

  it('are answered while their turn runs, and run once although the channel sends again', async () => {
    let turns = 0
    let over = false
    stage = await openConnectorStage({
      web: { retryDelayMs: 50, retries: 5, postTimeoutMs: 1_000 },
      logic: () => async (context) => {
        turns += 1
        await sleep(1_500)
        await context.sendActivity('done')
        over = true
      },
    })
    const conversation = await stage.web.join()
    stage.web.faults.webhooks({ kind: 'lose-answer', times: 4 })
    await stage.web.says(conversation, 'slow')
    await stage.web.idle()
    assert.equal(over, false, 'the answer came after the turn')
    await stage.quiet()
    assert.deepEqual(
      stage.web.posts[0]?.attempts.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    )
    assert.deepEqual([turns, stage.web.heard(conversation)], [1, ['done']])
  })

  it('make one turn each, in order, whatever copies come, before and after', async () => {
    stage = await openConnectorStage({ logic: countingBot })
    const conversation = await stage.web.join()
    stage.web.faults.webhooks({ kind: 'duplicate', copies: 4, atOnce: true })
    for (let n = 1; n <= 6; n++) await stage.web.says(conversation, `message ${n}`)
    await stage.quiet()
    const late = stage.web.posts.find(({ activity }) => activity.text === 'message 2')
    assert.equal(await post(JSON.stringify(late?.activity)), 200)
    await stage.quiet()
    assert.deepEqual(
      stage.web.heard(conversation),
      [1, 2, 3, 4, 5, 6].map((n) => `${n}/${n}: message ${n}`),
    )
  })

  it('of several conversations of one user share the user’s state exactly', async () => {
    stage = await openConnectorStage({ logic: countingBot })
    const ids = await Promise.all([1, 2, 3, 4].map(() => stage.web.join({ customerId: 'cora' })))
    for (let n = 0; n < 5; n++) await Promise.all(ids.map((id) => stage.web.says(id, 'hello')))
    await stage.quiet()
    const totals = ids.flatMap((id) => stage.web.heard(id).map((text) => Number(/\/(\d+):/.exec(text)?.[1])))
    assert.deepEqual(
      totals.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, n) => n + 1),
    )
  })

  it('told in the bot’s own name do not make all its conversations wait for one another', async () => {
    const begun: string[] = []
    stage = await openConnectorStage({
      logic: () => async (context) => {
        begun.push(context.activity.conversation.id)
        if (context.activity.conversation.id === 'slow') await sleep(5_000)
      },
    })
    const joining = { type: 'conversationUpdate', from: { id: 'b1' }, membersAdded: [{ id: 'b1' }] }
    await post(raw({ ...joining, id: '1', conversation: { id: 'slow' } }))
    await post(raw({ ...joining, id: '2', conversation: { id: 'quick' } }))
    for (let look = 0; look < 100 && begun.length < 2; look++) await sleep(10)
    assert.deepEqual(begun, ['slow', 'quick'])
  })

  describe('as the wire may have them', () => {
    let got: string[]
    beforeEach(async () => {
      got = []
      stage = await openConnectorStage({
        logic: (engine) => {
          const state = new UserState(engine.storage)
          return async (context: TurnContext) => {
            got.push(`${context.activity.type} ${context.activity.text ?? ''}`.trim())
            await state.createProperty('seen').set(context, got.length)
            if (context.activity.type !== ActivityTypes.Invoke) await state.saveChanges(context)
          }
        },
      })
    })
    const all = async (bodies: string[]) => {
      for (const body of bodies) assert.equal(await post(body), 200, body)
      await stage.quiet()
      return got
    }

    it('that keep the id of their message are not taken for it', async () => {
      const message = { id: 'm1', conversation: { id: 'c1' } }
      const edit = { ...message, type: 'messageUpdate', text: 'edited' }
      const like = { ...message, type: 'messageReaction', text: undefined, reactionsAdded: [{ type: 'like' }] }
      const again = { ...edit, text: 'edited again' }
      const bodies = [message, edit, like, again, like, again].map(raw)
      assert.deepEqual(await all(bodies), [
        'message hello',
        'messageUpdate edited',
        'messageReaction',
        'messageUpdate edited again',
      ])
    })

    it('that have no id are told apart by their time, and are new where they have none', async () => {
      const timed = raw({ conversation: { id: 'c1' }, timestamp: '2024-03-09T17:05:42Z' })
      const bare = raw({ conversation: { id: 'c1' }, text: 'bare' })
      assert.deepEqual(await all([timed, timed, bare, bare]), ['message hello', 'message bare', 'message bare'])
    })

    it('that say nothing by null are taken', async () => {
      const nothing = { text: null, attachments: null, locale: null, id: null, replyToId: null, timestamp: null }
      assert.deepEqual(await all([raw({ ...nothing, conversation: { id: 'c1' }, value: { a: 1 } })]), ['message'])
      assert.equal(stage.engine.stats().deadLetters, 0)
    })

    it('that share an id by the slashes in it do not swallow each other', async () => {
      const one = raw({ id: 'b/c', conversation: { id: 'a' } })
      const other = raw({ id: 'c', conversation: { id: 'a/b' } })
      assert.equal((await all([one, other])).length, 2)
    })

    it('that lack what every activity has, or speak for what is ours, are refused', async () => {
      const place = { id: 'x', conversation: { id: 'c1' } }
      const refused: [object, RegExp][] = [
        [{ id: 'x' }, /conversation/],
        [{ ...place, conversation: { id: '' } }, /conversation/],
        [{ ...place, conversation: { id: '\ud800' } }, /well-formed/],
        [{ ...place, channelId: undefined }, /channelId/],
        [{ ...place, channelId: '\ud800' }, /well-formed/],
        [{ ...place, channelId: 'gladly/users/c1' }, /channelId/],
        [{ ...place, channelId: 'contactcenter' }, /does not come this way/],
        [{ ...place, type: 'core/news' }, /type/],
      ]
      for (const [fields, why] of refused) {
        const answer = await fetch(stage.messages, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: raw(fields),
        })
        assert.equal(answer.status, 400, JSON.stringify(fields))
        assert.match(await answer.text(), why)
      }
      assert.deepEqual(got, [])
    })
  })

  it('are all there in the end when the server stops in the middle of them', async () => {
    const engine = createMemoryEngine()
    stage = await openConnectorStage({ logic: countingBot, engine })
    const conversation = await stage.web.join()
    for (let n = 1; n <= 10; n++) await stage.web.says(conversation, `message ${n}`)
    await stage.web.idle()
    await engine.stop(5_000)
    const said = stage.web.heard(conversation)
    const { inbox, outbox } = engine.stats()
    assert.deepEqual(
      said,
      Array.from({ length: said.length }, (_, n) => `${n + 1}/${n + 1}: message ${n + 1}`),
    )
    assert.ok(said.length + inbox + outbox >= 10)
  })
})
