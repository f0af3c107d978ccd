import assert from 'node:assert/strict'
import { ActivityTypes, MemoryStorage } from 'botbuilder'
import { findOrder, findOrderNumber } from '../../bot/orders.ts'
import { MENU, TEXTS } from '../../bot/texts.ts'
import { askedOf, BotConversation, textsOf } from './conversation.ts'

describe('the order dialog', () => {
  it('asks for the number, tells the status, adds the topic and sets the attributes', async () => {
    const talk = new BotConversation({ desk: true })
    assert.deepEqual(await talk.say('where is my order?'), [TEXTS.askOrderNumber])
    const sent = await talk.send('#1182')
    assert.deepEqual(textsOf(sent), [TEXTS.orderStatus('1182', findOrder('1182').status)])
    assert.deepEqual(askedOf(sent), [
      ['contactcenter.topics.add', { topics: ['Orders'] }],
      ['contactcenter.attributes.set', { scope: 'contact', attributes: { last_order: '1182' } }],
      ['contactcenter.attributes.set', { scope: 'conversation', attributes: { ORDER_NUMBER: '1182' } }],
    ])
    assert.deepEqual(await talk.say('hello'), [TEXTS.menu], 'the dialog is over')
  })

  it('takes the number from the question', async () => {
    assert.match((await new BotConversation().say('order 1182 please')).join('|'), /^Order 1182 [^|]+$/)
  })

  it('asks again until it gets 4 to 8 digits, saying what was wrong', async () => {
    const talk = new BotConversation()
    await talk.say('order')
    for (const [said, why] of [
      ['no idea', 'no number'],
      ['12', '12 is too short'],
      ['123456789', '123456789 is too long'],
    ]) {
      const [answer, ...more] = await talk.say(said!)
      assert.ok(answer?.includes(why!), answer)
      assert.deepEqual(more, [])
    }
    assert.match((await talk.say('12345678')).join(), /^Order 12345678 /)
  })

  it('offers a person for a late order', async () => {
    const talk = new BotConversation({ desk: true })
    assert.deepEqual((await talk.say('order 4713')).slice(1), [TEXTS.offerPersonForLateOrder])
    const yes = await talk.send('yes')
    assert.deepEqual(askedOf(yes), [['handoff.initiate', { reason: 'Order 4713 is late' }]])
    const other = new BotConversation({ desk: true })
    await other.say('order 4713')
    assert.deepEqual(await other.say('no'), [TEXTS.allRight])
  })

  it('reads numbers however they are written', () => {
    assert.deepEqual(findOrderNumber('it is no. 004711, I think'), { number: '004711' })
    assert.deepEqual(findOrderNumber('2 parcels, order 90210'), { number: '90210' })
    assert.ok('problem' in findOrderNumber('one two three four'))
  })
})

describe('the billing dialog', () => {
  it('hands over to billing on a yes', async () => {
    const talk = new BotConversation({ desk: true })
    const asked = await talk.send('I have a question about my bill')
    assert.deepEqual(textsOf(asked), [TEXTS.explainBilling, TEXTS.offerPersonForBilling])
    assert.deepEqual(askedOf(asked), [['contactcenter.topics.add', { topics: ['Billing'] }]])
    assert.deepEqual(
      asked.at(-1)?.suggestedActions?.actions.map((one) => one.value),
      [TEXTS.yesPlease, TEXTS.noThanks],
    )
    const sent = await talk.send('yes')
    assert.deepEqual(textsOf(sent), [TEXTS.personComes])
    assert.deepEqual(askedOf(sent), [['handoff.initiate', { queue: 'billing', reason: 'A question about a bill' }]])
  })

  it('goes back on a no', async () => {
    for (const no of ['no', TEXTS.noThanks, '2']) {
      const talk = new BotConversation({ desk: true })
      await talk.say('billing')
      const sent = await talk.send(no)
      assert.deepEqual([textsOf(sent), askedOf(sent)], [[TEXTS.allRight], []], no)
    }
  })

  it('asks again where the answer is neither', async () => {
    const talk = new BotConversation({ desk: true })
    await talk.say('billing')
    const [again] = await talk.send('blue')
    assert.equal(again?.text, TEXTS.chooseAgain)
    assert.equal(again?.suggestedActions?.actions.length, 2)
  })
})

describe('the agent dialog', () => {
  it('asks why, leaves a note, and hands over with the reason and the transcript', async () => {
    const talk = new BotConversation({ desk: true })
    assert.deepEqual(await talk.say('agent'), [TEXTS.askReason])
    const sent = await talk.send('I am angry, and need help')
    assert.deepEqual(textsOf(sent), [TEXTS.personComes])
    assert.deepEqual(askedOf(sent), [
      ['contactcenter.note.add', { text: 'Asked for a person: I am angry, and need help' }],
      ['handoff.initiate', { reason: 'I am angry, and need help' }],
    ])
    const handOff = sent.find((one) => one.name === 'handoff.initiate')
    assert.deepEqual(handOff?.attachments?.[0]?.content, { activities: [] })
  })

  it('takes "agent", said again, for a reason', async () => {
    const talk = new BotConversation({ desk: true })
    await talk.say('agent')
    assert.deepEqual(await talk.say('agent'), [TEXTS.personComes])
  })

  it('says that no desk is configured where there is none, and goes on', async () => {
    const talk = new BotConversation()
    await talk.say('talk to a person')
    const sent = await talk.send('angry')
    assert.deepEqual(textsOf(sent), [TEXTS.noDesk])
    assert.deepEqual(
      askedOf(sent, ActivityTypes.Trace).map(([name]) => name),
      ['contactcenter.note.add', 'handoff.initiate'],
    )
    assert.deepEqual(await talk.say('order'), [TEXTS.askOrderNumber])
  })
})

describe('breaking into a dialog', () => {
  it('"help" helps and asks the open question again', async () => {
    const talk = new BotConversation()
    await talk.say('order')
    assert.deepEqual(await talk.say('Help!'), [TEXTS.help, TEXTS.askOrderNumber])
    assert.match((await talk.say('1182')).join(), /^Order 1182 /)
  })

  it('"cancel" leaves the dialog', async () => {
    const talk = new BotConversation()
    for (const start of ['order', 'billing', 'agent']) {
      await talk.say(start)
      const [left, menu] = await talk.send('cancel, please')
      assert.equal(left?.text, TEXTS.cancelled)
      assert.equal(menu?.suggestedActions?.actions.length, MENU.length)
      assert.deepEqual(await talk.say('1182'), [TEXTS.menu])
    }
  })

  it('"agent" leaves the dialog for a person', async () => {
    const talk = new BotConversation({ desk: true })
    for (const start of ['order', 'billing']) {
      await talk.say(start)
      assert.deepEqual(await talk.say('I want to talk to a human'), [TEXTS.askReason])
      assert.deepEqual(await talk.say('because'), [TEXTS.personComes])
    }
  })

  it('"bye" leaves the dialog and resolves', async () => {
    const talk = new BotConversation({ desk: true })
    await talk.say('billing')
    const sent = await talk.send('bye')
    assert.deepEqual(textsOf(sent), [TEXTS.goodbye])
    assert.equal(askedOf(sent).length, 1)
  })

  it('survives a restart in the middle of a dialog', async () => {
    const storage = new MemoryStorage()
    await new BotConversation({ storage }).say('order')
    assert.match((await new BotConversation({ storage }).say('1182')).join(), /^Order 1182 /)
  })
})
