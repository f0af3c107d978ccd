import { useEffect, useState } from 'preact/hooks'
import type { ConsoleEvent } from '../protocol.ts'
import { type Change, EMPTY, reduceAll, type State } from './store.ts'

/** How long a burst of events may wait to be shown while the window is hidden, and no frame is drawn. */
const HIDDEN_MS = 250
const RECONNECT_MS = 1_000

/** What the server tells, as it tells it, and a way to put in what was asked for. */
export function useConsole(): [State, (change: Change) => void] {
  const [state, setState] = useState<State>(EMPTY)
  const [put, setPut] = useState<(change: Change) => void>(() => () => {})
  useEffect(() => {
    const batch = batched((changes) => setState((before) => reduceAll(before, changes)))
    setPut(() => batch.add)
    const stop = listen(batch.add)
    return () => {
      stop()
      batch.stop()
    }
  }, [])
  return [state, put]
}

/** Hands changes on once a frame, so that a thousand events a second draw the page sixty times, not a thousand. */
function batched(show: (changes: Change[]) => void): { add(change: Change): void; stop(): void } {
  let waiting: Change[] = []
  let frame = 0
  let timer = 0
  const flush = (): void => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    const changes = waiting
    waiting = []
    if (changes.length > 0) show(changes)
  }
  return {
    add(change) {
      waiting.push(change)
      if (waiting.length > 1) return
      frame = requestAnimationFrame(flush)
      timer = window.setTimeout(flush, HIDDEN_MS)
    },
    stop() {
      waiting = []
      flush()
    },
  }
}

/** Listens until told to stop. The browser reconnects by itself, but not where the server answered with an error. */
function listen(put: (change: Change) => void): () => void {
  let source: EventSource
  let timer = 0
  const open = (): void => {
    source = new EventSource('/events')
    source.onmessage = ({ data }) => put({ ...(JSON.parse(data) as ConsoleEvent), heardAt: performance.now() })
    source.onerror = () => {
      put({ type: 'lost' })
      if (source.readyState === EventSource.CLOSED) timer = window.setTimeout(open, RECONNECT_MS)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}
