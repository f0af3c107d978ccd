import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { Cleanup } from '../bot/servers.ts'
import { assertAccessible, axeViolations } from './axe.ts'
import { closePage, openPage, takeTroubles } from './chromium.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MOCHA = 'node_modules/mocha/bin/mocha.js'
const HOOKS = 'test/browser/hooks.ts'
const NOISY = 'test/browser/fixtures/noisy.ts'

describe('a watched page', () => {
  const cleanup = new Cleanup()
  afterEach(() => cleanup.run())

  /** A page with this content, whose policy lets it run no script but its own file's. */
  async function show(body: string, script = '', allow: RegExp[] = []): Promise<Page> {
    const server = createServer((req, res) => {
      res.setHeader('Content-Security-Policy', "script-src 'self'")
      res.setHeader('Content-Type', req.url === '/script.js' ? 'text/javascript' : 'text/html; charset=utf-8')
      const html = `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,">
        <script src="/script.js" defer></script></head><body><main><h1>A page</h1>${body}</main></body></html>`
      res.end(req.url === '/script.js' ? script : html)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanup.add(() => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    })
    const page = await openPage({ allow })
    cleanup.add(() => closePage(page))
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    return page
  }

  it('has nothing held against it while it does nothing wrong', async () => {
    await show('<p>Hello</p>', 'console.log("fine"); fetch("/")')
    assert.deepEqual(takeTroubles(), [])
  })

  it('is told of for console errors and for errors nobody caught', async () => {
    const page = await show('', 'console.error("it broke"); setTimeout(() => { throw new Error("nobody caught me") })')
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
    const [said, thrown, ...more] = takeTroubles()
    assert.match(said ?? '', /^console error: it broke \(http:\/\/127/)
    assert.match(thrown ?? '', /^error nobody caught: Error: nobody caught me/)
    assert.deepEqual(more, [])
  })

  it('is told of for requests that leave this machine, and they get nowhere', async () => {
    const page = await show('', 'window.ended = fetch("https://example.com/x").then(() => "sent", () => "refused")')
    assert.equal(await page.evaluate('ended'), 'refused')
    const page2 = await show('', 'new WebSocket("ws://example.org/y").onerror = () => { window.over = true }')
    await page2.waitForFunction('window.over')
    const troubles = takeTroubles().filter((one) => !one.startsWith('console error'))
    assert.deepEqual(troubles, [
      'request that leaves this machine: GET https://example.com/x',
      'request that leaves this machine: WebSocket ws://example.org/y',
    ])
  })

  it('may do what it is allowed', async () => {
    await show('', 'console.error("known"); console.error("unknown")', [/^console error: known/])
    const troubles = takeTroubles()
    assert.equal(troubles.length, 1)
    assert.match(troubles[0] ?? '', /unknown/)
  })

  it('that does wrong fails its test, and not the next', async () => {
    // By itself, and in one process, so that the time limit ends all of it.
    const args = [MOCHA, '--no-config', '--timeout', '60000', '--require', HOOKS, '--reporter', 'json', NOISY]
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', ...args], { cwd: ROOT, timeout: 80_000 })
    const { stdout } = await run.then(
      () => assert.fail('the run passed'),
      (error: { stdout: string }) => error,
    )
    const { failures } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Report
    assert.deepEqual(
      failures.map(({ title }) => title),
      ['says an error on the console'],
      stdout,
    )
    assert.match(failures[0]?.err.message ?? '', /A page did wrong:\s+console error: it broke/)
  })

  it('is told in words what keeps people out', async () => {
    const page = await show('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" id="picture">')
    const found = await axeViolations(page)
    assert.equal(found.length, 1, found.join('\n'))
    assert.match(
      found[0] ?? '',
      /^image-alt \(critical\): Images must have alternative text: #picture: .*alt attribute/,
    )
    assert.deepEqual(await axeViolations(page, { without: ['#picture'] }), [])
    assert.deepEqual(await axeViolations(page, { within: 'h1' }), [])
    await assert.rejects(() => assertAccessible(page), /1 things? keep/)
  })
})

interface Report {
  failures: { title: string; err: { message: string } }[]
}
