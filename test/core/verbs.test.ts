import assert from 'node:assert/strict'
import { type Activity, ActivityTypes, TestAdapter } from 'botbuilder'
import { ContactCenter } from '../../adapters/core/contact-center.ts'
import { asTrace, readVerb, VERBS, VerbsAsTraces, VerbsBesideTraces } from '../../adapters/core/verbs.ts'

describe("the verbs' standard activities", () => {
  it('are read from activities sent by hand', () => {
    const event = (name: string, value: unknown) => readVerb({ type: 'event', name, value })
    assert.deepEqual(event(VERBS.addTopics, { topics: ['Billing'] }), {
      kind: 'add-topics',
      body: { topics: ['Billing'] },
    })
    assert.deepEqual(event(VERBS.addNote, { text: 'n' }), { kind: 'add-note', body: { text: 'n' } })
    assert.deepEqual(event(VERBS.setAttributes, { scope: 'contact', attributes: { tier: 'gold' } }), {
      kind: 'set-attributes',
      body: { scope: 'contact', attributes: { tier: 'gold' } },
    })
    assert.deepEqual(event(VERBS.handOff, { queue: 'billing', reason: 'asked', skill: 'b' }), {
      kind: 'hand-off',
      body: { queue: 'billing', reason: 'asked', context: { skill: 'b' } },
    })
    assert.deepEqual(readVerb({ type: 'endOfConversation' }), { kind: 'resolve', body: {} })
  })

  it('are not seen in anything else', () => {
    assert.equal(readVerb({ type: 'message', text: 'handoff.initiate' }), undefined)
    assert.equal(readVerb({ type: 'event', name: 'something.else' }), undefined)
  })

  it('say what is wrong with a malformed one instead of throwing', () => {
    const verb = readVerb({ type: 'event', name: VERBS.addTopics, value: { topic: 'Billing' } })
    assert.equal(verb?.kind, 'malformed')
  })

  it('accept a hand-off whatever its value', () => {
    for (const value of [undefined, null, 'please', 7, { queue: 5 }]) {
      assert.equal(readVerb({ type: 'event', name: VERBS.handOff, value })?.kind, 'hand-off')
    }
  })
})

describe('on a channel without a desk', () => {
  it('the verbs show as traces, by ContactCenter and by hand alike, and nothing throws', async () => {
    const answers: unknown[] = []
    const adapter = new TestAdapter(
      async (context) => {
        const cc = ContactCenter.of(context)
        answers.push(await cc.addTopics('Billing'), await cc.handOff({ reason: 'why' }), await cc.resolve())
        await cc.flush()
        await context.sendActivity({ type: 'event', name: VERBS.addNote, value: { text: 'by hand' } })
        await context.sendActivity('done')
      },
      {},
      true,
    )
    adapter.use(new VerbsAsTraces())
    const seen: Partial<Activity>[] = []
    await adapter.send('go')
    for (let activity = adapter.getNextReply(); activity !== undefined; activity = adapter.getNextReply())
      seen.push(activity)
    assert.deepEqual(answers, ['unsupported', 'unsupported', 'unsupported'])
    assert.deepEqual(
      seen.map(({ type, name }) => [type, name]),
      [
        ['trace', VERBS.addTopics],
        ['trace', VERBS.handOff],
        ['trace', 'endOfConversation'],
        ['trace', VERBS.addNote],
        ['message', undefined],
      ],
    )
    assert.match(String(seen[1]?.label), /no desk is configured/)
  })

  it('a trace carries no transcript', () => {
    const trace = asTrace({
      type: ActivityTypes.Event,
      name: VERBS.handOff,
      value: {},
      attachments: [{ contentType: 'x' }],
    })
    assert.equal(trace.attachments, undefined)
  })
})

describe('on the Emulator with a desk', () => {
  it('each verb shows as a trace beside what it does, addressed like it', async () => {
    let answers = 0
    const adapter = new TestAdapter(
      async (context) => {
        const note = { type: 'event', name: VERBS.addNote, value: { text: 'by hand' } }
        answers = (await context.sendActivities([note, { type: 'message', text: 'done' }])).length
      },
      { channelId: 'emulator' },
      true,
    )
    adapter.use(new VerbsBesideTraces())
    await adapter.send('go')
    const [asked, said, trace] = [adapter.getNextReply(), adapter.getNextReply(), adapter.getNextReply()]
    assert.deepEqual(
      [asked, said, trace].map((one) => one?.type),
      ['event', 'message', 'trace'],
    )
    assert.equal(answers, 2)
    const addressOf = ({ channelId, serviceUrl, conversation, from, recipient }: Partial<Activity>) => {
      return { channelId, serviceUrl, conversation, from, recipient }
    }
    assert.equal(trace?.conversation?.id, asked?.conversation?.id)
    assert.ok(trace?.conversation?.id)
    assert.deepEqual(addressOf(trace ?? {}), addressOf(asked ?? {}))
  })
})
