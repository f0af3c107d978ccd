import { whenOrphaned } from '../../bot/shut-down.ts'

/** What is not undone by then is left as it is, in milliseconds. */
const PATIENCE_MS = 10_000

/**
 * When whoever plays ends the program (Ctrl+C, SIGTERM, a terminal that is closed), undo what it did, and end it with this
 * status. The function that is returned says whether that has begun.
 */
export function onLeaving(undo: () => Promise<unknown>, status: number): () => boolean {
  let leaving = false
  // Any number of signals, one end: launchers pass on what the whole process group has got already.
  const leave = (): void => {
    if (leaving) return
    leaving = true
    const end = () => process.exit(status)
    setTimeout(end, PATIENCE_MS).unref()
    undo().then(end, end)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave)
  if (process.env.npm_lifecycle_event !== undefined) whenOrphaned(leave)
  return () => leaving
}
