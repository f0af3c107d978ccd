import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import dns from 'node:dns'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import sinon from 'sinon'
import { type Download, download } from '../../adapters/core/files/download.ts'
import { attach as attachOnEightByEight } from '../../adapters/eight-by-eight/channel/uploads.ts'
import { bring } from '../../adapters/eight-by-eight/desk/upload.ts'
import { reachableFile } from '../../adapters/genesys/files.ts'
import { attach as attachOnHootsuite } from '../../adapters/hootsuite/attachments.ts'
import { openStub, type Stub } from '../core/http-stub.ts'
import { acme as eightByEight } from '../eight-by-eight/desk-fixtures.ts'
import { acme as genesys } from '../genesys/fixtures.ts'
import { acme as hootsuite } from '../hootsuite/fixtures.ts'

const SIGNAL = new AbortController().signal
const LIMITS = { maxBytes: 1_000, timeoutMs: 2_000, privateHosts: false }

/** Hosts that are on no public network, in every spelling that parsers take. */
const PRIVATE = [
  '127.0.0.1',
  '127.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '①②⑦.⓪.⓪.①',
  '0.0.0.0',
  '0',
  '10.0.0.8',
  '10.255.255.255',
  '012.0.0.8',
  '0xa.0.0.8',
  '167772168',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:a9fe:a9fe::1]',
  '[fd00::8]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[ff02::1]',
  'localhost',
  'localhost.',
  'LOCALHOST',
  'ｌocalhost',
]
const ELSEWHERE = [
  'file:///etc/passwd',
  'ftp://files.example/a',
  'gopher://files.example/1',
  'ws://files.example/',
  'javascript:alert(1)',
  'blob:x',
  'http://user@files.example/a',
  'http://user:password@files.example/a',
  'http://:password@files.example/a',
  '//files.example/a',
  '/a',
]

/** Every place that fetches an address somebody else gave us; resolves to whether something was fetched. */
const FETCHERS: Record<string, (url: string) => Promise<boolean>> = {
  'a download': async (url) => (await download(url, LIMITS)).ok,
  'a file of the bot’s for Hootsuite': async (url) => {
    const uploads = sinon.stub().resolves()
    await attachOnHootsuite({ upload: uploads }, hootsuite(), 'c-1', { url, name: 'a' } as never, SIGNAL)
    return uploads.called
  },
  'a file of the bot’s for 8x8': async (url) => {
    const upload = sinon.stub().resolves('id')
    const ports = { client: { upload } as never, settings: eightByEight() }
    await attachOnEightByEight(ports, 'c-1', { url, name: 'a' } as never, SIGNAL)
    return upload.called
  },
  'a customer’s file for 8x8’s agents': async (contentUrl) => {
    const upload = sinon.stub().resolves('id')
    await bring({ upload } as never, eightByEight(), 'c-1', { contentType: 'image/png', contentUrl }, SIGNAL)
    return upload.called
  },
  'a customer’s file of Teams for 8x8’s agents': async (downloadUrl) => {
    const upload = sinon.stub().resolves('id')
    await bring({ upload } as never, eightByEight(), 'c-1', { contentType: 'x', content: { downloadUrl } }, SIGNAL)
    return upload.called
  },
  'an agent’s file on Genesys': async (contentUrl) => {
    const token = sinon.stub().resolves('canary-token')
    const { attachment } = await reachableFile(
      { contentType: 'image/png', contentUrl },
      { settings: genesys(), token },
      SIGNAL,
    )
    assert.equal(attachment?.contentUrl, contentUrl)
    return token.called
  },
}

