import { memo } from 'preact/compat'
import { useState } from 'preact/hooks'
import type { PlatformInfo, TalkAction, TalkDetail, TalkSummary } from '../protocol.ts'
import { AgentActions } from './agent-actions.tsx'
import { AgentFacts } from './agent-facts.tsx'
import { whyNot } from './agent-may.ts'
import { ask } from './api.ts'
import { ChatLog } from './chat-log.tsx'
import { Composer } from './composer.tsx'
import { OwnerMark } from './owner-mark.tsx'
import { Refusal, useAction } from './use-action.tsx'

interface AgentProps {
  platform: PlatformInfo
  talk: TalkSummary | undefined
  /** Absent until it was fetched. */
  detail: TalkDetail | undefined
}

/** The agent's side: the conversation with its notes, what is known of it, and all that an agent can do. */
export const Agent = memo(function Agent({ platform, talk, detail }: AgentProps) {
  const action = useAction()
  const [note, setNote] = useState(false)
  const can = new Set(platform.abilities)
  const post = (what: TalkAction): Promise<void> => ask(`/api/talks/${encodeURIComponent(talk?.id ?? '')}/do`, what)
  const act = (what: TalkAction): Promise<boolean> => action.run(() => post(what))
  // Nobody misses it where it is refused.
  const types = (): void => void post({ do: 'agent-types' }).catch(() => {})
  const begun = detail !== undefined && detail.entries.length > 0
  const why =
    talk && (note ? (begun ? undefined : 'The customer writes first.') : whyNot('answer', platform, talk.owner, begun))
  return (
    <section class="agent-pane" aria-labelledby="agent-title">
      <div class="top">
        <h2 id="agent-title">Agent</h2>
        <span role="status">{talk && <OwnerMark owner={talk.owner} />}</span>
        {talk && <AgentActions platform={platform} owner={talk.owner} begun={begun} act={act} />}
      </div>
      {talk === undefined ? (
        <p class="nothing">No conversation is chosen.</p>
      ) : (
        <div class="desk">
          <div class="talking">
            <ChatLog
              label="Messages as the agent sees them"
              side="agent"
              entries={detail?.entries}
              typing={detail?.typing.filter((who) => who !== 'agent') ?? []}
              live={false}
            />
            {detail?.scriptError !== undefined && (
              <p class="refusal shown">The scenario ended early: {detail.scriptError}</p>
            )}
            <Refusal action={action} />
            {can.has('agent-note') && (
              <fieldset class="modes">
                <legend class="unseen">What is written</legend>
                {[false, true].map((asNote) => (
                  <label key={String(asNote)}>
                    <input type="radio" name="mode" checked={note === asNote} onChange={() => setNote(asNote)} />
                    <span>{asNote ? 'Note' : 'Answer'}</span>
                  </label>
                ))}
              </fieldset>
            )}
            <Composer
              key={note ? 'note' : 'answer'}
              label={note ? 'Note for agents' : 'Answer as the agent'}
              placeholder={placeholderOf(begun, note, why)}
              button={note ? 'Add note' : 'Send'}
              disabled={why !== undefined}
              why={why}
              onSend={(text) => act({ do: note ? 'agent-notes' : 'agent-says', text })}
              onTyping={!note && talk.owner.who === 'agent' && can.has('agent-typing') ? types : undefined}
            />
          </div>
          <AgentFacts platform={platform} talk={talk} detail={detail} act={act} />
        </div>
      )}
    </section>
  )
})

function placeholderOf(begun: boolean, note: boolean, why: string | undefined): string {
  if (!begun) return 'The customer writes first'
  if (note) return 'Only agents see this'
  return why === undefined ? 'Answer the customer' : 'No agent has the customer'
}
