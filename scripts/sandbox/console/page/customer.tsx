import { memo } from 'preact/compat'
import { useRef } from 'preact/hooks'
import type { PlatformInfo, TalkAction, TalkDetail, TalkSummary } from '../protocol.ts'
import { ask } from './api.ts'
import { ChatLog } from './chat-log.tsx'
import { Composer } from './composer.tsx'
import { Refusal, useAction } from './use-action.tsx'
import { channelInWords, lookOf } from './words.ts'

const FILE_BYTES = 1_048_576

interface CustomerProps {
  platform: PlatformInfo
  talk: TalkSummary | undefined
  /** Absent until it was fetched. */
  detail: TalkDetail | undefined
  error: string | undefined
  /** Whether it was just begun, to be written in. */
  fresh: boolean
}

/** The customer's side, drawn like the messenger they write in. */
export const Customer = memo(function Customer({ platform, talk, detail, error, fresh }: CustomerProps) {
  const action = useAction()
  const can = new Set(platform.abilities)
  const post = (what: TalkAction): Promise<void> => ask(`/api/talks/${encodeURIComponent(talk?.id ?? '')}/do`, what)
  const act = (what: TalkAction): Promise<boolean> => action.run(() => post(what))
  // Nobody misses it where it is refused.
  const types = (): void => void post({ do: 'customer-types' }).catch(() => {})
  const field = useRef<HTMLTextAreaElement>(null)
  const look = lookOf(talk?.channel ?? '')
  return (
    <section class="customer-pane" data-look={look} aria-label="Customer">
      <div class="top">
        <h2>{talk?.customer ?? 'Customer'}</h2>
        {talk && <span>{channelInWords(talk.channel)}</span>}
      </div>
      {talk === undefined ? (
        <p class="nothing">Choose a conversation, or begin one with “New customer”.</p>
      ) : (
        <>
          <ChatLog
            label="Messages as the customer sees them"
            side="customer"
            entries={detail?.entries.filter(({ kind }) => kind !== 'note')}
            typing={detail?.typing.filter((who) => who !== 'customer') ?? []}
            live
            press={{
              says: (text, optionId) => void act({ do: 'customer-says', text, optionId }),
              picks(text, optionId) {
                // What was picked from cannot be pressed any more: the focus must not go with it.
                field.current?.focus()
                void act({ do: 'customer-says', text, optionId })
              },
              submits: can.has('customer-submit')
                ? (data) => void act({ do: 'customer-submits', data })
                : () => void action.run(() => Promise.reject(new Error('Cards cannot be submitted on this platform.'))),
            }}
          />
          {error !== undefined && <p class="refusal shown">{error}</p>}
          <Refusal action={action} />
          <Composer
            label="Message as the customer"
            focus={fresh}
            fieldRef={field}
            placeholder={`Write as ${talk.customer}`}
            onSend={(text) => act({ do: 'customer-says', text })}
            onTyping={can.has('customer-typing') ? types : undefined}
          >
            {can.has('customer-file') && (
              <FileButton onFile={(file) => void action.run(async () => post(await packed(file)))} />
            )}
          </Composer>
        </>
      )}
    </section>
  )
})

function FileButton({ onFile }: { onFile(file: File): void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" class="attach" title="Send a file" onClick={() => input.current?.click()}>
        <svg aria-hidden="true" viewBox="0 0 20 20" width="18" height="18">
          <path d="M6.5 10.5 11 6a2.1 2.1 0 0 1 3 3l-6 6a3.6 3.6 0 0 1-5-5l6-6" fill="none" stroke="currentColor" />
        </svg>
        <span class="unseen">Send a file</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File to send"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          currentTarget.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
    </>
  )
}

async function packed(file: File): Promise<TalkAction> {
  if (file.size > FILE_BYTES) throw new Error(`“${file.name}” is larger than 1 MB. Choose a smaller file.`)
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(new Error(`“${file.name}” cannot be read.`))
    reader.readAsDataURL(file)
  })
  return {
    do: 'customer-sends',
    name: file.name,
    contentType: file.type === '' ? 'application/octet-stream' : file.type,
    bytes: address.slice(address.indexOf(',') + 1),
  }
}
