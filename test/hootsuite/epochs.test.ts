import assert from 'node:assert/strict'
import { Conversation, delegatedEvent, messageEvent, startedEvent } from './fixtures.ts'

const START = ['conversation-update']
const DELEGATION = ['conversation-update', 'contactcenter.delegated']

describe('Hootsuite: epochs', () => {
  let conversation: Conversation
  beforeEach(() => {
    conversation = new Conversation()
  })

  it('begin once for the two events of a customer’s first message, in either order', () => {
    assert.deepEqual(conversation.take(startedEvent(), 0), START)
    assert.deepEqual(conversation.take(messageEvent(), 1), ['message'])
    const other = new Conversation()
    assert.deepEqual(other.take(messageEvent(), 0), ['conversation-update', 'message'])
    assert.deepEqual(other.take(startedEvent(), 1), [])
    for (const { record } of [conversation, other]) assert.deepEqual([record.epoch, record.heard], [1, 1])
  })

  it('learn language and attributes from a start event that is late', () => {
    conversation.take(messageEvent(), 0)
    conversation.take(startedEvent(), 40)
    assert.equal(conversation.record.data!.language, 'fr')
  })

  it('are not begun again by a late start, whatever the bot did since', () => {
    for (const event of [startedEvent, delegatedEvent]) {
      const resolved = new Conversation()
      resolved.take(messageEvent(), 0)
      resolved.resolve()
      assert.deepEqual(resolved.take(event(), 40), [])
      assert.equal(resolved.record.owner, 'closed')

      const handedOff = new Conversation()
      handedOff.take(messageEvent(), 0)
      handedOff.handOff(1)
      assert.deepEqual(handedOff.take(event(), 40), [])
      assert.equal(handedOff.record.owner, 'queue')
    }
  })

  it('begin when a resolved conversation starts or is delegated again', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    conversation.resolve()
    assert.deepEqual(conversation.take(startedEvent(), 20), START)
    conversation.resolve()
    assert.deepEqual(conversation.take(delegatedEvent(), 30), DELEGATION)
    assert.equal(conversation.record.epoch, 3)
  })

  it('begin by the message of a conversation that comes back, where its start is late', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    conversation.resolve()
    assert.deepEqual(conversation.take(messageEvent(), 20), ['conversation-update', 'message'])
    assert.deepEqual(conversation.take(startedEvent(), 22), [])
    assert.equal(conversation.record.epoch, 2)
  })

  it('end without a word when the bot lost the conversation unheard, and a new one begins', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    assert.deepEqual(conversation.take(startedEvent(), 3_600), ['end', ...START])
    assert.equal(conversation.record.epoch, 2)
    assert.deepEqual(conversation.take(messageEvent(), 3_601), ['message'])
  })

  it('tell a bot that is given back what a person took unheard, at once', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    assert.deepEqual(conversation.take(delegatedEvent(), 30), ['end', ...DELEGATION])
  })

  it('go on where the first message of a return comes before its start', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    assert.deepEqual(conversation.take(messageEvent(), 3_600), ['message'])
    assert.deepEqual(conversation.take(startedEvent(), 3_602), [])
    assert.deepEqual(conversation.take(startedEvent(), 7_200), ['end', ...START])
  })

  it('let a delegated bot speak though the customer has just written', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 3_600)
    assert.deepEqual(conversation.take(delegatedEvent(), 3_630), ['end', ...DELEGATION])
  })

  it('are not begun by a start that a later one has overtaken', () => {
    conversation.take(delegatedEvent(), 0, 0)
    assert.deepEqual(conversation.take(startedEvent(), 20, -5), [])
    assert.equal(conversation.record.epoch, 1)
    assert.deepEqual(conversation.take(startedEvent(), 30, 30), ['end', ...START])
  })

  it('end and begin when a person delegates what the bot handed off', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    conversation.handOff(2)
    const effects = conversation.take(delegatedEvent(), 600)
    assert.deepEqual(effects, ['handoff.status completed closed', 'end', ...DELEGATION])
    assert.deepEqual([conversation.record.owner, conversation.record.epoch], ['bot', 2])
  })

  it('do so also where we never heard that the hand-off arrived', () => {
    conversation.take(startedEvent(), 0)
    conversation.change({ owner: 'queue', leaving: 'hand-off' })
    const { tenure } = conversation.record
    conversation.take(delegatedEvent(), 600)
    assert.deepEqual([conversation.record.owner, conversation.record.leaving], ['bot', undefined])
    assert.ok(conversation.record.tenure > tenure, 'what was to be said before is superseded')
  })

  it('end and begin when a handed-off conversation starts anew', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    conversation.handOff(2)
    assert.deepEqual(conversation.take(startedEvent(), 600), ['handoff.status completed closed', 'end', ...START])
    assert.equal(conversation.record.epoch, 2)
  })

  it('keep from the bot a message that was on its way at the hand-off', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    conversation.handOff(2)
    assert.deepEqual(conversation.take(messageEvent(), 30), ['overheard'])
    assert.equal(conversation.record.owner, 'queue')
  })

  it('begin with a message long after the hand-off, whose start is late', () => {
    conversation.take(startedEvent(), 0)
    conversation.take(messageEvent(), 1)
    conversation.handOff(2)
    const effects = conversation.take(messageEvent(), 600)
    assert.deepEqual(effects, ['handoff.status completed closed', 'end', 'conversation-update', 'message'])
    assert.deepEqual(conversation.take(startedEvent(), 601), [])
    assert.equal(conversation.record.epoch, 2)
  })
})