describe('addresses that others give us', () => {
  let stub: Stub
  beforeEach(async () => {
    stub = await openStub()
  })
  afterEach(async () => {
    sinon.restore()
    syncBuiltinESMExports()
    await stub.stop()
  })

  for (const [what, fetches] of Object.entries(FETCHERS)) {
    it(`lead ${what} into no private network, and to no other protocol`, async () => {
      const reached = await connections(stub, async () => {
        const { port } = new URL(stub.url)
        for (const host of PRIVATE) assert.equal(await fetches(`http://${host}:${port}/latest/meta-data`), false, host)
        for (const url of ELSEWHERE) assert.equal(await fetches(url), false, url)
      })
      assert.deepEqual(reached, [])
      assert.equal(stub.calls.length, 0)
    })
  }

  it('lead nowhere where one of a name’s addresses is private', async () => {
    for (const answers of [
      ['10.0.0.8'],
      ['::1'],
      ['::ffff:169.254.169.254'],
      ['8.8.8.8', '127.0.0.1'],
      ['2606:4700::1111', 'fd00::8'],
      [],
    ]) {
      names(() => answers)
      const reached = await connections(stub, async () => {
        assert.match(why(await download('http://files.example/a', LIMITS)), /private network/)
      })
      assert.deepEqual(reached, [])
    }
  })

  it('are looked up once, by the connection itself: a name that leads elsewhere a moment later helps nobody', async () => {
    let asked = 0
    names(() => {
      asked += 1
      return asked === 1 ? ['8.8.8.8'] : ['127.0.0.1']
    })
    const { port } = new URL(stub.url)
    const reached = await connections(stub, async () => {
      assert.equal((await download(`http://rebound.example:${port}/a`, LIMITS)).ok, false)
    })
    assert.deepEqual([asked, reached, stub.calls.length], [1, ['8.8.8.8'], 0])
  })

  it('do not lead on into a private network', async () => {
    internet(stub)
    const { port } = new URL(stub.url)
    let secret = 0
    stub.on(/secret/, () => {
      secret += 1
      return { status: 200, body: 'secret' }
    })
    for (const target of [...PRIVATE.map((host) => `http://${host}:${port}/secret`), ...ELSEWHERE.slice(0, 9)]) {
      stub.on(/start/, () => ({ status: 302, headers: { Location: encodeURI(target) }, body: '' }))
      const got = await download('http://public.example/start', LIMITS)
      assert.ok(!got.ok, target)
    }
    assert.equal(secret, 0)
    assert.ok(stub.calls.length >= PRIVATE.length)
  })

  it('carry no credentials, cookies or referrer, from one host to the next neither', async () => {
    internet(stub)
    stub.on(/start/, () => ({
      status: 302,
      headers: { Location: 'http://other.example/end', 'Set-Cookie': 'a=b; Path=/' },
      body: '',
    }))
    stub.on(/end/, () => ({ status: 200, body: 'x' }))
    assert.equal((await download('http://public.example/start', LIMITS)).ok, true)
    for (const { headers } of stub.calls)
      assert.deepEqual(
        Object.keys(headers).filter((name) => /authorization|cookie|referer|key/.test(name)),
        [],
      )
  })

  it('fill neither memory nor time', async () => {
    internet(stub)
    stub.on(/bomb/, () => ({
      status: 200,
      headers: { 'Content-Encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(50_000_000)),
    }))
    stub.on(/large/, () => ({ status: 200, body: Buffer.alloc(1_000_000) }))
    for (const path of ['bomb', 'large'])
      assert.equal((await download(`http://public.example/${path}`, LIMITS)).ok, false)
    const slow = http.createServer((_, response) => {
      response.write('x')
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    })
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const { port } = slow.address() as { port: number }
    try {
      const got = await download(`http://127.0.0.1:${port}/`, { maxBytes: 1e9, timeoutMs: 300, privateHosts: true })
      assert.equal(got.ok, false)
      const settings = genesys({ apiUrl: `http://127.0.0.1:${port}`, requestTimeoutMs: 300 })
      const agents = { contentType: 'image/png', contentUrl: `http://127.0.0.1:${port}/a` }
      const { attachment } = await reachableFile(agents, { settings, token: async () => 'x' }, SIGNAL)
      assert.equal(attachment, agents)
    } finally {
      slow.closeAllConnections()
      slow.close()
    }
  })
})

const why = (got: Download): string => (got.ok ? 'it came' : got.why)

/** What names lead to, for everybody in this process. */
function names(addressesOf: (host: string) => string[]): void {
  sinon.restore()
  sinon.stub(dns, 'lookup').callsFake(((host: string, _options: unknown, callback: (...args: unknown[]) => void) => {
    const addresses = addressesOf(host).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    process.nextTick(() => callback(null, addresses))
  }) as never)
  syncBuiltinESMExports()
}

/** An internet in which names that end in `.example` are this stub, past any look-up; all else is as it is. */
function internet(stub: Stub): void {
  const usual = (http.Agent.prototype as unknown as { createConnection(options: object): Socket }).createConnection
  const made: sinon.SinonStub = sinon.stub(http.Agent.prototype, 'createConnection' as never)
  made.callsFake(function (this: unknown, ...args: [{ host?: string }]) {
    if (args[0].host?.endsWith('.example')) return connect(Number(new URL(stub.url).port), '127.0.0.1')
    return usual.apply(this, args)
  })
}

/**
 * The addresses that connections were begun to meanwhile. Those beyond this machine end before a packet leaves. On this
 * machine only the stub's count: other tests of this process may have something of theirs to end.
 */
async function connections(stub: Stub, work: () => Promise<void>): Promise<string[]> {
  const reached: string[] = []
  const ours = Number(new URL(stub.url).port)
  const watch = (message: unknown): void => {
    const { socket } = message as { socket: Socket }
    socket.on('lookup', (error, address) => {
      if (error !== null) return
      reached.push(address)
      socket.destroy()
    })
    socket.on('connectionAttempt', (address: string, port: number) => {
      if (address !== '127.0.0.1' || port === ours) reached.push(address)
    })
  }
  subscribe('net.client.socket', watch)
  try {
    await work()
  } finally {
    unsubscribe('net.client.socket', watch)
  }
  return [...new Set(reached)]
}
