import assert from 'node:assert/strict'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { type Engine, openSqliteEngine } from '../../adapters/core/engine/index.ts'
import { until } from '../core/engine/manual-clock.ts'
import { event, newFolder, talk } from '../core/engine/setting.ts'

describe('While the disk has no room even for a note of what is going on', () => {
  const { writeSync } = fs
  const dataDir = newFolder()
  let engine: Engine
  let refused = 0
  beforeEach(async () => {
    engine = await openSqliteEngine({ dataDir, random: () => 1 })
  })
  afterEach(async () => {
    fs.writeSync = writeSync
    syncBuiltinESMExports()
    await engine.stop(0)
    fs.rmSync(dataDir, { recursive: true })
  })
  const fill = (): void => {
    fs.writeSync = (() => {
      refused++
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
    }) as typeof fs.writeSync
    syncBuiltinESMExports()
  }

  it('turns and deliveries wait, and go on by themselves once there is some', async () => {
    const ran: string[] = []
    const brought: unknown[] = []
    engine.serve('gladly', {
      runTurn: async (turn) => {
        ran.push(turn.event!.body)
        turn.send({ kind: 'reply', payload: turn.event!.body })
      },
      deliver: async ({ payload }) => {
        brought.push(payload)
        return { state: 'delivered' }
      },
    })
    await engine.start()
    fill()
    await engine.exclusive(talk('b'), async (turn) => void turn.send({ kind: 'reply', payload: 'by itself' }))
    await engine.accept(event('one'))
    await engine.accept(event('two'))
    await until(() => refused >= 2)
    assert.deepEqual([ran, brought], [[], []])
    fs.writeSync = writeSync
    syncBuiltinESMExports()
    await until(() => engine.stats().inbox + engine.stats().outbox === 0)
    assert.deepEqual(ran, ['one', 'two'])
    assert.deepEqual(brought.sort(), ['by itself', 'one', 'two'])
  })
})
