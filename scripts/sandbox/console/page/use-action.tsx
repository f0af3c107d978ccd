import { useRef, useState } from 'preact/hooks'

/** Something that is done on the server, and why it was refused. */
export interface Action {
  error: string | undefined
  /** Does it; resolves with whether it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>
  /** Shows it no more. */
  clear(): void
  /** What had the focus when it was begun. */
  begunFrom(): HTMLElement | undefined
}

/** Does things on the server and keeps why the last one was refused. */
export function useAction(): Action {
  const [error, setError] = useState<string>()
  const from = useRef<Element | null>(null)
  return {
    error,
    clear: () => setError(undefined),
    begunFrom: () => (from.current instanceof HTMLElement ? from.current : undefined),
    async run(work) {
      from.current = document.activeElement
      try {
        await work()
        setError(undefined)
        return true
      } catch (thrown) {
        setError(thrown instanceof Error ? thrown.message : String(thrown))
        return false
      }
    },
  }
}

/** Where the last refusal is shown, and read out. It is always there: what appears with its text is not read. */
export function Refusal({ action }: { action: Action }) {
  const { error } = action
  const box = useRef<HTMLDivElement>(null)
  const dismiss = (): void => {
    // The button goes away: the focus must not go with it.
    const from = action.begunFrom()
    const back = from?.isConnected && from.tabIndex >= 0 ? from : nextTo(box.current)
    action.clear()
    back?.focus()
  }
  return (
    <div ref={box} class={error === undefined ? 'refusal' : 'refusal shown'}>
      <p role="status">{error}</p>
      {error !== undefined && (
        <button type="button" class="quiet" onClick={dismiss}>
          Dismiss
        </button>
      )}
    </div>
  )
}

/** What can be used in the part of the page where a refusal stands. */
function nextTo(box: HTMLElement | null): HTMLElement | undefined {
  const near = box?.closest('section')?.querySelectorAll<HTMLElement>('textarea, button, input, [tabindex="0"]') ?? []
  return [...near].find((one) => !box?.contains(one) && one.offsetParent !== null)
}
