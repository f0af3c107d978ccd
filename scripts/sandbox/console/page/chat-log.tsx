import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Entry, TalkDetail } from '../protocol.ts'
import { Bubble } from './bubble.tsx'
import type { Press } from './cards.tsx'

/** How far from its end a log still counts as read to the end. */
const NEAR_PX = 40

interface ChatLogProps {
  label: string
  /** Who looks at it: theirs is on the right. */
  side: 'customer' | 'agent'
  /** Absent until they were fetched. */
  entries: readonly Entry[] | undefined
  typing: TalkDetail['typing']
  /** Whether new messages are read out. */
  live: boolean
  /** What a press on what the bot said does; absent where nothing can be pressed. */
  press?: Press
}

/** What was said, oldest first. Stays at the newest unless scrolled away. */
export function ChatLog({ label, side, entries = [], typing, live, press }: ChatLogProps) {
  const box = useRef<HTMLDivElement>(null)
  const inner = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const lastTop = useRef(0)
  useLayoutEffect(() => {
    if (atEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [entries, typing.length])
  // Cards and pictures get their size later than the message they belong to.
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight
    })
    for (const element of [box.current, inner.current]) if (element !== null) observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const newest = entries.findLast(({ kind }) => kind === 'bot')?.id
  return (
    <div
      ref={box}
      class="log"
      role="log"
      aria-label={label}
      aria-live={live ? 'polite' : 'off'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        // Only who scrolls up goes away from the end: the end itself moves away whenever something grows.
        if (scrollHeight - scrollTop - clientHeight < NEAR_PX) atEnd.current = true
        else if (scrollTop < lastTop.current) atEnd.current = false
        lastTop.current = scrollTop
      }}
    >
      <div ref={inner} class="entries">
        {entries.map((entry, index) => (
          <Bubble
            key={entry.id}
            entry={entry}
            own={side === 'customer' ? entry.kind === 'customer' : entry.kind !== 'customer'}
            first={whoOf(entry) !== whoOf(entries[index - 1])}
            pressable={entry.id === newest}
            press={press}
          />
        ))}
        {typing.map((who) => (
          <p key={who} class="typing">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {TYPERS[who]} types
          </p>
        ))}
      </div>
    </div>
  )
}

const TYPERS = { customer: 'The customer', bot: 'The bot', agent: 'The agent' } as const

function whoOf(entry: Entry | undefined): string {
  return `${entry?.kind} ${entry?.author}`
}
