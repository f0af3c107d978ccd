import assert from 'node:assert/strict'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { ContactCenterError, silentLogger } from '../../adapters/index.ts'
import { controlAddress } from '../../bot/control-address.ts'
import { runningServer } from '../../bot/control-client.ts'
import { serveControl } from '../../bot/control-server.ts'
import type { Operations } from '../../bot/operations.ts'
import { Cleanup, startServer, temporaryFolder } from '../bot/servers.ts'

describe('The control socket', () => {
  const cleanup = new Cleanup()
  let dataDir: string
  beforeEach(async () => {
    dataDir = await temporaryFolder(cleanup)
  })
  afterEach(() => cleanup.run())

  const none = async (): Promise<never> => {
    throw new Error('not asked for')
  }
  const nothing: Operations = {
    deadLetters: none,
    deadLetter: async () => undefined,
    replay: none,
    drop: async () => {
      throw new ContactCenterError('conflict', 'No.', { hint: 'Ask for something else.' })
    },
    forget: none,
    stats: async () => ({}) as never,
  }
  async function serve(operations = nothing) {
    const control = await serveControl(dataDir, operations, silentLogger)
    cleanup.add(() => control.close())
    return control
  }

  it('is in the data folder, for the same user alone, and gone with the server', async () => {
    const server = await startServer(cleanup, { DATA_DIR: dataDir })
    const path = join(dataDir, 'control.sock')
    assert.equal((statSync(path).mode & 0o777).toString(8), '600')
    assert.equal((await (await runningServer(dataDir))?.stats())?.inbox, 0)
    await server.close(1000)
    assert.equal(existsSync(path), false)
    assert.equal(await runningServer(dataDir), undefined)
  })

  it('takes the place of what a dead server left', async () => {
    writeFileSync(controlAddress(dataDir), '')
    await serve()
    assert.notEqual(await runningServer(dataDir), undefined)
  })

  it('has a place of its own, for us alone, where the folder’s path is too long for one', async () => {
    const deep = join(dataDir, 'a-very-long-name-indeed'.repeat(5))
    mkdirSync(deep)
    dataDir = deep
    const address = controlAddress(deep)
    assert.ok(Buffer.byteLength(address) <= 100 && !address.startsWith(deep), address)
    assert.equal((statSync(join(address, '..')).mode & 0o777).toString(8), '700')
    await serve()
    assert.notEqual(await runningServer(deep), undefined)
    assert.equal(await runningServer(`${deep}2`), undefined)
    assert.match(controlAddress(deep, 'win32'), /^\\\\\.\\pipe\\/)
  })

  it('hands on what the server says, and why it says no', async () => {
    await serve()
    const server = await runningServer(dataDir)
    assert.equal(await server?.deadLetter('1'), undefined)
    await assert.rejects(
      async () => server?.drop(['1']),
      (error) => error instanceof ContactCenterError && error.message === 'No.' && /something else/.test(error.hint!),
    )
    await assert.rejects(async () => server?.replay(['1']), /not asked for/)
  })

  it('does nothing for calls that make no sense', async () => {
    await serve()
    const MANY = JSON.stringify({ name: 'deadLetters', args: [{ limit: 1_000_000 }] })
    const calls = [
      '',
      'null',
      '{"name":"constructor","args":[]}',
      '{"name":"drop","args":[1]}',
      '{"name":"drop"}',
      MANY,
    ]
    for (const body of [...calls, 'x'.repeat(200_000)]) assert.equal(await post(body), 400, body.slice(0, 40))
    assert.equal(await post('{"name":"stats","args":[]}', '/elsewhere'), 400)
    assert.equal(await post('{"name":"stats","args":[]}'), 200)
  })

  it('does not stop a server that cannot have one', async () => {
    mkdirSync(join(dataDir, 'control.sock'))
    writeFileSync(join(dataDir, 'control.sock', 'in the way'), '')
    const server = await startServer(cleanup, { DATA_DIR: dataDir })
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  })

  it('is answered by nobody else: what is no server of ours is told from none', async () => {
    const stranger = createServer((socket) => socket.resume().end('who is there\r\n\r\n'))
    await new Promise<void>((resolve) => stranger.listen(controlAddress(dataDir), resolve))
    cleanup.add(() => new Promise((resolve) => stranger.close(resolve)))
    await assert.rejects(runningServer(dataDir), /does not answer/)
  })

  function post(body: string, path = '/operations'): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: controlAddress(dataDir), path, method: 'POST', agent: false })
      asked.on('error', reject)
      asked.on('response', (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      asked.end(body)
    })
  }
})
