import { createHash, randomUUID } from 'node:crypto'
import { unknown } from './errors.ts'
import type { SentFile } from './simulator.ts'

/** How many files are kept. */
const MOST = 200

/** A file that can be fetched. */
export interface Download {
  bytes: Buffer
  mime: string
}

/** The download host: the files that agents sent. */
export class Downloads {
  private readonly files = new Map<string, Download>()
  private readonly base: () => string

  /** `base`: where it is reached, known once it listens. */
  constructor(base: () => string) {
    this.base = base
  }

  /** Keeps the file, if its body is given. Returns it as messages show it. */
  offer({ mime, filename, body, url, mediaType }: SentFile): object {
    const id = randomUUID()
    const shown = { id, mediaType: mediaType ?? mediaTypeOf(mime), mime, filename }
    if (body === undefined) return { ...shown, url: url ?? `${this.base()}/api/v2/downloads/${id}` }
    const bytes = Buffer.from(body)
    this.files.set(id, { bytes, mime })
    const oldest = this.files.keys().next().value
    if (this.files.size > MOST && oldest !== undefined) this.files.delete(oldest)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { ...shown, url: `${this.base()}/api/v2/downloads/${id}`, sha256, contentSizeBytes: bytes.length }
  }

  /** Throws 404 for what is not there. */
  get(id: string): Download {
    const found = this.files.get(id)
    if (!found) throw unknown(`download ${id}`)
    return found
  }
}

function mediaTypeOf(mime: string): string {
  const kind = /^(image|video|audio)\//.exec(mime)?.[1]
  return kind === undefined ? 'File' : kind[0]!.toUpperCase() + kind.slice(1)
}
