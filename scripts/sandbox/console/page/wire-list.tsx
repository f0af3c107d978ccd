// biome-ignore-all lint/a11y/useSemanticElements: a table's rows cannot be placed by themselves, as a virtual list's have to be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, its rows and cells never do
import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { WireRow } from '../protocol.ts'
import { keyMoves } from './key-moves.ts'
import { placeOf } from './store.ts'
import { COLUMN_NAMES, COLUMNS } from './wire-columns.ts'
import { WireLine } from './wire-line.tsx'

const ROW_PX = 26

interface WireListProps {
  rows: readonly WireRow[]
  /** Differs when other rows are let through than before. */
  filter: string
  selected: WireRow | undefined
  onSelect(id: number): void
  /** Nothing is to be selected any more. */
  onClose(): void
}

/** The rows of the wire, however many. Follows the newest unless scrolled away; else what is in sight stays there. */
export function WireList({ rows, filter, selected, onSelect, onClose }: WireListProps) {
  const box = useRef<HTMLDivElement>(null)
  /** The row at the top of what is in sight, and how much of it is above; nothing while the newest is followed. */
  const anchor = useRef<{ id: number; above: number } | undefined>(undefined)
  const [following, setFollowing] = useState(true)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollPaddingStart: ROW_PX,
    scrollMargin: ROW_PX,
  })

  const hold = (): void => {
    const { current: element } = box
    if (element === null) return
    if (anchor.current === undefined) element.scrollTop = element.scrollHeight
    else element.scrollTop = placeOf(rows, anchor.current.id) * ROW_PX + anchor.current.above
  }
  useLayoutEffect(hold, [rows])
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (anchor.current === undefined && box.current !== null) box.current.scrollTop = box.current.scrollHeight
    })
    if (box.current !== null) observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  const settle = (element: HTMLDivElement): void => {
    const away = element.scrollHeight - element.scrollTop - element.clientHeight > ROW_PX / 2
    const top = rows[Math.floor(element.scrollTop / ROW_PX)]
    anchor.current = away && top !== undefined ? { id: top.id, above: element.scrollTop % ROW_PX } : undefined
    setFollowing(anchor.current === undefined)
  }
  const jump = (): void => {
    anchor.current = undefined
    setFollowing(true)
    hold()
    box.current?.focus()
  }

  const place = selected === undefined ? -1 : placeOf(rows, selected.id)
  const at = rows[place]?.id === selected?.id ? place : -1
  useLayoutEffect(() => {
    const { current: element } = box
    if (element === null || at === -1) return
    // The head covers as much as a row at the top, and “Jump to newest” about as much at the end.
    const below = Math.min(at + 1, rows.length - 1)
    const lowest = (below + 2) * ROW_PX - element.clientHeight
    const top = Math.min(at * ROW_PX, Math.max(lowest, element.scrollTop))
    if (top === element.scrollTop) return
    element.scrollTop = top
    settle(element)
  }, [selected?.id, filter])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose()
    const page = Math.floor((box.current?.clientHeight ?? 0) / ROW_PX) - 1
    // With nothing selected, an arrow begins at the newest, where the list stands.
    const next = keyMoves(event, at === -1 ? rows.length : at, rows.length, page)
    if (next === undefined) return
    event.preventDefault()
    onSelect(rows[next]!.id)
  }
  const items = virtual.getVirtualItems()
  const inSight = items.some(({ index }) => index === at)
  return (
    <div class="rows-box">
      <div
        ref={box}
        class="grid"
        role="grid"
        aria-label="Wire log"
        aria-rowcount={rows.length + 1}
        aria-colcount={COLUMNS.length}
        aria-activedescendant={inSight ? `wire-${selected?.id}` : undefined}
        tabIndex={0}
        onScroll={({ currentTarget }) => settle(currentTarget)}
        onKeyDown={onKeyDown}
      >
        <div class="row head" role="row" aria-rowindex={1}>
          {COLUMNS.map((name, index) => (
            <span key={name} role="columnheader" class={name} aria-colindex={index + 1}>
              {name === 'direction' ? <span class="unseen">{COLUMN_NAMES[name]}</span> : COLUMN_NAMES[name]}
            </span>
          ))}
        </div>
        <div role="presentation" class="body" style={{ height: `${rows.length * ROW_PX}px` }}>
          {items.map(({ index }) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <WireLine
                  key={row.id}
                  row={row}
                  index={index}
                  top={index * ROW_PX}
                  selected={index === at}
                  related={selected?.turn !== undefined && row.turn === selected.turn}
                  onSelect={onSelect}
                />
              )
            )
          })}
        </div>
      </div>
      {rows.length === 0 && <p class="nothing">Nothing yet.</p>}
      {!following && (
        <button type="button" class="jump" onClick={jump}>
          Jump to newest
        </button>
      )}
    </div>
  )
}
