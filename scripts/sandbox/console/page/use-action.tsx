import { useState } from 'preact/hooks'

/** Something that is done on the server, and why it was refused. */
export interface Action {
  error: string | undefined
  /** Does it; resolves with whether it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>
  clear(): void
}

/** Does things on the server and keeps why the last one was refused. */
export function useAction(): Action {
  const [error, setError] = useState<string>()
  return {
    error,
    clear: () => setError(undefined),
    async run(work) {
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
  return (
    <div class={error === undefined ? 'refusal' : 'refusal shown'}>
      <p role="status">{error}</p>
      {error !== undefined && (
        <button type="button" class="quiet" onClick={action.clear}>
          Dismiss
        </button>
      )}
    </div>
  )
}
