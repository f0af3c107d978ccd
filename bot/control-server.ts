import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isMainThread } from 'node:worker_threads'
import { ContactCenterError, type Logger, messageOf, SettingsError } from '../adapters/index.ts'
import { controlAddress } from './control-address.ts'
import { answerCall, CONTROL_PATH, controlCall } from './control-calls.ts'
import type { Operations } from './operations.ts'

/** Lets commands beside the server work on its data. */
export interface ControlServer {
  /** Take no more calls. */
  stop(): void
  /** Let go of those that still wait for an answer. */
  close(): Promise<void>
}

/** No call is larger. */
const MOST_BYTES = 100_000

/**
 * Serve the operations to programs of the same user on this machine: on a socket in the data folder, never over the
 * network. Whoever calls it holds the folder's lock: a socket that is there already is one a dead server left.
 */
export async function serveControl(dataDir: string, operations: Operations, log: Logger): Promise<ControlServer> {
  const address = controlAddress(dataDir)
  const server = createServer((req, res) => void answer(req, res, operations, log))
  await listen(server, address)
  server.on('error', (error) => log.warn({ err: error }, 'the control socket reports an error'))
  let closed: Promise<void> | undefined
  const stop = (): void => {
    closed ??= new Promise((resolve) => server.close(() => resolve()))
  }
  return {
    stop,
    async close() {
      stop()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, address: string): Promise<void> {
  const isFile = process.platform !== 'win32'
  if (isFile) rmSync(address, { force: true })
  // From its first moment nobody else may use it.
  const mask = isFile && isMainThread ? process.umask(0o177) : undefined
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      try {
        server.listen(address, () => {
          server.off('error', reject)
          resolve()
        })
      } finally {
        // The socket is there by now.
        if (mask !== undefined) process.umask(mask)
      }
    })
  } catch (error) {
    throw new SettingsError(`The control socket ${address} cannot be opened: ${messageOf(error)}.`, {
      hint: 'Look at the owner and mode of DATA_DIR, and at its file system: it must be able to hold sockets.',
      cause: error,
    })
  }
  if (isFile) chmodSync(address, 0o600)
}

async function answer(req: IncomingMessage, res: ServerResponse, operations: Operations, log: Logger): Promise<void> {
  try {
    const call = req.method === 'POST' && req.url === CONTROL_PATH ? controlCall(await bodyOf(req)) : undefined
    if (call === undefined) return json(res, 400, { message: 'The running server knows no such command.' })
    const result = await answerCall(operations, call)
    json(res, 200, { result })
  } catch (error) {
    const known = error instanceof ContactCenterError
    if (!known) log.error({ err: error }, 'a command could not be carried out')
    json(res, 500, { message: messageOf(error), hint: known ? error.hint : 'See the server’s log.' })
  }
}

/** Undefined where it is none of ours. */
async function bodyOf(req: IncomingMessage): Promise<unknown> {
  let text = ''
  req.setEncoding('utf8')
  for await (const chunk of req) {
    text += chunk
    if (text.length > MOST_BYTES) return undefined
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.statusCode = status
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  // One call a connection: nobody keeps the server from closing.
  res.setHeader('Connection', 'close')
  res.end(JSON.stringify(body))
}
