// biome-ignore-all lint/a11y/useSemanticElements: a table's rows cannot be placed by themselves, as a virtual list's have to be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, its rows and cells never do
import type { ComponentChildren } from 'preact'
import { memo } from 'preact/compat'
import type { WireRow } from '../protocol.ts'
import { COLUMNS, type Column } from './wire-columns.ts'
import { failed } from './wire-filter.ts'
import { durationInWords, exactTime, KINDS, tryInWords } from './words.ts'

interface WireLineProps {
  row: WireRow
  index: number
  /** How far below the first row, in pixels. */
  top: number
  selected: boolean
  /** Whether it belongs to the turn of the selected row. */
  related: boolean
  onSelect(id: number): void
}

/** One row of the wire log. */
export const WireLine = memo(function WireLine({ row, index, top, selected, related, onSelect }: WireLineProps) {
  const { id, at, kind, direction, platform, title, summary, status, durationMs, error, fault, attempt, proof } = row
  const marks = ['row', kind, selected && 'selected', related && 'related', failed(row) && 'failed']
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the focus and the keys
    <div
      id={`wire-${id}`}
      class={marks.filter(Boolean).join(' ')}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(id)}
    >
      <Cell name="time">{exactTime(at)}</Cell>
      <Cell name="direction">
        <span aria-hidden="true">{direction === 'in' ? '→' : '←'}</span>
        <span class="unseen">{direction === 'in' ? 'to the bot' : 'from the bot'}</span>
      </Cell>
      <Cell name="kind">{KINDS[kind]}</Cell>
      <Cell name="platform">{platform}</Cell>
      <Cell name="title">{title}</Cell>
      <Cell name="summary">{error ?? summary}</Cell>
      <Cell name="status">{status ?? (error !== undefined ? 'none' : kind === 'activity' ? '' : '…')}</Cell>
      <Cell name="took">{durationMs === undefined ? '' : durationInWords(durationMs)}</Cell>
      <Cell name="try">
        {attempt !== undefined && attempt > 1 && <Shortened text={tryInWords(attempt)} short={/^\d+../} />}
      </Cell>
      <Cell name="proof">{proof && <Proof {...proof} />}</Cell>
      <Cell name="fault">{fault}</Cell>
    </div>
  )
})

/** Where there is little room, only the part that tells the most. */
function Shortened({ text, short }: { text: string; short: RegExp }) {
  const [part = text] = short.exec(text) ?? []
  return (
    <>
      {part}
      <span class="word">{text.slice(part.length)}</span>
    </>
  )
}

function Proof({ header, accepted }: NonNullable<WireRow['proof']>) {
  if (accepted === undefined) return <span class="untold">{header}</span>
  return (
    <>
      <span class="word">{accepted ? 'checked ' : 'refused '}</span>
      {accepted ? '✓' : '✗'}
    </>
  )
}

function Cell({ name, children }: { name: Column; children: ComponentChildren }) {
  return (
    <span role="gridcell" class={name} aria-colindex={COLUMNS.indexOf(name) + 1}>
      {children}
    </span>
  )
}
