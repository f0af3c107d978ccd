import assert from 'node:assert/strict'
import { type Download, download } from '../../../adapters/core/files/download.ts'
import { fileNameOf } from '../../../adapters/core/files/names.ts'
import { isPublicAddress, lookUpPublic } from '../../../adapters/core/files/private-hosts.ts'
import { openStub, type Stub } from '../http-stub.ts'

const LIMITS = { maxBytes: 1_000, timeoutMs: 1_000, privateHosts: true }
const PUBLIC = { ...LIMITS, privateHosts: false }

describe('files the bot sends', () => {
  let stub: Stub
  beforeEach(async () => {
    stub = await openStub()
  })
  afterEach(() => stub.stop())

  const why = (got: Download): string => (got.ok ? 'it came' : got.why)

  it('are fetched with their type, and without credentials of ours', async () => {
    stub.on(/x\.png/, () => ({ status: 200, body: Buffer.from([1, 2, 3]), headers: { 'Content-Type': 'image/png' } }))
    assert.deepEqual(await download(`${stub.url}/x.png`, LIMITS), {
      ok: true,
      bytes: Buffer.from([1, 2, 3]),
      type: 'image/png',
    })
    assert.equal(stub.calls[0]!.headers.authorization, undefined)
    assert.equal(stub.calls[0]!.headers.cookie, undefined)
  })

  it('are refused from the limit on, whatever length is announced', async () => {
    for (const [size, ok] of [
      [999, true],
      [1_000, false],
      [100_000, false],
    ] as const) {
      stub.on(/big/, () => ({ status: 200, body: Buffer.alloc(size, 1) }))
      const got = await download(`${stub.url}/big`, LIMITS)
      assert.equal(got.ok, ok, String(size))
      if (!got.ok) assert.ok(got.linkable)
    }
  })

  it('are given up where they are missing, empty, or take too long', async () => {
    stub.on(/missing/, () => ({ status: 404 }))
    stub.on(/empty/, () => ({ status: 200, body: '' }))
    stub.on(/slow/, () => new Promise(() => {}))
    assert.match(why(await download(`${stub.url}/missing`, LIMITS)), /answered 404/)
    assert.match(why(await download(`${stub.url}/empty`, LIMITS)), /empty/)
    const started = performance.now()
    assert.equal((await download(`${stub.url}/slow`, { ...LIMITS, timeoutMs: 100 })).ok, false)
    assert.ok(performance.now() - started < 900)
  })

  it('are followed through three redirects and no more', async () => {
    stub.on(/^\/hop/, ({ path }) => {
      const left = Number(path.slice(4))
      return left === 0
        ? { status: 200, body: 'there' }
        : { status: 302, headers: { Location: `/hop${left - 1}` }, body: '' }
    })
    assert.equal((await download(`${stub.url}/hop3`, LIMITS)).ok, true)
    assert.match(why(await download(`${stub.url}/hop4`, LIMITS)), /redirected/)
  })

  it('are not fetched from private networks, by whatever name', async () => {
    const { port } = new URL(stub.url)
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '0.0.0.0']) {
      const got = await download(`http://${host}:${port}/x`, PUBLIC)
      assert.match(why(got), /private network/, host)
      assert.ok(!got.ok && !got.linkable)
    }
    assert.equal(stub.calls.length, 0)
  })

  it('are not fetched by other means, nor with credentials in the address', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://x.example/a', 'http://u:p@x.example/a', 'nonsense']) {
      const got = await download(url, LIMITS)
      assert.ok(!got.ok && !got.linkable, url)
    }
    stub.on(/leads/, () => ({ status: 302, headers: { Location: 'file:///etc/passwd' }, body: '' }))
    assert.match(why(await download(`${stub.url}/leads`, LIMITS)), /file: is not fetched/)
  })

  it('may come in the address itself', async () => {
    assert.deepEqual(await download('data:text/plain;base64,SGk=', LIMITS), {
      ok: true,
      bytes: Buffer.from('Hi'),
      type: 'text/plain',
    })
    assert.deepEqual(await download('data:,Hi%20there', LIMITS), { ok: true, bytes: Buffer.from('Hi there') })
    for (const url of ['data:', 'data:text/plain,', 'data:,%zz', `data:,${'x'.repeat(1_000)}`]) {
      assert.equal((await download(url, LIMITS)).ok, false)
    }
  })

  it('have names of letters, digits, -, _ and ., with something before that makes them unique', () => {
    const name = (name: string, url: string, type: string) => fileNameOf({ name, url }, type, '0badcafe')
    assert.equal(
      name('Facture n° 12 (été).pdf', 'https://x.example/a', 'application/pdf'),
      '0badcafe-Facture_n_12_ete.pdf',
    )
    assert.equal(name('', 'https://x.example/files/bill%201.pdf?x=1', 'application/pdf'), '0badcafe-bill_1.pdf')
    assert.equal(name('Shoe', 'https://x.example/', 'image/png'), '0badcafe-Shoe.png')
    assert.equal(name('', 'data:image/gif;base64,xx', 'image/gif'), '0badcafe-file.gif')
    assert.equal(name('../../etc/passwd', 'https://x.example/%zz', 'text/x-odd'), '0badcafe-etc_passwd')
    assert.match(name('価格.png', 'https://x.example/', 'image/png'), /^0badcafe-[A-Za-z0-9_.-]+$/)
    assert.ok(name('x'.repeat(500), 'https://x.example/', 'image/png').length < 100)
  })
})

describe('private addresses', () => {
  it('are told from public ones', () => {
    for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])
      assert.ok(isPublicAddress(address), address)
    const hidden =
      '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.168.1.1 198.18.0.1 224.0.0.1 255.255.255.255 ' +
      ':: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::a00:1 2002:a00:1:: 2001::1 2001:db8::1 x'
    for (const address of hidden.split(' ')) assert.ok(!isPublicAddress(address), address)
  })

  it('are refused when a name leads to one', async () => {
    for (const all of [true, false]) {
      const error = await new Promise((resolve) => lookUpPublic('localhost', { all }, (given) => resolve(given)))
      assert.match(String(error), /private network/)
    }
  })
})
