import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FileShelf } from '../simulator/file-shelf.ts'
import { type Listener, listen } from '../simulator/listener.ts'
import type { CustomerFile } from './media.ts'

/** Where the files of customers lie: another host than the platform, which wants no credentials. */
export class MediaHost {
  private readonly files = new FileShelf<CustomerFile>()
  private listening: Promise<Listener> | undefined

  /** Keeps a file. Resolves with its URL. */
  async keep(file: CustomerFile): Promise<string> {
    this.listening ??= listen(0, async (request, response) => this.answer(request, response))
    const path = `/media/${randomUUID()}/${encodeURIComponent(file.name)}`
    this.files.put(path, file, file.bytes.byteLength)
    return (await this.listening).url + path
  }

  /** Serves the file of this URL no more, if it is one of its own. */
  forget(url: string): void {
    this.files.delete(new URL(url).pathname)
  }

  async stop(): Promise<void> {
    await (await this.listening)?.stop()
  }

  private answer({ method, url = '/' }: IncomingMessage, response: ServerResponse): void {
    const file = method === 'GET' ? this.files.get(url) : undefined
    response.statusCode = file === undefined ? 404 : 200
    if (file === undefined) return void response.end()
    response.setHeader('Content-Type', file.contentType)
    response.setHeader('Content-Length', file.bytes.byteLength)
    response.end(file.bytes)
  }
}
