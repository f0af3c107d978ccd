import type { PlatformInfo, WireRow } from '../protocol.ts'
import type { WireFilter } from './wire-filter.ts'
import { KINDS_OF_ROWS } from './words.ts'

interface WireToolsProps {
  filter: WireFilter
  onFilter(filter: WireFilter): void
  ofTalk: boolean
  onOfTalk(on: boolean): void
  talkChosen: boolean
  /** The turn of the row that is shown whole. */
  turn: string | undefined
  platforms: readonly PlatformInfo[]
}

/** What chooses the rows of the wire log that are shown. */
export function WireTools({ filter, onFilter, ofTalk, onOfTalk, talkChosen, turn, platforms }: WireToolsProps) {
  const set = (part: Partial<WireFilter>): void => onFilter({ ...filter, ...part })
  return (
    <search class="tools">
      <input
        type="search"
        aria-label="Filter by text"
        placeholder="Filter"
        value={filter.text}
        onInput={({ currentTarget }) => set({ text: currentTarget.value })}
      />
      <select
        aria-label="Kind"
        value={filter.kind}
        onChange={({ currentTarget }) => set({ kind: currentTarget.value as WireRow['kind'] | '' })}
      >
        <option value="">All kinds</option>
        {Object.entries(KINDS_OF_ROWS).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label="Platform of the rows"
        value={filter.platform}
        onChange={({ currentTarget }) => set({ platform: currentTarget.value })}
      >
        <option value="">All platforms</option>
        {platforms.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <label>
        <input
          type="checkbox"
          checked={ofTalk}
          disabled={!talkChosen && !ofTalk}
          onChange={({ currentTarget }) => onOfTalk(currentTarget.checked)}
        />
        This conversation
      </label>
      <label>
        <input
          type="checkbox"
          checked={filter.turn !== ''}
          disabled={turn === undefined && filter.turn === ''}
          onChange={({ currentTarget }) => set({ turn: currentTarget.checked ? (turn ?? '') : '' })}
        />
        This turn
      </label>
      <label>
        <input
          type="checkbox"
          checked={filter.failures}
          onChange={({ currentTarget }) => set({ failures: currentTarget.checked })}
        />
        Failures
      </label>
    </search>
  )
}
