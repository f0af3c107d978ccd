import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ActionTypes, ActivityTypes, CardFactory, MessageFactory, type TurnContext } from 'botbuilder'
import type { EightByEightProfileInput } from '../../../adapters/eight-by-eight/profile.ts'
import { ContactCenter, readEightByEightChannelSettings } from '../../../adapters/index.ts'
import type { EightByEightSimulatorOptions } from '../../../scripts/sandbox/eight-by-eight/index.ts'
import { openChannel } from '../contract-stage.ts'

const FORM = {
  type: 'AdaptiveCard',
  version: '1.3',
  body: [{ type: 'Input.Text', id: 'street' }],
  actions: [{ type: 'Action.Submit', title: 'Save' }],
}

/** Says what it heard, and shows what it is asked to show. */
async function talk(context: TurnContext, heard: unknown[]): Promise<void> {
  const { type, name, text, value, attachments } = context.activity
  if (type !== ActivityTypes.Message)
    return void heard.push(name === undefined ? type : `${name} ${value?.state ?? ''}`)
  heard.push([text, value, ...(attachments ?? []).map((file) => file.name)])
  switch (text) {
    case 'branches': {
      const actions = ['Leeds', 'York'].map((title) => ({
        type: ActionTypes.PostBack,
        title,
        value: title.toLowerCase(),
      }))
      await context.sendActivity(MessageFactory.suggestedActions(actions as never, 'Which branch?'))
      return
    }
    case 'form':
      await context.sendActivity(MessageFactory.attachment(CardFactory.adaptiveCard(FORM)))
      return
    case 'think':
      await context.sendActivity({ type: ActivityTypes.Typing })
      await context.sendActivity('thought')
      return
    case 'person':
      await ContactCenter.of(context).handOff({ reason: 'asked for a person' })
  }
}

