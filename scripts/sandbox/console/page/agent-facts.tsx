import type { ComponentChildren } from 'preact'
import type { PlatformInfo, TalkAction, TalkDetail, TalkSummary } from '../protocol.ts'
import { Attributes } from './attributes.tsx'
import { Breakable } from './breakable.tsx'
import { Topics } from './topics.tsx'

interface AgentFactsProps {
  platform: PlatformInfo
  talk: TalkSummary
  detail: TalkDetail | undefined
  act(what: TalkAction): Promise<boolean>
}

/** What the agent knows of a conversation beside what was said in it. */
export function AgentFacts({ platform, talk, detail, act }: AgentFactsProps) {
  const { remarks, abilities } = platform
  const path = `/api/talks/${encodeURIComponent(talk.id)}`
  return (
    <div class="about">
      <p class="saves">
        Save as{' '}
        <a href={`${path}/transcript`} download>
          transcript
        </a>{' '}
        or{' '}
        <a href={`${path}/fixture`} download>
          test fixture
        </a>
      </p>
      {detail !== undefined && (
        <>
          <Part title="Facts" open>
            <dl>
              {detail.facts.map(({ name, value }) => (
                <Fact key={name} name={name} value={value} />
              ))}
            </dl>
            {detail.facts.length === 0 && <p class="none">None</p>}
          </Part>
          <Part title="Topics" open>
            <Topics topics={detail.topics} abilities={abilities} act={act} />
          </Part>
          <Part title="Attributes" open>
            <Attributes
              customer={detail.customerAttributes}
              conversation={detail.conversationAttributes}
              settable={abilities.includes('set-attribute')}
              act={act}
            />
          </Part>
          {detail.ids.length > 0 && (
            <Part title={`Ids on ${platform.name} (${detail.ids.length})`} open={false}>
              <ul
                class="ids"
                aria-label="Ids"
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by keyboard
                tabIndex={0}
              >
                {detail.ids.map((id) => (
                  <li key={id}>{id}</li>
                ))}
              </ul>
            </Part>
          )}
          {detail.history !== undefined && (
            <Part title="Handed over" open={talk.owner.who === 'queue' || talk.owner.who === 'agent'}>
              <ol class="history">
                {detail.history.map(({ from, text }, index) => (
                  <li key={index}>
                    <b>{from}</b> {text}
                  </li>
                ))}
              </ol>
            </Part>
          )}
        </>
      )}
      {remarks.length > 0 && (
        <Part title={`About ${platform.name}`} open={false}>
          <ul class="remarks">
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  )
}

function Part({ title, open, children }: { title: string; open: boolean; children: ComponentChildren }) {
  return (
    <details open={open}>
      <summary>
        <h3>{title}</h3>
      </summary>
      {children}
    </details>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>
        <Breakable text={name} />
      </dt>
      <dd>{value}</dd>
    </div>
  )
}
