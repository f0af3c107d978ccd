import { randomUUID } from 'node:crypto'
import type { WebChatSettings } from './options.ts'

/** A file, with a smaller picture of it where there is one. */
export interface StoredAttachment {
  name: string
  type: string
  views: ReadonlyMap<string, Buffer>
}

/** The files of all conversations; beyond the limit the oldest are given up. */
export class Attachments {
  private readonly byId = new Map<string, StoredAttachment>()
  private bytes = 0
  private readonly settings: WebChatSettings

  constructor(settings: WebChatSettings) {
    this.settings = settings
  }

  /** Keeps a file. Returns its id. */
  add({
    name,
    type,
    original,
    thumbnail,
  }: {
    name: string
    type: string
    original: Buffer
    thumbnail?: Buffer
  }): string {
    const id = randomUUID()
    const views = new Map([['original', original]])
    if (thumbnail) views.set('thumbnail', thumbnail)
    const stored = { name, type, views }
    this.byId.set(id, stored)
    this.bytes += sizeOf(stored)
    for (const [oldest, one] of this.byId) {
      if (this.bytes <= this.settings.attachmentBytes) break
      this.byId.delete(oldest)
      this.bytes -= sizeOf(one)
    }
    return id
  }

  find(id: string): StoredAttachment | undefined {
    return this.byId.get(id)
  }
}

const sizeOf = ({ views }: StoredAttachment): number => [...views.values()].reduce((sum, { length }) => sum + length, 0)
