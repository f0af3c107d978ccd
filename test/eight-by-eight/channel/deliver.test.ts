import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PlatformRefusedError } from '../../../adapters/core/errors.ts'
import { openTenant, stopAll } from './tenant.ts'

describe('commands for an 8x8 channel', () => {
  afterEach(stopAll)

  describe('reply', () => {
    it('is a message of the bot, with cards', async () => {
      const tenant = await openTenant()
      const cards = [
        {
          contentType: 'application/8x8.quick.replies',
          content: { options: [{ title: 'A', data: { postback: 'a' } }] },
        },
      ]
      await tenant.deliver('reply', { text: 'What is it about?', cards })
      assert.deepEqual(tenant.sent('POST', /\/messages$/), [{ authorType: 'bot', text: 'What is it about?', cards }])
    })

    it('sends a file by uploading it first', async () => {
      const tenant = await openTenant()
      const url = `data:text/plain;base64,${Buffer.from('hello').toString('base64')}`
      assert.deepEqual(await tenant.deliver('reply', { file: { url, name: 'note.txt' } }), {})
      const [file] = tenant.conversation.messages.at(-1)!.attachments
      assert.match(file!.fileName, /-note\.txt$/)
      assert.equal(file!.sizeInBytes, 5)
    })

    it('gives the address of a file that 8x8 does not take', async () => {
      const server = createServer((_, res) => res.end('too large')).listen(0, '127.0.0.1')
      server.unref()
      await new Promise((resolve) => server.once('listening', resolve))
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.txt`
      const tenant = await openTenant({}, { maxAttachmentBytes: 3 })
      const { rejected, platformId } = await tenant.deliver('reply', { file: { url, name: 'a' } })
      assert.equal(tenant.conversation.messages.at(-1)?.text, `a: ${url}`)
      assert.equal(rejected?.length, 1)
      assert.ok(platformId !== undefined)
    })

    it('says nothing for a file that cannot be got, and tells the bot', async () => {
      const tenant = await openTenant()
      const { rejected } = await tenant.deliver('reply', { file: { url: 'ftp://x.example.org/a', name: 'a' } })
      assert.deepEqual(rejected, [{ what: 'attachment a', why: 'ftp: is not fetched' }])
      assert.deepEqual(tenant.sent('POST', /\/messages$/), [])
    })
  })

  describe('topics and attributes', () => {
    it('are put beside what is there, one after another, without a look at what is still on its way', async () => {
      const tenant = await openTenant()
      await tenant.deliver('add-topics', { topics: ['Orders'] })
      await tenant.deliver('add-topics', { topics: ['Refund'] })
      await tenant.deliver('set-attributes', { scope: 'contact', attributes: { tier: 'gold', phone: '+44' } })
      await tenant.deliver('remove-topics', { topics: ['Orders'] })
      assert.deepEqual(tenant.properties, { orderNo: 'PX-9920', topics: 'Refund', tier: 'gold' })
      assert.equal(tenant.conversation.user.phone, '+44')
      assert.equal(tenant.conversation.user.name, 'Nadia')
      assert.equal(tenant.sent('GET', /\/conversations\/[^/]+$/).length, 1)
    })

    it('that are there already need no call', async () => {
      const tenant = await openTenant()
      await tenant.deliver('set-attributes', { scope: 'conversation', attributes: { orderNo: 'PX-9920' } })
      assert.deepEqual(tenant.sent('PATCH', /./), [])
    })

    it('are sent with the whole user where PATCH forgets what is left out', async () => {
      const tenant = await openTenant({ profile: { channel: { userPatch: 'whole' } } }, { userPatch: 'replace' })
      await tenant.deliver('set-attributes', { scope: 'contact', attributes: { tier: 'gold' } })
      const { name, email } = tenant.conversation.user
      assert.deepEqual([name, email], ['Nadia', 'nadia@example.org'])
      assert.deepEqual(tenant.properties, { orderNo: 'PX-9920', tier: 'gold' })
    })

    it('go without the field that 8x8 refuses', async () => {
      const tenant = await openTenant()
      const attributes = { tier: 'gold', email: 'not@quite@an.address' }
      tenant.simulator.faults.api({ match: { method: 'PATCH' }, kind: 'status', status: 400, body: '{}', times: 1 })
      const { rejected } = await tenant.deliver('set-attributes', {
        scope: 'contact',
        attributes: { ...attributes, phone: 'x' },
      })
      assert.equal(tenant.properties.tier, 'gold')
      assert.deepEqual(
        rejected?.map(({ what }) => what),
        ['attribute phone'],
      )
    })
  })

  describe('hand-off', () => {
    it('tells why, asks for the conversation back, and changes the assignment last', async () => {
      const tenant = await openTenant({ webhookId: 'wh-5501' })
      await tenant.simulator.setWebhook('http://127.0.0.1:9/', { verify: false })
      const collected = { notes: ['parcel is broken', 'wants a refund'] }
      const body = {
        queue: 'billing',
        reason: 'asked for a person',
        context: { order: { id: 7 }, none: null },
        collected,
      }
      assert.deepEqual(await tenant.deliver('hand-off', body), {})
      const writes = tenant.simulator.calls.filter(({ method }) => method !== 'GET')
      assert.deepEqual(
        writes.map(({ method, path }) => `${method} ${path.split('/').slice(5).join('/')}`),
        ['PATCH ', 'POST post-agent-assignment', 'PATCH '],
      )
      assert.deepEqual(writes[1]?.body, {
        type: 'webhook',
        id: 'wh-5501',
        configuration: { notifyChannelWebhookIfExists: 'false', maxTotalMinutes: 120, userTimeoutInMinutes: 30 },
      })
      assert.deepEqual(writes[2]?.body, { assignment: { type: 'queue', id: '215' } })
      assert.deepEqual(tenant.properties, {
        orderNo: 'PX-9920',
        reason: 'asked for a person',
        notes: 'parcel is broken\nwants a refund',
        order: '{"id":7}',
      })
    })

    it('goes to the default queue, and says nothing where there is nothing to say', async () => {
      const tenant = await openTenant()
      await tenant.deliver('hand-off', {})
      assert.deepEqual(tenant.sent('PATCH', /./), [{ assignment: { type: 'queue', id: '214' } }])
    })

    it('to a queue nobody configured is refused before anything is done', async () => {
      const tenant = await openTenant()
      await assert.rejects(tenant.deliver('hand-off', { queue: 'sales' }), (error: PlatformRefusedError) => {
        return (
          error instanceof PlatformRefusedError && /no queue 'sales'/.test(error.message) && /billing/.test(error.hint!)
        )
      })
      assert.deepEqual(tenant.simulator.calls, [])
    })

    it('is made although 8x8 refuses the way back and the words', async () => {
      const tenant = await openTenant({ webhookId: 'no-such-webhook' })
      tenant.simulator.faults.api({ match: { method: 'PATCH' }, kind: 'status', status: 400, times: 1 })
      const { rejected } = await tenant.deliver('hand-off', { reason: 'asked for a person' })
      assert.equal(rejected?.length, 2)
      await tenant.simulator.idle()
      assert.equal(tenant.conversation.owner, 'queue')
    })

    it('is not made where our credentials are refused: it will be tried again', async () => {
      const tenant = await openTenant()
      tenant.simulator.faults.api({ match: { method: 'PATCH' }, kind: 'status', status: 401 })
      await assert.rejects(tenant.deliver('hand-off', { reason: 'x' }))
      assert.equal(tenant.conversation.owner, 'bot')
    })

    it('after a crash in the middle is made by doing all of it again', async () => {
      const tenant = await openTenant({ webhookId: 'wh-5501' })
      await tenant.simulator.setWebhook('http://127.0.0.1:9/', { verify: false })
      const isAssignment = { method: 'POST', path: /post-agent-assignment$/ }
      tenant.simulator.faults.api({ match: isAssignment, kind: 'reset-after', times: 1 })
      await assert.rejects(tenant.deliver('hand-off', { reason: 'x' }))
      assert.deepEqual((await tenant.lookUp('hand-off', {})).state, 'absent')
      await tenant.deliver('hand-off', { reason: 'x' })
      await tenant.simulator.idle()
      assert.deepEqual(tenant.properties, { orderNo: 'PX-9920', reason: 'x' })
      assert.equal((await tenant.lookUp('hand-off', {})).state, 'found')
    })
  })

  it('typing shows at once, as thinking where the profile says so', async () => {
    const typing = await openTenant()
    await typing.platform.typing!(typing.view())
    const shown = typing.conversation.indicators.map(({ kind, authorType }) => `${kind} ${authorType}`)
    assert.deepEqual(shown, ['typing bot'])
    const thinking = await openTenant({ profile: { channel: { typingAs: 'thinking', thinkingSeconds: 20 } } })
    await thinking.platform.typing!(thinking.view())
    assert.equal(thinking.conversation.indicators.at(-1)?.maxThinkingTimeSeconds, 20)
  })

  it('that nobody asks for is refused', async () => {
    const tenant = await openTenant()
    await assert.rejects(tenant.deliver('platform', {}), /nothing for 'platform'/)
  })
})
