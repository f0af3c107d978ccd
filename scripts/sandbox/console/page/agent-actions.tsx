import { useId, useState } from 'preact/hooks'
import type { Owner, PlatformInfo, TalkAction } from '../protocol.ts'
import { type AgentDoing, whyNot } from './agent-may.ts'

interface AgentActionsProps {
  platform: PlatformInfo
  owner: Owner
  /** Whether the customer has written: before, there is nothing to act on. */
  begun: boolean
  act(what: TalkAction): Promise<boolean>
}

/** What an agent does with a whole conversation. What the owner of it rules out is shown, but cannot be pressed. */
export function AgentActions({ platform, owner, begun, act }: AgentActionsProps) {
  const { abilities, queues } = platform
  const [queue, setQueue] = useState(queues[0] ?? '')
  const why = (doing: AgentDoing): string | undefined => whyNot(doing, platform, owner, begun)
  return (
    <fieldset class="actions">
      <legend class="unseen">What the agent does</legend>
      <Press title="Take" why={why('take')} act={() => act({ do: 'take' })} />
      <Press title="Give back" why={why('give-back')} act={() => act({ do: 'give-back' })} />
      <Press title="Close" why={why('close')} act={() => act({ do: 'close' })} />
      {abilities.includes('transfer') && queues.length > 0 && (
        <span class="transfer">
          <Press title="Transfer to" why={why('transfer')} act={() => act({ do: 'transfer', queue })} />
          <select aria-label="Queue" value={queue} onChange={({ currentTarget }) => setQueue(currentTarget.value)}>
            {queues.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </span>
      )}
    </fieldset>
  )
}

interface PressProps {
  title: string
  /** Why it cannot be pressed; absent where it can. */
  why: string | undefined
  act(): Promise<boolean>
}

/** A button that keeps the focus when it cannot be pressed any more: a pressed one often rules itself out. */
function Press({ title, why, act }: PressProps) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        aria-disabled={why !== undefined}
        aria-describedby={why === undefined ? undefined : id}
        title={why}
        onClick={() => why === undefined && void act()}
      >
        {title}
      </button>
      {why !== undefined && (
        <span id={id} hidden>
          {why}
        </span>
      )}
    </>
  )
}
