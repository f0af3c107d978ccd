import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../contract/platform/server-process.ts'
import { eventually, notHere } from '../contract/platform/stage.ts'
import type { Front, Talk } from './fronts/front.ts'
import { openGladly } from './fronts/gladly.ts'
import { openHootsuite } from './fronts/hootsuite.ts'
import { openImiconnect } from './fronts/imiconnect.ts'
import { canHaveOwnDisk, ServerOnSmallDisk } from './small-disk.ts'

describe('When the disk is full', function () {
  this.timeout(60_000)
  const fronts: Front[] = []
  let folder: string
  let server: ServerOnSmallDisk | undefined
  before(async function () {
    if (!canHaveOwnDisk()) return notHere(this)
    folder = mkdtempSync(path.join(tmpdir(), 'small-disk-'))
    for (const open of [openGladly, openHootsuite, openImiconnect]) fronts.push(await open())
    const env = Object.assign({}, ...fronts.map((front) => front.env))
    server = await ServerOnSmallDisk.start(folder, { HOST: '127.0.0.1', PORT: String(await freePort()), ...env })
    for (const front of fronts) await front.connect(server.url, env)
  })
  after(async () => {
    await server?.stop()
    for (const front of fronts) await front.stop()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  /** Resolves when all that was said has been taken, and answered once and in order. */
  async function answered(front: Front, talk: Talk): Promise<void> {
    const texts = talk.said.map(({ text }) => text)
    await eventually(
      `${front.name} has the answers`,
      () => talk.said.every(({ id }) => front.taken().has(id)) && front.came(talk).length >= texts.length,
      30_000,
    )
    assert.deepEqual(front.came(talk), texts)
  }

  it('events are refused with 503 until there is room, a turn that was running waits with its words, and all goes on', async () => {
    const talks = new Map<Front, Talk>()
    for (const front of fronts) {
      const talk = await front.begin('Nadia')
      talks.set(front, talk)
      await front.say(talk, 'one')
      await answered(front, talk)
      // Its turn began before the disk was full, and ends after.
      await front.say(talk, 'two slowly')
      await eventually('it is taken', () => front.taken().has(talk.said.at(-1)!.id))
    }
    await server!.fill()
    for (const [front, talk] of talks) await front.say(talk, 'three')
    await sleep(2_000)
    for (const [front, talk] of talks) {
      assert.ok(!front.taken().has(talk.said.at(-1)!.id), `${front.name}'s event was answered 2xx`)
      assert.ok(front.refusals().length > 0 && front.refusals().every((status) => status === 503), front.name)
    }
    assert.equal((await fetch(`${server!.url}/readyz`)).status, 200)
    await server!.free()
    for (const [front, talk] of talks) await answered(front, talk)
    await eventually('nothing waits', async () => (await server!.waiting()) === 0)
    for (const [front, talk] of talks) {
      await front.say(talk, 'four')
      await answered(front, talk)
    }
  })
})
