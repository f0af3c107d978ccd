import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { TalkSummary, WireDetail, WireRow } from '../protocol.ts'
import { ask, askText } from './api.ts'
import { Refusal, useAction } from './use-action.tsx'
import { useLatest } from './use-latest.ts'
import { WireBody } from './wire-body.tsx'
import { WireFacts } from './wire-facts.tsx'
import { WireTurn } from './wire-turn.tsx'

interface WireDetailProps {
  row: WireRow
  /** Differs when the row changed. */
  stamp: string
  /** The name of its platform. */
  platform: string
  /** Whether it takes the focus when it comes up. */
  focus: boolean
  /** Whose it is, where that is another talk than the one looked at. */
  talk: TalkSummary | undefined
  onTalk(talk: TalkSummary): void
  /** The rows of its turn, itself among them. */
  ofTurn: readonly WireRow[]
  turnOpen: boolean
  onTurnOpen(open: boolean): void
  onClose(): void
  /** It was sent again, as this row. */
  onReplayed(id: number): void
  onSelect(id: number): void
}

/** One row of the wire log, whole. */
export function WireDetailPane({
  row,
  stamp,
  platform,
  focus,
  talk,
  onTalk,
  ofTurn,
  turnOpen,
  onTurnOpen,
  onClose,
  onReplayed,
  onSelect,
}: WireDetailProps) {
  const action = useAction()
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    if (focus) heading.current?.focus()
  }, [])
  const { value: detail, error } = useLatest<WireDetail>((id) => ask(`/api/wire/${id}`), String(row.id), stamp)
  const [copied, setCopied] = useState('')
  const [command, setCommand] = useState<string>()
  const copy = async (): Promise<void> => {
    setCopied('')
    await action.run(async () => {
      const text = await askText(`/api/wire/${row.id}/curl`)
      // A browser may forbid it; then the command is shown, to be copied by hand.
      const done = await navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      )
      setCommand(done ? undefined : text)
      setCopied(done ? 'Copied.' : 'Copy it from below.')
    })
  }
  const replay = async (): Promise<void> => {
    await action.run(async () => onReplayed((await ask<{ id: number }>(`/api/wire/${row.id}/replay`, {})).id))
  }
  return (
    <section
      class="detail"
      aria-label="Row"
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose()
      }}
    >
      <div class="top">
        <h3 ref={heading} tabIndex={-1}>
          {detail?.method === undefined ? row.title : `${detail.method} ${detail.url}`}
        </h3>
        <button type="button" class="quiet" onClick={onClose}>
          Close<span class="unseen"> row</span>
        </button>
      </div>
      <div class="doing">
        {row.kind !== 'activity' && (
          <button type="button" onClick={() => void copy()}>
            Copy as curl
          </button>
        )}
        {detail?.replayable && (
          <button type="button" onClick={() => void replay()}>
            Replay
          </button>
        )}
        {talk !== undefined && (
          <button type="button" onClick={() => onTalk(talk)}>
            Go to {talk.customer}
          </button>
        )}
        <span role="status">{copied}</span>
      </div>
      <Refusal action={action} />
      {command !== undefined && <CommandToCopy command={command} />}
      {error !== undefined && <p class="refusal shown">{error}</p>}
      <WireFacts row={row} platform={platform} />
      <WireTurn rows={ofTurn} shown={row.id} open={turnOpen} onOpen={onTurnOpen} onSelect={onSelect} />
      {detail !== undefined && <Parts detail={detail} />}
    </section>
  )
}

function CommandToCopy({ command }: { command: string }) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.select(), [command])
  return <textarea ref={field} aria-label="curl command" readOnly rows={4} value={command} />
}

function Parts({ detail }: { detail: WireDetail }) {
  const { error, status, headers, body, answerHeaders, answerBody, activity } = detail
  return (
    <>
      {error !== undefined && <p class="went-wrong">{error}</p>}
      <Headers title="Headers" headers={headers} />
      {body !== undefined && body !== '' && <WireBody title="Body" text={body} />}
      {activity !== undefined && <WireBody title="Activity" text={JSON.stringify(activity)} />}
      {status !== undefined && <h4 class="answer">Answer {status}</h4>}
      <Headers title="Answer’s headers" headers={answerHeaders} />
      {answerBody !== undefined && answerBody !== '' && <WireBody title="Answer’s body" text={answerBody} />}
    </>
  )
}

function Headers({ title, headers = {} }: { title: string; headers?: Readonly<Record<string, string>> | undefined }) {
  const all = Object.entries(headers)
  if (all.length === 0) return null
  return (
    <details open={all.length <= 12}>
      <summary>
        {title} <span class="rows">{all.length}</span>
      </summary>
      <dl>
        {all.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
