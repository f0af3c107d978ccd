import assert from 'node:assert/strict'
import { type ConversationRecord, NEW_CONVERSATION } from '../../adapters/core/conversation.ts'
import type { Happening } from '../../adapters/core/platform.ts'
import { applyHappening, type Effect } from '../../adapters/core/turn/apply.ts'
import { applyCoreEvent, coreEvent } from '../../adapters/core/turn/core-events.ts'

const key = { channelId: 'gladly', account: '', conversationId: 'c1' }
const hello: Happening = { kind: 'message', id: 'm1', text: 'hello' }

/** Applies happenings one after another; returns the record and all effects. */
function outcomeOf(
  start: ConversationRecord,
  ...happenings: Happening[]
): { record: ConversationRecord; effects: Effect[] } {
  const effects: Effect[] = []
  let record = start
  for (const happening of happenings) {
    const applied = applyHappening(record, happening)
    record = applied.record
    effects.push(...applied.effects)
  }
  return { record, effects }
}

const kinds = (effects: Effect[]): string[] =>
  effects.map((effect) =>
    effect.kind === 'event' ? `${effect.name}:${(effect.value as { state?: string }).state ?? ''}` : effect.kind,
  )

describe('ownership and epochs', () => {
  it('begin an epoch with exactly one conversationUpdate, before its first message', () => {
    const { record, effects } = outcomeOf(NEW_CONVERSATION, hello, { ...hello, id: 'm2' })
    assert.deepEqual(kinds(effects), ['conversation-update', 'message', 'message'])
    assert.equal(record.epoch, 1)
    assert.equal(record.heard, 2)
  })

  it('let a start event that arrives late change nothing', () => {
    const { record } = outcomeOf(NEW_CONVERSATION, hello)
    assert.deepEqual(outcomeOf(record, { kind: 'started' }), { record, effects: [] })
  })

  it('tell a delegation as an event after the conversationUpdate', () => {
    assert.deepEqual(kinds(outcomeOf(NEW_CONVERSATION, { kind: 'started', delegated: true }).effects), [
      'conversation-update',
      'contactcenter.delegated:',
    ])
  })

  it('keep messages from the bot while a person has the conversation, and in the transcript', () => {
    const { record } = outcomeOf(NEW_CONVERSATION, hello, { kind: 'owner', owner: 'agent', agent: { id: 'a' } })
    assert.deepEqual(kinds(outcomeOf(record, { ...hello, id: 'm2' }).effects), ['overheard'])
  })

  it('tell that an agent took over, once, and that it is done', () => {
    const { record } = outcomeOf(NEW_CONVERSATION, hello)
    const taken = outcomeOf(
      record,
      { kind: 'owner', owner: 'agent' },
      { kind: 'owner', owner: 'agent', agent: { id: 'b' } },
    )
    assert.deepEqual(kinds(taken.effects), ['handoff.status:accepted'])
    assert.equal(taken.record.agent?.id, 'b')
    const back = outcomeOf(taken.record, { kind: 'owner', owner: 'bot' }, { kind: 'owner', owner: 'bot' })
    assert.deepEqual(kinds(back.effects), ['handoff.status:completed'])
    assert.equal(back.record.tenure, record.tenure + 2)
  })

  it('take the platform at its old word for nothing while our hand-off is on its way', () => {
    const { record } = outcomeOf(NEW_CONVERSATION, hello)
    const leaving: ConversationRecord = { ...record, owner: 'queue', leaving: 'hand-off' }
    assert.deepEqual(outcomeOf(leaving, { kind: 'owner', owner: 'bot' }), { record: leaving, effects: [] })
    const delivered = applyCoreEvent(
      leaving,
      coreEvent(key, 1, 'cmd', { news: 'hand-off-delivered', at: '2026-01-01T00:00:00.000Z' }),
    )
    assert.equal(delivered.record.owner, 'queue')
    assert.equal(delivered.record.leaving, undefined)
    assert.deepEqual(kinds(outcomeOf(delivered.record, { kind: 'owner', owner: 'bot' }).effects), [
      'handoff.status:completed',
    ])
  })

  it('give the conversation back to the bot when its hand-off was refused', () => {
    const { record } = outcomeOf(NEW_CONVERSATION, hello)
    const leaving: ConversationRecord = { ...record, owner: 'queue', leaving: 'hand-off' }
    const failed = applyCoreEvent(leaving, coreEvent(key, 1, 'cmd', { news: 'hand-off-failed', why: 'no such inbox' }))
    assert.equal(failed.record.owner, 'bot')
    assert.deepEqual(kinds(failed.effects), ['handoff.status:failed'])
  })

  it('end an epoch with endOfConversation, after telling that the person is done', () => {
    const { record } = outcomeOf(NEW_CONVERSATION, hello, { kind: 'owner', owner: 'agent' })
    assert.deepEqual(kinds(outcomeOf(record, { kind: 'owner', owner: 'closed' }).effects), [
      'handoff.status:completed',
      'end',
    ])
  })

  it('begin a second epoch when a closed conversation comes back', () => {
    const { record, effects } = outcomeOf(
      NEW_CONVERSATION,
      hello,
      { kind: 'owner', owner: 'closed' },
      { ...hello, id: 'm2' },
    )
    assert.deepEqual(kinds(effects), ['conversation-update', 'message', 'end', 'conversation-update', 'message'])
    assert.equal(record.epoch, 2)
  })

  it('let news of an earlier epoch change nothing', () => {
    const { record } = outcomeOf(NEW_CONVERSATION, hello, { kind: 'owner', owner: 'closed' }, hello)
    const late = applyCoreEvent(record, coreEvent(key, 1, 'cmd', { news: 'resolved' }))
    assert.deepEqual(late, { record, effects: [] })
  })

  it('remember that the bot itself resolved', () => {
    const { record } = outcomeOf(NEW_CONVERSATION, hello)
    const resolved = applyCoreEvent({ ...record, leaving: 'resolve' }, coreEvent(key, 1, 'cmd', { news: 'resolved' }))
    assert.equal(resolved.record.owner, 'closed')
    assert.equal(resolved.record.resolvedByBot, true)
    assert.deepEqual(kinds(resolved.effects), ['end'])
  })
})

describe('answers to what was offered', () => {
  const offered: ConversationRecord = {
    ...outcomeOf(NEW_CONVERSATION, hello).record,
    choices: [
      { id: '1', label: 'Order status', value: 'order' },
      { id: '2', label: 'Refund', value: { action: 'refund' } },
    ],
  }
  const answer = (message: Partial<Happening & { kind: 'message' }>) => {
    const [effect] = outcomeOf(offered, { kind: 'message', id: 'm9', text: '', ...message }).effects
    assert.equal(effect?.kind, 'message')
    return effect.kind === 'message' ? effect.message : undefined
  }

  it('come as the value, by number', () => assert.equal(answer({ text: ' 1. ' })?.text, 'order'))
  it('come as the value, by label, whatever its case', () =>
    assert.equal(answer({ text: 'order STATUS' })?.text, 'order'))
  it('come as activity.value where the value is an object', () => {
    assert.deepEqual(answer({ text: '2' })?.value, { action: 'refund' })
    assert.equal(answer({ text: '2' })?.text, '2')
  })
  it("come as the value, by the platform's own id", () => {
    assert.equal(answer({ text: 'Order status', choiceId: '1' })?.text, 'order')
  })
  it('are left alone where they match nothing', () => assert.equal(answer({ text: '3' })?.text, '3'))
})
