import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlatformInfo } from '../protocol.ts'
import { ask } from './api.ts'
import { Refusal, useAction } from './use-action.tsx'
import { faultInWords } from './words.ts'

/** How long the platform may take to tell what it was asked to be; then what it told counts. */
const TOLD_BACK_MS = 2_000

/** The ways to make a platform ill. */
export function Faults({ platform: { id, faults } }: { platform: PlatformInfo }) {
  const action = useAction()
  const on = faults.filter((fault) => fault.on).map(({ name }) => name)
  const isOn = (name: string): boolean => on.includes(name)
  // What was ticked and is not yet told back: a second tick must not undo the first, nor the answer to the first the second.
  const [ticked, setTicked] = useState<readonly string[]>()
  const timer = useRef(0)
  useEffect(
    () => setTicked((before) => (before?.length === on.length && before.every(isOn) ? undefined : before)),
    [faults],
  )
  useEffect(() => () => clearTimeout(timer.current), [])
  const now = ticked ?? on
  const tick = async (name: string, wanted: boolean): Promise<void> => {
    const next = wanted ? [...now, name] : now.filter((other) => other !== name)
    setTicked(next)
    clearTimeout(timer.current)
    const done = await action.run(() => ask(`/api/platforms/${encodeURIComponent(id)}/faults`, { faults: next }))
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setTicked(undefined), done ? TOLD_BACK_MS : 0)
  }
  if (faults.length === 0) return null
  return (
    <section class="faults" aria-label="Faults">
      <details open>
        <summary>
          <h2>Faults</h2>
          {now.length > 0 && <span class="count">{now.length} on</span>}
        </summary>
        <ul>
          {faults.map(({ name }) => (
            <li key={name}>
              <label>
                <input
                  type="checkbox"
                  checked={now.includes(name)}
                  onChange={({ currentTarget }) => void tick(name, currentTarget.checked)}
                />
                <span>{faultInWords(name)}</span>
              </label>
            </li>
          ))}
        </ul>
        <Refusal action={action} />
      </details>
    </section>
  )
}
