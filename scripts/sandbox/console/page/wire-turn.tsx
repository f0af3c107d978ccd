import type { WireRow } from '../protocol.ts'
import { exactTime, KINDS } from './words.ts'

interface WireTurnProps {
  /** Oldest first. */
  rows: readonly WireRow[]
  /** The one that is shown whole. */
  shown: number
  open: boolean
  onOpen(open: boolean): void
  onSelect(id: number): void
}

/** The rows of one turn, to go from each to the others: a webhook, what the bot got and said, the calls that came of it. */
export function WireTurn({ rows, shown, open, onOpen, onSelect }: WireTurnProps) {
  if (rows.length < 2) return null
  return (
    <details class="turn-rows" open={open} onToggle={({ currentTarget }) => onOpen(currentTarget.open)}>
      <summary>
        Same turn <span class="rows">{rows.length} rows</span>
      </summary>
      <ol>
        {rows.map(({ id, at, kind, direction, title, summary }) => (
          <li key={id}>
            <button
              type="button"
              class="quiet"
              aria-current={id === shown}
              title={`${exactTime(at)} ${summary}`}
              onClick={() => id !== shown && onSelect(id)}
            >
              <span class="way" aria-hidden="true">
                {direction === 'in' ? '→' : '←'}
              </span>
              <span class="unseen">{direction === 'in' ? 'To the bot' : 'From the bot'}: </span>
              <span>{KINDS[kind]}</span> <code>{title}</code> <span class="rows">{summary}</span>
            </button>
          </li>
        ))}
      </ol>
    </details>
  )
}
