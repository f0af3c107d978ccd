import assert from 'node:assert/strict'
import { type ConnectorSettings, createMemoryEngine } from '../../../adapters/index.ts'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe('an activity nested deeper than anything needs', () => {
  let stage: ConnectorStage
  let heard: string[]
  afterEach(() => stage.stop())

  async function open(settings: ConnectorSettings = {}): Promise<void> {
    heard = []
    stage = await openConnectorStage({
      settings: () => settings,
      engine: createMemoryEngine(),
      logic:
        () =>
        async ({ activity }) => {
          if (activity.type === 'message') heard.push(activity.text ?? '')
        },
    })
  }

  const post = async (fields: object, levels: number) => {
    const about = { channelId: 'webchat', serviceUrl: stage.web.url, conversation: { id: 'c' }, from: { id: 'u' } }
    const activity = JSON.stringify({ type: 'message', ...about, recipient: { id: 'b' }, ...fields, value: 0 })
    const body = activity.replace('"value":0', `"value":${nested(levels)}`)
    const headers = { 'Content-Type': 'application/json' }
    return (await fetch(stage.messages, { method: 'POST', headers, body })).status
  }

  it('is answered 2xx and kept as a dead letter, and the conversation goes on', async () => {
    await open()
    let letters = 0
    for (const [n, levels] of [512, 3_000, 5_000, 20_000, 400_000].entries()) {
      for (const fields of [{ id: `deep ${n}` }, {}, { type: 'event', name: 'x' }, { type: 'invoke', name: 'x' }]) {
        assert.equal(await post(fields, levels), 200, `${levels} levels, ${JSON.stringify(fields)}`)
        letters += 1
      }
    }
    assert.equal(await post({ id: 'flat', text: 'hello' }, 511), 200)
    await stage.quiet()
    assert.deepEqual([heard, stage.engine.stats().deadLetters], [['hello'], letters])
    const [letter] = await stage.engine.deadLetters.list()
    assert.match(letter?.reason ?? '', /nested deeper than 512 levels/)
  })

  it('is refused and not kept, like any other, where nobody proves who sends it', async () => {
    await open({
      botFramework: { MicrosoftAppType: 'MultiTenant', MicrosoftAppId: 'app', MicrosoftAppPassword: 'password' },
    })
    assert.equal(await post({ id: 'deep', text: 'hello' }, 20_000), 401)
    assert.deepEqual([heard, stage.engine.stats().deadLetters], [[], 0])
  })
})
