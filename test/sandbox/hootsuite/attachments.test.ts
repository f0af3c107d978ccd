import assert from 'node:assert/strict'
import { request } from 'node:http'
import { stopAll } from '../simulator/services.ts'
import { call, connected, manipulate, tokenOf, upload } from './organization.ts'

describe('Hootsuite simulator: attachments', () => {
  afterEach(stopAll)

  it('stores what is uploaded, and sends it when a message names it', async () => {
    const { hootsuite } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    assert.deepEqual((await upload(hootsuite, conversationId, 'a_Cat-1.png')).status, 200)
    assert.equal(hootsuite.messages(conversationId).length, 1)
    const sendMessage = { text: 'a cat', attachment: 'a_Cat-1.png' }
    assert.equal((await manipulate(hootsuite, conversationId, { sendMessage })).status, 200)
    assert.equal(
      (await manipulate(hootsuite, conversationId, { sendMessage: { attachment: 'a_Cat-1.png' } })).status,
      200,
    )
    assert.deepEqual(
      hootsuite.botMessages(conversationId).map(({ text, attachment }) => [text, attachment]),
      [
        ['a cat', 'a_Cat-1.png'],
        [undefined, 'a_Cat-1.png'],
      ],
    )
    const [file] = hootsuite.uploads(conversationId)
    assert.deepEqual([file?.contentType, file?.body.toString()], ['image/png', 'png'])
    assert.equal(hootsuite.calls.find(({ method }) => method === 'PUT')?.body, '<3 bytes>')
  })

  it('knows a file in its own conversation only', async () => {
    const { hootsuite } = await connected()
    const [one, other] = [await hootsuite.customerSays('a'), await hootsuite.customerSays('b')]
    await upload(hootsuite, one.conversationId, 'cat.png')
    const body = { sendMessage: { attachment: 'cat.png' } }
    assert.equal((await manipulate(hootsuite, other.conversationId, body)).status, 400)
  })

  it('refuses names, sizes and types that do not go', async () => {
    const { hootsuite } = await connected({ maxAttachmentBytes: 1000 })
    const { conversationId } = await hootsuite.customerSays('hello')
    const status = async (name: string, options?: Parameters<typeof upload>[3]) =>
      (await upload(hootsuite, conversationId, name, options)).status
    assert.equal(await status('caf%C3%A9.png'), 400)
    assert.equal(await status('a%20b.png'), 400)
    assert.equal(await status('a%2Fb.png'), 400)
    assert.equal(await status('ok.png'), 200)
    assert.equal(await status('ok.png'), 400)
    assert.equal(await status('tool.exe', { type: 'application/x-msdownload' }), 400)
    assert.equal(await status('moving.gif', { type: 'image/gif' }), 400)
    assert.equal(await status('large.png', { body: Buffer.alloc(1000) }), 400)
    assert.equal(await status('small.png', { body: Buffer.alloc(999) }), 200)
    assert.equal(await status('empty.png', { body: '' }), 400)
    const onFacebook = await hootsuite.customerSays('hello', { medium: 'fb' })
    assert.equal((await upload(hootsuite, onFacebook.conversationId, 'm.gif', { type: 'image/gif' })).status, 200)
  })

  it('is below 10 MB by default, whatever the connection sends', async () => {
    const { hootsuite } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    const of = (bytes: number) => upload(hootsuite, conversationId, `${bytes}.png`, { body: Buffer.alloc(bytes) })
    assert.equal((await of(10_000_000)).status, 400)
    assert.equal((await of(9_999_999)).status, 200)
  })

  it('takes PUT by default; the setting makes it POST, or both', async () => {
    const { hootsuite } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    const status = async (method: string, name: string) =>
      (await upload(hootsuite, conversationId, name, { method })).status
    const refused = await upload(hootsuite, conversationId, 'a.png', { method: 'POST' })
    assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'PUT'])
    hootsuite.settings.attachmentMethod = 'POST'
    assert.deepEqual([await status('PUT', 'b.png'), await status('POST', 'b.png')], [405, 200])
    hootsuite.settings.attachmentMethod = 'both'
    assert.deepEqual([await status('PUT', 'c.png'), await status('POST', 'd.png')], [200, 200])
  })

  it('wants Content-Length: nothing chunked', async () => {
    const { hootsuite } = await connected()
    const { conversationId } = await hootsuite.customerSays('hello')
    const authorization = `Bearer ${await tokenOf(hootsuite)}`
    const url = `${hootsuite.url}/inbox/v1/virtual-agent/conversations/${conversationId}/attachments/c.png`
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization, 'content-type': 'image/png', 'transfer-encoding': 'chunked' }
      const sent = request(url, { method: 'PUT', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject)
      sent.write('one')
      sent.end('two')
    })
    assert.equal(status, 400)
    const path = `/v1/virtual-agent/conversations/${conversationId}/attachments/c.png`
    assert.equal((await call(hootsuite, 'PUT', path, Buffer.from('x'), { 'content-type': '' })).status, 400)
  })
})
