import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SimulatorClock } from '../simulator/clock.ts'
import { type Listener, listen } from '../simulator/listener.ts'
import { overhear } from '../simulator/overhear.ts'
import { Recorder } from '../simulator/recorder.ts'
import type { Wire } from '../simulator/wire.ts'
import type { EightByEightSettings } from './options.ts'
import type { StoredFile } from './world.ts'

/** A request for a file, with all headers as received: the key must not be among them. */
export interface FileRequest {
  at: Date
  method: string
  path: string
  headers: Record<string, string>
  status: number
}

interface Offer {
  file: StoredFile
  until: number
}

/**
 * Where pre-signed URLs lead: another host than the API. It wants no credentials, serves a URL as long as it lives, and
 * writes down the headers it gets.
 */
export class FileHost {
  readonly requests: Recorder<FileRequest>
  private readonly offers = new Map<string, Offer>()
  private readonly clock: SimulatorClock
  private readonly settings: EightByEightSettings
  private readonly wire?: Wire
  private listener!: Listener

  constructor(clock: SimulatorClock, settings: EightByEightSettings, wire?: Wire) {
    this.clock = clock
    this.settings = settings
    this.wire = wire
    this.requests = new Recorder(settings.recordLimit)
  }

  get url(): string {
    return this.listener.url
  }

  async start(): Promise<void> {
    this.listener = await listen(0, async (request, response) => this.answer(request, response))
  }

  /** A new URL of a file. */
  urlOf(file: StoredFile): string {
    const path = `/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.fileName)}`
    const signed = `${path}?sig=${randomBytes(12).toString('hex')}`
    this.offers.set(signed, { file, until: this.clock.ms() + this.settings.preSignedUrlLifeMs })
    for (const oldest of this.offers.keys()) {
      if (this.offers.size <= this.settings.recordLimit) break
      this.offers.delete(oldest)
    }
    return this.listener.url + signed
  }

  stop(): Promise<void> {
    return this.listener.stop()
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    overhear(this.wire, request, response)
    const { method = 'GET', url = '/', headers } = request
    const offer = this.offers.get(url)
    const alive = offer !== undefined && this.clock.ms() < offer.until
    const status = !offer ? 404 : !alive ? 403 : method === 'GET' || method === 'HEAD' ? 200 : 405
    const kept = { ...headers } as Record<string, string>
    this.requests.add({ at: this.clock.now(), method, path: url, headers: kept, status })
    response.statusCode = status
    if (status !== 200) return void response.end()
    response.setHeader('Content-Type', offer!.file.contentType)
    response.setHeader('Content-Length', offer!.file.data.length)
    response.end(method === 'HEAD' ? undefined : offer!.file.data)
  }
}
