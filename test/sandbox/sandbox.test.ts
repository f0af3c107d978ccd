import assert from 'node:assert/strict'
import { ConversationState } from 'botbuilder'
import { ContactCenter } from '../../adapters/index.ts'
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index.ts'
import { watchGladly } from '../specs/watch.ts'

describe('a sandbox for a bot’s own tests', () => {
  let sandbox: Sandbox
  afterEach(() => sandbox.stop())

  it('runs a bot of one’s own against the simulated platform', async () => {
    sandbox = await startSandbox({
      logic: (engine) => {
        const state = new ConversationState(engine.storage)
        const count = state.createProperty<number>('count')
        return async (context) => {
          if (context.activity.type !== 'message') return
          const heard = (await count.get(context, 0)) + 1
          await count.set(context, heard)
          await state.saveChanges(context)
          await context.sendActivity(`${heard}: ${context.activity.text}`)
          if (context.activity.text === 'done') await ContactCenter.of(context).resolve()
        }
      },
    })
    const { gladly, quiet } = sandbox
    watchGladly(gladly)
    const { conversationId, customerId } = await gladly.customerSays('one')
    await quiet()
    await gladly.customerSays('done', { customerId })
    await quiet()
    assert.deepEqual(
      gladly.botReplies(conversationId).map((reply) => reply.text),
      ['1: one', '2: done'],
    )
    assert.equal(gladly.conversation(conversationId).status, 'CLOSED')
  })

  it('says what still moves when it does not become quiet', async () => {
    sandbox = await startSandbox()
    sandbox.gladly.faults.api({ kind: 'status', status: 503 })
    await sandbox.gladly.customerSays('hello')
    await assert.rejects(sandbox.quiet(300), /Not quiet after 300 ms: [1-9] events and 0 commands wait/)
  })

  it('takes nothing from this process’s environment, and leaves nothing behind', async () => {
    process.env.GLADLY_REQUESTS_PER_SECOND = 'not a number'
    try {
      sandbox = await startSandbox()
    } finally {
      delete process.env.GLADLY_REQUESTS_PER_SECOND
    }
    const { url } = sandbox.server
    assert.equal((await fetch(`${url}/readyz`)).status, 200)
    await sandbox.stop()
    await assert.rejects(fetch(`${url}/readyz`))
    await assert.rejects(fetch(sandbox.gladly.url))
  })
})
