import { type ChildProcess, spawn } from 'node:child_process'
import http from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from './stage.ts'
import { ended } from './subject.ts'

/** A program that answers `/readyz`. */
export interface Launch {
  program: string
  dataDir: string
}

const LONGEST_MS = 30_000
const LOOK_EVERY_MS = 5

/** Start it, wait until it is ready, stop it. Resolves with the milliseconds from its start until it was ready. */
export async function timeToReady(stage: Stage, { program, dataDir }: Launch): Promise<number> {
  stage.mustBeOpen()
  const port = await freePort()
  const { PATH, HOME, TMPDIR } = process.env
  const started = performance.now()
  const child = spawn(process.execPath, ['--no-warnings', program], {
    // Not where a `.env` may be.
    cwd: dataDir,
    env: { PATH, HOME, TMPDIR, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const stop = (): Promise<void> => ended(child, () => child.kill('SIGTERM'))
  stage.onClose(stop)
  await ready(child, port, started + LONGEST_MS)
  const took = performance.now() - started
  await stop()
  return took
}

async function ready(child: ChildProcess, port: number, deadline: number): Promise<void> {
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`a server ended with ${child.exitCode} instead of getting ready`)
    if ((await statusOf(port)) === 200) return
    await sleep(LOOK_EVERY_MS)
  }
  throw new Error(`a server was not ready within ${LONGEST_MS} ms`)
}

function statusOf(port: number): Promise<number> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', () => resolve(0))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
