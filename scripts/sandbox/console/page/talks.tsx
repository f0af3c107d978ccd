import { useVirtualizer } from '@tanstack/react-virtual'
import { memo } from 'preact/compat'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { NewTalk, PlatformInfo, TalkSummary } from '../protocol.ts'
import { ask } from './api.ts'
import { keyMoves } from './key-moves.ts'
import { OwnerMark } from './owner-mark.tsx'
import { Refusal, useAction } from './use-action.tsx'
import { channelInWords, timeOfDay } from './words.ts'

const ROW_PX = 62

interface TalksProps {
  platform: PlatformInfo
  /** In the order they are shown. */
  talks: readonly TalkSummary[]
  selected: string | undefined
  onSelect(id: string): void
  /** Somebody wants to see it, not only to pass by. */
  onOpen(): void
  onBegun(talk: TalkSummary): void
}

/** One platform's conversations, and the ways to begin one. */
export const Talks = memo(function Talks({ platform, talks, selected, onSelect, onOpen, onBegun }: TalksProps) {
  const action = useAction()
  const { id, channels, scenarios } = platform
  const [channel, setChannel] = useState(channels[0])
  const begin = (path: string, body: NewTalk | { name: string }): void => {
    void action.run(async () => onBegun(await ask<TalkSummary>(path, body)))
  }
  return (
    <section class="talks" aria-labelledby="talks-title">
      <h2 id="talks-title">Conversations</h2>
      <div class="begin">
        {channels.length > 1 && (
          <label>
            <span class="unseen">Channel</span>
            <select value={channel} onChange={({ currentTarget }) => setChannel(currentTarget.value)}>
              {channels.map((name) => (
                <option key={name} value={name}>
                  {channelInWords(name)}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="primary" onClick={() => begin('/api/talks', { platform: id, channel })}>
          New customer
        </button>
      </div>
      {scenarios.length > 0 && (
        <details class="scenarios">
          <summary>Scenarios</summary>
          <ul>
            {scenarios.map(({ name, title }) => (
              <li key={name}>
                <button
                  type="button"
                  onClick={() => begin(`/api/platforms/${encodeURIComponent(id)}/scenario`, { name })}
                >
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Refusal action={action} />
      {talks.length === 0 ? (
        <p class="nothing">Nobody has written yet. Be the first: press “New customer”.</p>
      ) : (
        <TalkList talks={talks} selected={selected} onSelect={onSelect} onOpen={onOpen} />
      )}
    </section>
  )
})

function TalkList({
  talks,
  selected,
  onSelect,
  onOpen,
}: Pick<TalksProps, 'talks' | 'selected' | 'onSelect' | 'onOpen'>) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: talks.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    initialRect: { width: 0, height: 600 },
  })
  const at = talks.findIndex(({ id }) => id === selected)
  /** The chosen one as it was drawn last. */
  const before = useRef<{ id: string | undefined; at: number }>({ id: undefined, at: -1 })
  useLayoutEffect(() => {
    const { id, at: was } = before.current
    before.current = { id: selected, at }
    if (at < 0) return
    // It goes along with its place; unless somebody scrolled away from it, and others pushed it on.
    if (id !== selected || was < 0 || at === 0 || isInSight(box.current, was)) {
      virtual.scrollToIndex(at, { align: 'auto' })
    }
  }, [selected, at])
  const items = virtual.getVirtualItems()
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && at >= 0) onOpen()
    const next = keyMoves(event, at, talks.length, Math.floor((box.current?.clientHeight ?? 0) / ROW_PX))
    if (next === undefined) return
    event.preventDefault()
    onSelect(talks[next]!.id)
  }
  const active = items.some(({ index }) => index === at) ? optionId(talks[at]!.id) : undefined
  return (
    <div
      ref={box}
      class="list"
      role="listbox"
      aria-label="Conversations"
      tabIndex={0}
      aria-activedescendant={active}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map(({ index, start }) => {
          const talk = talks[index]!
          return (
            // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the listbox has the focus and the keys
            <div
              key={talk.id}
              id={optionId(talk.id)}
              role="option"
              aria-selected={index === at}
              aria-setsize={talks.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)`, height: `${ROW_PX}px` }}
              onClick={() => {
                onSelect(talk.id)
                onOpen()
              }}
            >
              <TalkLine talk={talk} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function TalkLine({ talk: { customer, channel, owner, last, lastAt, playing } }: { talk: TalkSummary }) {
  return (
    <>
      <span class="first">
        <b>{customer}</b>
        <span class="channel">
          {playing && <span class="playing">playing </span>}
          {channelInWords(channel)} <time dateTime={lastAt}>{timeOfDay(lastAt)}</time>
        </span>
      </span>
      <span class="second">
        <OwnerMark owner={owner} />
        <span class="last">{last}</span>
      </span>
    </>
  )
}

function isInSight(box: HTMLElement | null, index: number): boolean {
  if (box === null) return false
  const { scrollTop, clientHeight } = box
  return (index + 1) * ROW_PX > scrollTop && index * ROW_PX < scrollTop + clientHeight
}

function optionId(id: string): string {
  return `talk-${encodeURIComponent(id)}`
}
