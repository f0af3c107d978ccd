import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { SettingsError } from '../adapters/index.ts'

/** As long as the address of a socket may be on every system, in bytes. */
const LONGEST = 100

/**
 * Where the server of a data folder listens for the commands beside it: a socket in the folder, a named pipe on Windows.
 * Where that path is too long for a socket, one in a folder of ours among the system's temporary ones.
 * @throws SettingsError where that folder is somebody else's.
 */
export function controlAddress(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  const folder = resolve(dataDir)
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (platform === 'win32') return `\\\\.\\pipe\\botbuilder-contact-center-${name}`
  const path = join(folder, 'control.sock')
  return Buffer.byteLength(path) <= LONGEST ? path : join(privateFolder(), `${name}.sock`)
}

function privateFolder(): string {
  const { uid } = userInfo()
  const folder = join(tmpdir(), `botbuilder-contact-center-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Whoever owns the folder could put a socket of theirs in the place of ours.
  const { mode, uid: owner } = lstatSync(folder)
  if (owner === uid && (mode & 0o40000) !== 0 && (mode & 0o77) === 0) return folder
  throw new SettingsError(
    `The folder ${folder} is not ours alone: the server’s control socket would not be safe there.`,
    {
      hint: 'Remove that folder, or let DATA_DIR be a shorter path.',
    },
  )
}
