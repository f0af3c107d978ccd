import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { TalkDetail, TalkSummary } from '../protocol.ts'
import { Agent } from './agent.tsx'
import { ask } from './api.ts'
import { Clock } from './clock.tsx'
import { Customer } from './customer.tsx'
import { Faults } from './faults.tsx'
import { Header } from './header.tsx'
import { Talks } from './talks.tsx'
import { useConsole } from './use-console.ts'
import { useLatest } from './use-latest.ts'
import { useSelection } from './use-selection.ts'
import { Wire } from './wire.tsx'

const PANES = ['Conversations', 'Customer', 'Agent', 'Wire log'] as const
type Pane = (typeof PANES)[number]

/** The whole page. */
export function App() {
  const [state, put] = useConsole()
  const [selection, select] = useSelection(state)
  const [pane, setPane] = useState<Pane>('Conversations')
  const [wireSize, setWireSize] = useState<'normal' | 'large'>('normal')
  /** The customer that was made last: whoever made it wants to write. */
  const [fresh, setFresh] = useState<string>()
  const { platform } = selection
  const summary = selection.talk
  const { value: detail, error } = useLatest<TalkDetail>(
    (id) => ask(`/api/talks/${encodeURIComponent(id)}`),
    summary?.id,
    `${state.hellos} ${summary?.version}`,
  )
  const talks = useMemo(
    () =>
      [...state.talks.values()]
        .filter((talk) => talk.platform === platform?.id)
        .sort((a, b) => (a.lastAt < b.lastAt ? 1 : a.lastAt > b.lastAt ? -1 : 0)),
    [state.talks, platform?.id],
  )
  useEffect(() => {
    document.title = platform === undefined ? 'Sandbox console' : `${platform.name} · Sandbox console`
  }, [platform?.name])

  const id = platform?.id ?? ''
  const onTalk = useCallback((talk: string) => select({ platform: id, talk }), [select, id])
  const onOpen = useCallback(() => setPane('Customer'), [])
  const onShow = useCallback(
    (talk: TalkSummary) => {
      select({ platform: talk.platform, talk: talk.id })
      setPane('Customer')
    },
    [select],
  )
  const onBegun = useCallback(
    (talk: TalkSummary) => {
      put({ type: 'talk', talk })
      select({ platform: talk.platform, talk: talk.id })
      setPane('Customer')
      if (!talk.playing) setFresh(talk.id)
    },
    [put, select],
  )

  return (
    <div class="app" data-pane={pane} data-wire={wireSize}>
      <Header state={state} platform={platform} onPlatform={(id) => select({ platform: id })} />
      <p class={state.link === 'lost' ? 'link lost' : 'link'} role="status">
        {state.link === 'lost' && 'Connection lost. Trying again …'}
      </p>
      <nav class="panes" aria-label="Panes">
        {PANES.map((name) => (
          <button key={name} type="button" aria-current={pane === name} onClick={() => setPane(name)}>
            {name}
          </button>
        ))}
      </nav>
      {platform === undefined ? (
        <main class="waiting">{state.link === 'connecting' ? 'Starting …' : 'There are no platforms.'}</main>
      ) : (
        <main>
          <div class="side">
            <Talks
              key={platform.id}
              platform={platform}
              talks={talks}
              selected={summary?.id}
              onSelect={onTalk}
              onOpen={onOpen}
              onBegun={onBegun}
            />
            <Faults key={`faults ${platform.id}`} platform={platform} />
            <Clock key={`clock ${platform.id}`} platform={platform} toldAt={state.toldAt[platform.id] ?? 0} />
          </div>
          <Customer
            key={`customer ${summary?.id}`}
            platform={platform}
            talk={summary}
            detail={detail}
            error={error}
            fresh={fresh === summary?.id}
          />
          <Agent key={`agent ${summary?.id}`} platform={platform} talk={summary} detail={detail} />
          <Wire
            state={state}
            talk={summary?.id}
            ids={detail?.ids}
            platform={platform.id}
            onTalk={onShow}
            onOlder={(rows) => put({ type: 'older', rows })}
            large={wireSize === 'large'}
            onLarge={(large) => setWireSize(large ? 'large' : 'normal')}
          />
        </main>
      )}
    </div>
  )
}
