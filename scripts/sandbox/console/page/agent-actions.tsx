import { useState } from 'preact/hooks'
import type { Owner, PlatformInfo, TalkAction } from '../protocol.ts'

interface AgentActionsProps {
  platform: PlatformInfo
  owner: Owner
  /** Whether the customer has written: before, there is nothing to act on. */
  begun: boolean
  act(what: TalkAction): Promise<boolean>
}

/** What an agent does with a whole conversation. What the owner of it rules out is shown, but cannot be pressed. */
export function AgentActions({ platform: { abilities, queues }, owner: { who }, begun, act }: AgentActionsProps) {
  const [queue, setQueue] = useState(queues[0] ?? '')
  const theirs = begun && (who === 'agent' || who === 'queue')
  return (
    <fieldset class="actions">
      <legend class="unseen">What the agent does</legend>
      <Press title="Take" can={begun && who !== 'agent'} act={() => act({ do: 'take' })} />
      <Press title="Give back" can={theirs} act={() => act({ do: 'give-back' })} />
      <Press title="Close" can={begun && who !== 'closed'} act={() => act({ do: 'close' })} />
      {abilities.includes('transfer') && queues.length > 0 && (
        <span class="transfer">
          <Press title="Transfer to" can={theirs} act={() => act({ do: 'transfer', queue })} />
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

/** A button that keeps the focus when it cannot be pressed any more: a pressed one often rules itself out. */
function Press({ title, can, act }: { title: string; can: boolean; act(): Promise<boolean> }) {
  return (
    <button type="button" aria-disabled={!can} onClick={() => can && void act()}>
      {title}
    </button>
  )
}