describe('a bot inside 8x8’s channels', () => {
  const undo: (() => unknown)[] = []
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step()
  })

  async function open({
    env,
    profile,
    ...eightByEight
  }: EightByEightSimulatorOptions & {
    env?: Record<string, string>
    profile?: EightByEightProfileInput
  } = {}) {
    const heard: unknown[] = []
    const folder = mkdtempSync(path.join(tmpdir(), '8x8-profile-'))
    undo.push(() => rmSync(folder, { recursive: true }))
    const file = path.join(folder, 'profile.json')
    writeFileSync(file, JSON.stringify(profile ?? {}))
    const { stage, simulator } = await openChannel({
      logic: () => (context) => talk(context, heard),
      env: { EIGHT_BY_EIGHT_PROFILE: file, ...env },
      eightByEight,
    })
    undo.push(() => stage.stop())
    return { stage, simulator, heard }
  }

  it('gets the value of a quick reply, pressed or typed', async () => {
    const { stage, simulator, heard } = await open()
    const { conversation, customer } = await stage.say('branches')
    await stage.quiet()
    simulator.customerPresses(conversation, 'York')
    await stage.quiet()
    await stage.say('branches', { customer })
    await stage.quiet()
    await stage.say('LEEDS', { customer })
    await stage.quiet()
    assert.deepEqual(heard.slice(1), [
      ['branches', undefined],
      ['york', 'york'],
      ['branches', undefined],
      ['leeds', undefined],
    ])
  })

  it('gets the number of a list on channels without buttons', async () => {
    const { stage, heard } = await open()
    const { conversation, customer } = await stage.say('branches', { channel: 'WhatsApp' })
    await stage.quiet()
    assert.deepEqual(stage.botSaid(conversation), ['Which branch?\n\n1. Leeds\n2. York'])
    await stage.say('2', { customer })
    await stage.quiet()
    assert.deepEqual(heard.at(-1), ['york', undefined])
  })

  it('gets what is filled into an adaptive card', async () => {
    const { stage, simulator, heard } = await open()
    const { conversation } = await stage.say('form')
    await stage.quiet()
    simulator.customerSubmits(conversation, { street: 'Elm Row 4' })
    await stage.quiet()
    assert.deepEqual(heard.at(-1), ['', { street: 'Elm Row 4' }])
  })

  it('gets what a provider’s list was answered with', async () => {
    const { stage, simulator, heard } = await open()
    const { conversation } = await stage.say('hi', { channel: 'WhatsApp' })
    const value = { type: 'list_reply', list_reply: { id: 'opt-2', title: 'Tomorrow' } }
    simulator.customerReplies(conversation, 'interactive/reply', value)
    await stage.quiet()
    assert.deepEqual(heard.at(-1), ['Tomorrow', value])
  })

  it('gets files by an address that works', async () => {
    const { simulator, stage, heard } = await open()
    simulator.customerSends([{ fileName: 'broken.jpg', contentType: 'image/jpeg', body: 'jpeg' }])
    await stage.quiet()
    assert.deepEqual(heard.at(-1), ['', undefined, 'broken.jpg'])
  })

  it('speaks first where the profile says so', async () => {
    const { simulator, stage, heard } = await open({ profile: { channel: { startOn: 'active' } } })
    const { conversationId } = simulator.customerArrives()
    await stage.quiet()
    assert.deepEqual(heard, ['conversationUpdate'])
    simulator.customerSays('hi', { conversationId })
    simulator.customerTypes(conversationId)
    await stage.quiet()
    assert.deepEqual(heard, ['conversationUpdate', ['hi', undefined]])
  })

  it('shows that it is typing', async () => {
    const { simulator, stage } = await open()
    const { conversation } = await stage.say('think')
    await stage.quiet()
    assert.deepEqual(stage.botSaid(conversation), ['thought'])
    assert.equal(simulator.conversation(conversation).indicators.length, 1)
  })

  it('hears the end, where nothing brings the conversation back, and begins anew with the next words', async () => {
    const { simulator, stage, heard } = await open({ env: { EIGHT_BY_EIGHT_WEBHOOK_ID: '' } })
    const { conversation, customer } = await stage.say('person')
    await stage.quiet()
    await stage.agentTakes(conversation)
    simulator.agentTransfers(conversation, simulator.billingQueueId)
    await stage.quiet()
    await stage.agentTakes(conversation)
    simulator.agentLeaves(conversation)
    await stage.quiet()
    await stage.say('again', { customer })
    await stage.quiet()
    assert.deepEqual(heard, [
      'conversationUpdate',
      ['person', undefined],
      'handoff.status accepted',
      'handoff.status accepted',
      'handoff.status completed',
      'endOfConversation',
      'conversationUpdate',
      ['again', undefined],
    ])
  })

  it('has the customer again although every event of the end was lost', async () => {
    const { simulator, stage, heard } = await open({ profile: { endGraceMs: 0, channel: { lagMs: 0 } } })
    const { conversation, customer } = await stage.say('person')
    await stage.quiet()
    await stage.agentTakes(conversation)
    await stage.quiet()
    const cure = simulator.faults.webhooks({ match: { type: /CONVERSATION_UPDATE/ }, kind: 'drop' })
    simulator.agentLeaves(conversation)
    await stage.quiet()
    cure()
    await stage.say('hello?', { customer })
    await stage.quiet()
    assert.deepEqual(heard.slice(-2), ['handoff.status completed', ['hello?', undefined]])
  })

  it('keeps to the order of things when events overtake each other', async () => {
    const { simulator, stage, heard } = await open()
    const { conversation } = await stage.say('person')
    await stage.quiet()
    const cure = simulator.faults.webhooks({ kind: 'hold' })
    await stage.agentTakes(conversation)
    await new Promise((resolve) => setTimeout(resolve, 5))
    simulator.agentLeaves(conversation)
    cure()
    await simulator.faults.releaseHeld('reverse')
    await stage.quiet()
    assert.equal(simulator.conversation(conversation).owner, 'bot')
    assert.equal(heard.at(-1), 'handoff.status completed')
  })

  it('is not what a desk is: its settings are not read for one', () => {
    const env = { EIGHT_BY_EIGHT_API_KEY: 'k', EIGHT_BY_EIGHT_QUEUE_ID: '1' }
    assert.deepEqual(readEightByEightChannelSettings(env), { settings: undefined, warnings: [] })
    assert.deepEqual(readEightByEightChannelSettings({}), { settings: undefined, warnings: [] })
    for (const role of ['channel', 'both']) {
      assert.equal(readEightByEightChannelSettings({ ...env, EIGHT_BY_EIGHT_ROLE: role }).settings?.role, role)
    }
  })
})
