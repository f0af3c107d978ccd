import assert from 'node:assert/strict'
import { ActionTypes, ActivityTypes, CardFactory, MessageFactory } from 'botbuilder'
import type { BotLogic } from '../../adapters/index.ts'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { PLAYABLE } from '../../scripts/sandbox/playable.ts'
import type { EntrySeen, Scene, Stage } from '../../scripts/sandbox/stage.ts'

function look(stage: Stage): Scene {
  const scene = stage.look()
  assert.ok(scene !== undefined)
  return scene
}

const said = ({ entries }: Scene) => entries.map(({ kind, text }) => `${kind}: ${text}`)
const last = (scene: Scene): EntrySeen => scene.entries.at(-1)!

/** Cards, files and typing, as the customer asks for them; else what was heard. */
const SHOWING: BotLogic = async (context) => {
  const { type, text, value, attachments = [] } = context.activity
  if (type !== ActivityTypes.Message) return
  if (text === 'hero') {
    const buttons = [
      { type: ActionTypes.ImBack, title: 'Same', value: 'first' },
      { type: ActionTypes.ImBack, title: 'Same', value: 'second' },
      { type: ActionTypes.PostBack, title: 'Data', value: { chosen: 7 } },
    ]
    await context.sendActivity(MessageFactory.attachment(CardFactory.heroCard('Title', undefined, buttons)))
  } else if (text === 'adaptive') {
    const card = { type: 'AdaptiveCard', version: '1.3', body: [{ type: 'Input.Text', id: 'mail' }] }
    await context.sendActivity(MessageFactory.attachment(CardFactory.adaptiveCard(card), 'fill in'))
  } else if (text === 'file') {
    const file = { contentType: 'image/png', contentUrl: 'http://127.0.0.1:1/a.png', name: 'a.png' }
    await context.sendActivity(MessageFactory.attachment(file, 'here'))
  } else if (text === 'type') {
    await context.sendActivity({ type: ActivityTypes.Typing })
  } else {
    await context.sendActivity(`heard ${text || JSON.stringify(value ?? attachments.map(({ name }) => name))}`)
  }
}

describe('a customer of Web Chat, played with a bot that shows cards', function () {
  this.timeout(60_000)
  let sandbox: Sandbox
  let stage: Stage

  before(async () => {
    sandbox = await startSandbox({ platforms: ['8x8'], logic: () => SHOWING })
  })
  after(() => sandbox.stop())
  beforeEach(() => {
    stage = PLAYABLE['8x8'].stage(sandbox, { api: true })
  })

  const following = async (doing: Promise<void>): Promise<Scene> => {
    await doing
    await sandbox.quiet()
    return look(stage)
  }

  it('gets cards as they came, and presses the very button that is meant', async () => {
    const scene = await following(stage.customerSays('hero'))
    const [card] = last(scene).cards!
    assert.equal(card!.contentType, 'application/vnd.microsoft.card.hero')
    assert.equal((card!.content as { title: string }).title, 'Title')
    assert.equal(last(await following(stage.customerSays('Same', 'second'))).text, 'heard second')
    const pressed = await following(stage.customerSays('Data', '{"chosen":7}'))
    assert.deepEqual(said(pressed).slice(-2), ['customer: chosen: 7', 'bot: heard {"chosen":7}'])
    await assert.rejects(stage.customerSays('Third', 'third'), /'Third' cannot be pressed any more/)
  })

  it('submits an adaptive card', async () => {
    const scene = await following(stage.customerSays('adaptive'))
    assert.equal(last(scene).text, 'fill in')
    assert.equal(last(scene).cards?.[0]?.contentType, 'application/vnd.microsoft.card.adaptive')
    const sent = await following(stage.customerSubmits!({ mail: 'a@b.example' }))
    assert.deepEqual(said(sent).slice(-2), ['customer: mail: a@b.example', 'bot: heard {"mail":"a@b.example"}'])
  })

  it('gets files, and sees the bot type until it speaks', async () => {
    const [file] = last(await following(stage.customerSays('file'))).files!
    assert.deepEqual(file, { name: 'a.png', contentType: 'image/png', url: 'http://127.0.0.1:1/a.png' })
    assert.deepEqual((await following(stage.customerSays('type'))).typing, ['bot'])
    assert.deepEqual((await following(stage.customerSays('hello'))).typing, [])
  })
})
