import type { BotInfo, PlatformInfo } from '../protocol.ts'
import { ask } from './api.ts'
import type { State } from './store.ts'
import { Refusal, useAction } from './use-action.tsx'
import { BOT_STATES } from './words.ts'

interface HeaderProps {
  state: State
  platform: PlatformInfo | undefined
  onPlatform(id: string): void
}

/** The name, the platforms to switch between, and the bot process that serves the one looked at. */
export function Header({ state, platform, onPlatform }: HeaderProps) {
  const waiting = new Map<string, number>()
  for (const { platform: id, owner } of state.talks.values()) {
    if (owner.who === 'queue') waiting.set(id, (waiting.get(id) ?? 0) + 1)
  }
  const bot = state.bots.find(({ id }) => id === platform?.bot)
  return (
    <header>
      <h1>
        <img src="/icon.svg" alt="" width="22" height="22" /> Sandbox console
      </h1>
      <fieldset class="platforms">
        <legend class="unseen">Platform</legend>
        {state.platforms.map(({ id, name, faults }) => (
          <label key={id}>
            <input
              type="radio"
              name="platform"
              value={id}
              checked={id === platform?.id}
              onChange={() => onPlatform(id)}
            />
            <span>
              {name}
              {waiting.has(id) && (
                <span class="count">
                  <span class="unseen">, </span>
                  {waiting.get(id)}
                  <span class="unseen"> waiting for an agent</span>
                </span>
              )}
              <FaultsOn count={faults.filter(({ on }) => on).length} />
            </span>
          </label>
        ))}
      </fieldset>
      {bot !== undefined && <BotProcess key={bot.id} bot={bot} lost={state.link === 'lost'} />}
      <Trouble text={state.link === 'lost' ? undefined : bot?.trouble} />
    </header>
  )
}

/** That a platform was made ill: it stays so while another is looked at. */
function FaultsOn({ count }: { count: number }) {
  if (count === 0) return null
  const words = count === 1 ? '1 fault on' : `${count} faults on`
  return (
    <span class="ill" title={words}>
      <span class="unseen">, {words}</span>
      <span aria-hidden="true">!</span>
    </span>
  )
}

/** Why the bot is not ready. It is always there: what appears with its text is not always read out. */
function Trouble({ text }: { text: string | undefined }) {
  return (
    <div class="trouble" role="alert">
      {text !== undefined && (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by keyboard
          tabIndex={0}
        >
          {text}
        </pre>
      )}
    </div>
  )
}

/** How the bot process does as far as is known, and the way to kill it. */
function BotProcess({ bot, lost }: { bot: BotInfo; lost: boolean }) {
  const action = useAction()
  const { id, name, state, pid, inbox, outbox, deadLetters, kills } = bot
  const can = state !== 'dead' && !lost
  const kill = (): void => {
    if (can) void action.run(() => ask(`/api/bots/${encodeURIComponent(id)}/kill`, {}))
  }
  return (
    <section class="bot-process" aria-label="Bot process">
      <span
        class={`state ${lost ? 'unknown' : state}`}
        role="status"
        title={pid === undefined ? name : `${name}, process ${pid}`}
      >
        <span class="unseen">{name}: </span>
        <span>{lost ? 'Unknown' : BOT_STATES[state]}</span>
      </span>
      <dl class="figures">
        <Figure name="Inbox" value={inbox} />
        <Figure name="Outbox" value={outbox} />
        <Figure name="Dead letters" value={deadLetters} alarming={deadLetters > 0} />
        <Figure name="Kills" value={kills} />
      </dl>
      <button type="button" class="danger" aria-disabled={!can} onClick={kill}>
        Kill -9
      </button>
      <Refusal action={action} />
    </section>
  )
}

function Figure({ name, value, alarming = false }: { name: string; value: number; alarming?: boolean }) {
  return (
    <div class={alarming ? 'alarming' : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
