import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { overhear } from '../simulator/overhear.ts'
import { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import type { ItemFile, World } from './world.ts'

/** A request for a file, with all headers as received: credentials must not be among them. */
export interface AttachmentHostRequest {
  path: string
  headers: Record<string, string>
}

/**
 * Where attachments really are: another host, as a 303 sends clients to a file store (Gladly API reference, Get
 * attachment). It wants no credentials and writes down the headers it gets.
 */
export class AttachmentHost {
  private readonly recorder: Recorder<AttachmentHostRequest>
  private readonly server: Server

  /** Serves the organization's files, as long as they are there. */
  constructor({ files, settings }: Pick<World, 'files' | 'settings'>, wire?: Wire) {
    this.recorder = new Recorder(settings.recordLimit)
    this.server = createServer((request, response) => {
      overhear(wire, request, response)
      const path = request.url ?? '/'
      this.recorder.add({ path, headers: { ...request.headers } as Record<string, string> })
      const asked = path.split('?')[0]!
      const file = files.get(/^\/files\/([\w-]+)\//.exec(asked)?.[1] ?? '')
      // Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing.
      if (!file || asked !== pathOf(file) || request.method !== 'GET') {
        response.statusCode = 404
        response.end()
        return
      }
      response.setHeader('Content-Type', file.contentType)
      response.setHeader('Content-Length', file.data.length)
      response.end(file.data)
    })
  }

  /** What was asked, in order of arrival. */
  get requests(): AttachmentHostRequest[] {
    return this.recorder.list
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
  }

  /** The URL one is sent to for this file. */
  urlOf(file: ItemFile): string {
    const { port } = this.server.address() as AddressInfo
    return `http://127.0.0.1:${port}${pathOf(file)}?expires=600`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

function pathOf({ id, filename }: ItemFile): string {
  return `/files/${encodeURIComponent(id)}/${encodeURIComponent(filename)}`
}
