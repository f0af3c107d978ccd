/** How much of people's files one simulator keeps. */
const MOST_BYTES = 100_000_000

/** Files by their keys; beyond so many bytes in all the oldest are given up. */
export class FileShelf<File> {
  private readonly files = new Map<string, { file: File; bytes: number }>()
  private readonly most: number
  private readonly onGivenUp: (file: File) => void
  private bytes = 0

  /** `most`: bytes, 100 MB where absent. `onGivenUp`: told of what is given up. */
  constructor({ most = MOST_BYTES, onGivenUp = () => {} }: { most?: number; onGivenUp?: (file: File) => void } = {}) {
    this.most = most
    this.onGivenUp = onGivenUp
  }

  /** Keeps a file, in place of one with that key. The newest stays, however large. */
  put(key: string, file: File, bytes: number): void {
    this.delete(key)
    this.files.set(key, { file, bytes })
    this.bytes += bytes
    for (const [oldest, one] of this.files) {
      if (this.bytes <= this.most || oldest === key) return
      this.delete(oldest)
      this.onGivenUp(one.file)
    }
  }

  /** Undefined where it was never there, or is not any more. */
  get(key: string): File | undefined {
    return this.files.get(key)?.file
  }

  /** Forgets a file, if it is there. */
  delete(key: string): void {
    this.bytes -= this.files.get(key)?.bytes ?? 0
    this.files.delete(key)
  }
}
