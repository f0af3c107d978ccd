import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { curlOf } from '../../../scripts/sandbox/console/curl.ts'

describe('Copy as curl', () => {
  it('gives a command that a shell runs, and that sends the same bytes', async () => {
    const body = `{"text":"it's \\"quoted\\" $HOME \`ls\` \\\\ \n ü 😀"}`
    const got: { url?: string; secret?: string | string[]; body: string }[] = []
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request.setEncoding('utf8')) text += chunk
      got.push({ url: request.url, secret: request.headers['x-secret'], body: text })
      response.end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/gladly?a=1&b=$x`
    const headers = {
      'x-secret': `a'b"c$d`,
      host: 'elsewhere',
      'content-length': '3',
      'content-type': 'application/json',
    }
    const command = curlOf({ by: 'platform', at: new Date(), method: 'POST', url, headers, body })
    try {
      await promisify(execFile)('sh', ['-c', command], { timeout: 10_000 })
    } finally {
      server.close()
    }
    assert.deepEqual(got, [{ url: '/api/gladly?a=1&b=$x', secret: `a'b"c$d`, body }])
  })
})
