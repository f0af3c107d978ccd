import { request } from 'node:http'
import { ContactCenterError, StorageError } from '../adapters/index.ts'
import { controlAddress } from './control-address.ts'
import { CONTROL_PATH, type ControlCall } from './control-calls.ts'
import type { Operations } from './operations.ts'

/** The operations of the server that has this data folder; undefined where none runs. */
export async function runningServer(dataDir: string): Promise<Operations | undefined> {
  const address = controlAddress(dataDir)
  const ask = <T>(name: ControlCall['name'], ...args: unknown[]) => call<T>(address, { name, args })
  const operations: Operations = {
    deadLetters: (options) => ask('deadLetters', options),
    deadLetter: (id) => ask('deadLetter', id),
    replay: (ids) => ask('replay', ids),
    drop: (ids) => ask('drop', ids),
    forget: (channelId, customerId) => ask('forget', channelId, customerId),
    stats: () => ask('stats'),
  }
  try {
    await operations.stats()
    return operations
  } catch (error) {
    if (error instanceof NobodyThere) return undefined
    throw error
  }
}

class NobodyThere extends Error {}

/** No socket, or one a dead server left. */
const NOBODY: readonly (string | undefined)[] = ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']

function call<T>(socketPath: string, body: ControlCall): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: CONTROL_PATH, method: 'POST', agent: false })
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.includes(error.code)) return reject(new NobodyThere())
      reject(
        new StorageError(`The running server does not answer: ${error.message}.`, {
          hint:
            error.code === 'EACCES' || error.code === 'EPERM'
              ? 'Run the command as the user the server runs as.'
              : 'It may be stopping: try again in a moment.',
          cause: error,
        }),
      )
    })
    asked.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => {
        const answer = JSON.parse(text || '{}') as { result?: T; message?: string; hint?: string }
        if (response.statusCode === 200) return resolve(answer.result as T)
        reject(
          new ContactCenterError('refused', answer.message ?? 'The running server refused.', { hint: answer.hint }),
        )
      })
    })
    asked.end(JSON.stringify(body))
  })
}
