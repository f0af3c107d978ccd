import assert from 'node:assert/strict'
import type { WebChatSimulator } from '../../../scripts/sandbox/web-chat/index.ts'
import { stopAll } from '../simulator/services.ts'
import { type Bot, bot, channel, say } from './channel.ts'

describe('Web Chat simulator: what customers do', () => {
  let web: WebChatSimulator
  let service: Bot
  let id: string
  beforeEach(async () => {
    web = await channel()
    service = await bot(web)
    id = await web.join({ customerId: 'u' })
  })
  afterEach(stopAll)

  const last = async () => {
    await web.idle()
    return service.received.at(-1)!.activity
  }

  it('presses suggested actions by label, value and index', async () => {
    const actions = [
      { type: 'imBack', title: 'Yes', value: 'yes, please' },
      { type: 'postBack', title: 'No', value: { answer: 'no' } },
      { type: 'messageBack', title: 'Later', text: 'later', value: 7, displayText: 'Not now' },
      { type: 'openUrl', title: 'Read', value: 'https://example.com' },
    ]
    await say(web, id, { type: 'message', text: 'Well?', suggestedActions: { actions } })
    await web.presses(id, 'Yes')
    assert.deepEqual([(await last()).text, (await last()).value], ['yes, please', undefined])
    await web.presses(id, 1)
    const { text, value, channelData } = await last()
    assert.deepEqual([text, value, channelData], ['', { answer: 'no' }, { postBack: true }])
    await web.presses(id, 'later')
    const back = await last()
    assert.deepEqual([back.text, back.value], ['later', 7])
    assert.deepEqual(back.channelData, { messageBack: { displayText: 'Not now' } })
    await assert.rejects(web.presses(id, 'Read'), /sends nothing/)
    await assert.rejects(web.presses(id, 'Maybe'), /button Maybe \(there are: Yes, No, Later, Read\) not found/)
  })

  it('has suggested actions vanish with the next message, and cards stay', async () => {
    const suggestedActions = { actions: [{ type: 'imBack', title: 'Yes', value: 'yes' }] }
    const buttons = [{ type: 'postBack', title: 'Buy', value: 'BUY' }]
    const attachments = [{ contentType: 'application/vnd.microsoft.card.hero', content: { buttons } }]
    await say(web, id, { type: 'message', suggestedActions, attachments })
    await say(web, id, { type: 'typing' })
    const titles = () => web.buttons(id).map(({ title }) => title)
    assert.deepEqual(titles(), ['Yes', 'Buy'])
    await web.presses(id, 'Yes')
    await say(web, id, 'next')
    assert.deepEqual(titles(), ['Buy'])
    await assert.rejects(web.presses(id, 'Yes'), /not found/)
    await web.presses(id, 'Buy')
    assert.equal((await last()).text, 'BUY')
  })

  it('submits cards, types, sends files and any activity', async () => {
    await web.submits(id, { size: 'L' })
    assert.deepEqual((await last()).value, { size: 'L' })
    await web.types(id)
    assert.equal((await last()).type, 'typing')
    await web.sendsFile(id, { name: 'a.png', contentType: 'image/png', bytes: Buffer.from([1, 2]), text: 'look' })
    const [file] = (await last()).attachments!
    const response = await fetch(file!.contentUrl!)
    assert.equal(response.headers.get('content-type'), 'image/png')
    assert.deepEqual([...new Uint8Array(await response.arrayBuffer())], [1, 2])
    await web.sendActivity(id, { type: 'messageReaction', reactionsAdded: [{ type: 'like' }], replyToId: '1' })
    assert.deepEqual((await last()).reactionsAdded, [{ type: 'like' }])
    await web.sendActivity(id, { type: 'event', name: 'webchat/join', from: { id: 'other' } })
    assert.deepEqual([(await last()).name, (await last()).from], ['webchat/join', { id: 'other' }])
  })

  it('leaves either way', async () => {
    await web.leaves(id)
    assert.deepEqual([(await last()).type, (await last()).code], ['endOfConversation', 'userCancelled'])
    await web.leaves(id, 'membersRemoved')
    assert.deepEqual((await last()).membersRemoved, [{ id: 'u', role: 'user' }])
    assert.equal(web.conversation(id).members.length, 1)
  })

  it('waits for what the bot answers to invokes and expectReplies', async () => {
    service.answer = ({ activity }) =>
      activity.type === 'invoke'
        ? { status: 404, body: { why: 'x' } }
        : { body: { activities: [{ type: 'message', text: 'hi' }] } }
    assert.deepEqual(await web.invoke(id, { name: 'a' }), { status: 404, body: { why: 'x' } })
    const { activities } = await web.expectReplies(id, { text: 'hello', value: 1 })
    assert.equal((await last()).deliveryMode, 'expectReplies')
    assert.deepEqual([activities[0]?.text, activities[0]?.conversation], ['hi', { id }])
    assert.deepEqual(web.heard(id), ['hi'])
    service.answer = () => 'reset'
    await assert.rejects(web.invoke(id, { name: 'a' }), /the bot did not answer: ECONNRESET/)
    assert.equal(web.posts.at(-1)?.attempts.length, 1)
  })

  it('shows what both sent in order of arrival, and waits for what is to be heard', async () => {
    await web.says(id, 'one')
    await say(web, id, 'two')
    await web.says(id, 'three')
    setTimeout(() => void say(web, id, 'four'), 20)
    assert.equal((await web.untilHeard(id, /^fo/)).text, 'four')
    assert.deepEqual(
      web.transcript(id).map(({ from, activity }) => [from, activity.text]),
      [
        ['customer', 'one'],
        ['bot', 'two'],
        ['customer', 'three'],
        ['bot', 'four'],
      ],
    )
    const after = await web.says(id, 'and now')
    setTimeout(() => void say(web, id, { type: 'message', text: 'four', name: 'again' }), 20)
    assert.equal((await web.untilHeard(id, 'four', { after })).name, 'again')
    await assert.rejects(
      web.untilHeard(id, 'five', { timeoutMs: 20 }),
      /not heard within 20 ms: five; heard were \["two","four","four"\]/,
    )
  })
})
