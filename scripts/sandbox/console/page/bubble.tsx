import type { Entry } from '../protocol.ts'
import { Card, type Press } from './cards.tsx'
import { FileSaid } from './file-said.tsx'
import { TICKS, timeOfDay } from './words.ts'

interface BubbleProps {
  entry: Entry
  /** Whether it stands on the right, with what was said from here. */
  own: boolean
  /** Whether somebody else spoke before. */
  first: boolean
  /** Whether its options can still be taken. */
  pressable: boolean
  press?: Press
}

const KINDS = { customer: 'Customer', bot: 'Bot', agent: 'Agent', note: 'Note' } as const

/** One thing that was said. */
export function Bubble({ entry, own, first, pressable, press }: BubbleProps) {
  const { kind, text, author, at, options = [], cards = [], files = [], tick } = entry
  return (
    <div class={`said ${kind}${own ? ' own' : ''}`}>
      <p class={first && (kind !== 'customer' || !own) ? 'author' : 'author unseen'}>{author ?? KINDS[kind]}</p>
      {text !== '' && (
        <div class="bubble">
          {text}
          <Stamp at={at} tick={tick} />
        </div>
      )}
      {cards.map((card, index) => (
        <Card key={index} card={card} press={press} />
      ))}
      {files.map((file) => (
        <FileSaid key={`${file.name} ${file.url}`} file={file} />
      ))}
      {text === '' && <Stamp at={at} tick={tick} />}
      {options.length > 0 && (
        <ul class="options" aria-label="Quick replies">
          {options.map(({ id, label }) => (
            <li key={id}>
              {press === undefined ? (
                <span class="option">{label}</span>
              ) : (
                <button type="button" class="option" disabled={!pressable} onClick={() => press.picks(label, id)}>
                  {label}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Stamp({ at, tick }: Pick<Entry, 'at' | 'tick'>) {
  if (at === undefined && tick === undefined) return null
  return (
    <span class="stamp">
      {at !== undefined && <time dateTime={at}>{timeOfDay(at)}</time>}
      {tick !== undefined && (
        <span class={`tick ${tick}`} title={TICKS[tick].words}>
          <span aria-hidden="true">{TICKS[tick].sign}</span>
          <span class="unseen">{TICKS[tick].words}</span>
        </span>
      )}
    </span>
  )
}
