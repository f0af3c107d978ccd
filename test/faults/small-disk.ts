import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { childModule } from '../contract/platform/child-module.ts'

/** Bytes of the disk: room for a database and little else. */
const SIZE = '3m'

/** A file system in memory that only the process and its children see: what anybody may mount where the system lets them. */
const MOUNT = `mount -t tmpfs -o size=${SIZE} tmpfs "$DISK" && exec "$@"`
const OWN_DISK = ['--user', '--map-root-user', '--mount']

/** Whether this machine lets a process have a disk of its own. */
export function canHaveOwnDisk(): boolean {
  try {
    execFileSync('unshare', [...OWN_DISK, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A bot server on a small disk of its own. */
export class ServerOnSmallDisk {
  private readonly child: ChildProcess
  readonly url: string

  private constructor(child: ChildProcess, url: string) {
    this.child = child
    this.url = url
  }

  /** `folder`: where the disk is mounted, in that process's eyes. */
  static async start(folder: string, env: Record<string, string>): Promise<ServerOnSmallDisk> {
    const { script, options } = childModule(new URL('./disk-child.ts', import.meta.url))
    const child = fork(script, [], {
      execPath: 'unshare',
      execArgv: [...OWN_DISK, 'sh', '-c', MOUNT, 'sh', process.execPath, ...(options.execArgv ?? [])],
      env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', DISK: folder, DATA_DIR: `${folder}/data`, ...env },
    })
    const gone = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server did not start: ${code}`)))
    const [told] = (await Promise.race([once(child, 'message'), gone])) as [{ url: string }]
    gone.catch(() => {})
    return new ServerOnSmallDisk(child, told.url)
  }

  /** To the last byte. */
  fill = (): Promise<void> => this.ask('fill')
  free = (): Promise<void> => this.ask('free')

  async waiting(): Promise<number> {
    const answer = await fetch(`${this.url}/readyz`)
    const { engine } = (await answer.json()) as { engine: { inbox: number; outbox: number } }
    return engine.inbox + engine.outbox
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await gone
  }

  private async ask(what: 'fill' | 'free'): Promise<void> {
    const done = once(this.child, 'message')
    this.child.send(what)
    await done
  }
}
