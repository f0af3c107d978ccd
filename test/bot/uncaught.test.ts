import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { openSqliteEngine } from '../../adapters/index.ts'
import { childModule } from '../contract/platform/child-module.ts'
import { eventually } from '../contract/platform/stage.ts'
import { Cleanup, post, temporaryFolder } from './servers.ts'

interface Life {
  child: ChildProcess
  /** What it has told: `{ began: text }`, `{ ended: text }`. */
  told: Record<string, string>[]
  log(): string
  says(text: string, customer?: string): Promise<void>
  /** Resolves when it has told so. */
  until(what: 'began' | 'ended', text: string): Promise<void>
  code: Promise<number | null>
}

describe('an error of the bot’s that nobody caught', function () {
  this.timeout(120_000)
  const cleanup = new Cleanup()
  let dataDir: string
  beforeEach(async () => {
    dataDir = await temporaryFolder(cleanup)
  })
  afterEach(() => cleanup.run())

  async function start(env: Record<string, string> = {}): Promise<Life> {
    const { script, options } = childModule(new URL('./uncaught-child.ts', import.meta.url))
    const child = fork(script, [], {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, ...env },
    })
    cleanup.add(() => child.kill('SIGKILL'))
    let log = ''
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (log += chunk))
    const told: Record<string, string>[] = []
    child.on('message', (message: Record<string, string>) => told.push(message))
    const code = once(child, 'close').then(([ended]) => ended as number | null)
    await eventually('it is ready', () => {
      assert.equal(child.exitCode, null, log)
      return told.some(({ url }) => url !== undefined)
    })
    const { url } = told.find((one) => one.url !== undefined)!
    const says = async (text: string, customer = 'cora'): Promise<void> => {
      const activity = {
        type: 'message',
        id: `${text} ${Math.random()}`,
        channelId: 'webchat',
        serviceUrl: 'http://127.0.0.1:9/',
        conversation: { id: `talk of ${customer}` },
        from: { id: customer },
        recipient: { id: 'bot' },
        text,
      }
      const { status } = await post(`${url}/api/messages`, JSON.stringify(activity))
      assert.ok(status < 300, String(status))
    }
    const until = (what: 'began' | 'ended', text: string) =>
      eventually(`${text}: ${what}`, () => told.some((one) => one[what] === text))
    return { child, told, log: () => log, says, until, code }
  }

  async function deadLetters(): Promise<(string | undefined)[][]> {
    const engine = await openSqliteEngine({ dataDir })
    const letters = await engine.deadLetters.list()
    await engine.stop(0)
    return letters.map(({ conversationId, reason }) => [conversationId, reason])
  }

  it('is logged, and the server goes on, where it is a promise’s', async () => {
    const life = await start()
    await life.says('forget an await')
    await eventually('it is told', () =>
      /"level":50.*a promise of the bot’s was rejected and nobody looked: .*revoked/.test(life.log()),
    )
    await life.says('hello')
    await life.until('ended', 'hello')
    life.child.kill('SIGTERM')
    assert.equal(await life.code, 0, life.log())
    assert.deepEqual(await deadLetters(), [])
  })

  it('ends the server with 1, and no turn that was stopped by that is taken for its cause', async () => {
    let life = await start()
    await life.says('take your time', 'innocent')
    for (let lives = 1; lives <= 3; lives++) {
      await life.until('began', 'take your time')
      await life.says('throw after the turn')
      assert.equal(await life.code, 1, life.log())
      assert.match(life.log(), /"level":50.*nobody caught it; the server closes: thrown after the turn/)
      assert.match(life.log(), /"msg":"stopped"/)
      life = await start(lives === 3 ? { IN_A_HURRY: 'yes' } : {})
    }
    await life.until('ended', 'take your time')
    life.child.kill('SIGTERM')
    assert.equal(await life.code, 0, life.log())
    assert.deepEqual(await deadLetters(), [])
  })

  it('fails the turn in which it is thrown, so that the next life does not die of it again', async () => {
    const first = await start()
    await first.says('throw in the turn')
    assert.equal(await first.code, 1, first.log())
    const second = await start()
    await second.says('hello')
    await second.until('ended', 'hello')
    assert.deepEqual(
      second.told.filter(({ began }) => began === 'throw in the turn'),
      [],
    )
    second.child.kill('SIGTERM')
    assert.equal(await second.code, 0, second.log())
    assert.deepEqual(await deadLetters(), [['webchat/talk of cora', 'thrown in the turn']])
  })
})
