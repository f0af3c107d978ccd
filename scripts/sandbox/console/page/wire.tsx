import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { TalkSummary, WireRow } from '../protocol.ts'
import { ask } from './api.ts'
import { ROWS_KEPT, type State } from './store.ts'
import { Refusal, useAction } from './use-action.tsx'
import { WireDetailPane } from './wire-detail.tsx'
import { EVERYTHING, filtered } from './wire-filter.ts'
import { WireList } from './wire-list.tsx'
import { WireTools } from './wire-tools.tsx'

/** How many older rows are asked for at once. */
const OLDER_ROWS = 500

interface WireProps {
  state: State
  /** The talk that is looked at. */
  talk: string | undefined
  /** What the platform calls it; absent until it was fetched. */
  ids: readonly string[] | undefined
  /** The platform that is looked at. */
  platform: string
  /** Somebody wants to see this one. */
  onTalk(talk: TalkSummary): void
  onOlder(rows: WireRow[]): void
  large: boolean
  onLarge(large: boolean): void
}

/** All that went over the wire, on one time line. */
export function Wire({ state, talk, ids, platform: shown, onTalk, onOlder, large, onLarge }: WireProps) {
  const { wire, platforms, talks, hellos } = state
  const action = useAction()
  const [filter, setFilter] = useState(EVERYTHING)
  const [ofTalk, setOfTalk] = useState(false)
  const [selected, setSelected] = useState<number>()
  const [firstOfAll, setFirstOfAll] = useState<string>()
  /** The row that is to be chosen once it is told of. */
  const [awaited, setAwaited] = useState<number>()
  /** The row whose details take the focus: it was come to from another's. */
  const [visited, setVisited] = useState<number>()
  const [turnOpen, setTurnOpen] = useState(false)
  const { text, kind, platform, turn, failures } = filter
  const ofThis = ofTalk ? (talk ?? '') : ''
  const rows = useMemo(
    () =>
      filtered(
        wire,
        { text, kind, platform, turn, failures, talk: ofThis },
        talk === undefined || ids === undefined ? undefined : { talk, ids },
      ),
    [wire, text, kind, platform, turn, failures, ofThis, talk, ids?.join()],
  )
  const row = useMemo(() => wire.find(({ id }) => id === selected), [wire, selected])
  const ofTurn = useMemo(
    () => (row?.turn === undefined ? [] : wire.filter((one) => one.turn === row.turn)),
    [wire, row?.turn],
  )
  const choose = (id: number): void => {
    setSelected(id)
    setAwaited(undefined)
    setVisited(undefined)
  }
  const visit = (id: number): void => {
    setSelected(id)
    setVisited(id)
  }
  useEffect(() => {
    if (awaited === undefined || !wire.some(({ id }) => id === awaited)) return
    setAwaited(undefined)
    visit(awaited)
  }, [wire, awaited])
  // Another platform's row says nothing of what is looked at now.
  useEffect(() => {
    if (row !== undefined && row.platform !== shown) setSelected(undefined)
    setAwaited(undefined)
  }, [shown])
  const section = useRef<HTMLElement>(null)
  /** For when what had the focus goes away. */
  const focusRows = (): void => section.current?.querySelector<HTMLElement>('[role="grid"]')?.focus()
  // Once the server had nothing older, there is nothing to ask for until it begins anew.
  const begin = `${hellos} ${wire[0]?.id}`
  const older = async (): Promise<void> => {
    const before = wire[0]?.id
    if (before === undefined) return
    await action.run(async () => {
      const answer = await ask<{ rows: WireRow[] }>(`/api/wire?before=${before}&limit=${OLDER_ROWS}`)
      if (answer.rows.length === 0) setFirstOfAll(begin)
      else onOlder(answer.rows)
      if (answer.rows.length === 0 || answer.rows[0]!.id <= 1) focusRows()
    })
  }
  const close = (): void => {
    setSelected(undefined)
    setAwaited(undefined)
    focusRows()
  }
  const canLoad = wire.length > 0 && wire[0]!.id > 1 && wire.length < ROWS_KEPT && firstOfAll !== begin
  return (
    <section ref={section} class="wire-pane" aria-labelledby="wire-title">
      <div class="top">
        <h2 id="wire-title">Wire log</h2>
        <WireTools
          filter={filter}
          onFilter={setFilter}
          ofTalk={ofTalk}
          onOfTalk={setOfTalk}
          talkChosen={talk !== undefined}
          turn={row?.turn}
          platforms={platforms}
        />
        <span class="rows">
          {rows.length === wire.length
            ? `${wire.length.toLocaleString()} rows`
            : `${rows.length.toLocaleString()} of ${wire.length.toLocaleString()} rows`}
        </span>
        {canLoad && (
          <button type="button" class="quiet" onClick={() => void older()}>
            Load older
          </button>
        )}
        <button type="button" class="quiet larger" aria-pressed={large} onClick={() => onLarge(!large)}>
          Large
        </button>
      </div>
      <Refusal action={action} />
      <div class={row === undefined ? 'lines' : 'lines with-detail'}>
        <WireList
          rows={rows}
          filter={JSON.stringify([text, kind, platform, turn, failures, ofThis])}
          selected={row}
          onSelect={choose}
          onClose={close}
        />
        {row !== undefined && (
          <WireDetailPane
            key={row.id}
            row={row}
            stamp={`${hellos} ${row.status} ${row.durationMs} ${row.error}`}
            platform={platforms.find(({ id }) => id === row.platform)?.name ?? row.platform}
            focus={visited === row.id}
            talk={row.talk === talk ? undefined : talks.get(row.talk ?? '')}
            onTalk={onTalk}
            ofTurn={ofTurn}
            turnOpen={turnOpen}
            onTurnOpen={setTurnOpen}
            onClose={close}
            onReplayed={setAwaited}
            onSelect={visit}
          />
        )}
      </div>
    </section>
  )
}
