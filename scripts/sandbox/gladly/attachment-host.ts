import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { overhear } from '../simulator/overhear.ts'
import type { Wire } from '../simulator/wire.ts'
import type { StoredFile } from './world.ts'

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
  readonly requests: AttachmentHostRequest[] = []
  private readonly files = new Map<string, StoredFile>()
  private readonly server: Server

  constructor(wire?: Wire) {
    this.server = createServer((request, response) => {
      overhear(wire, request, response)
      const path = request.url ?? '/'
      this.requests.push({ path, headers: { ...request.headers } as Record<string, string> })
      const file = this.files.get(path.split('?')[0]!)
      // Not `writeHead(…).end(…)`: where restify is loaded it has replaced `writeHead` by one that returns nothing.
      if (!file || request.method !== 'GET') {
        response.statusCode = 404
        response.end()
        return
      }
      response.setHeader('Content-Type', file.contentType)
      response.setHeader('Content-Length', file.data.length)
      response.end(file.data)
    })
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
  }

  /** The URL one is sent to for this file. */
  urlOf(file: StoredFile): string {
    const path = `/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.filename)}`
    this.files.set(path, file)
    const { port } = this.server.address() as AddressInfo
    return `http://127.0.0.1:${port}${path}?expires=600`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}
