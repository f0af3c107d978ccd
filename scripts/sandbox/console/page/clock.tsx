import { useEffect, useState } from 'preact/hooks'
import type { PlatformInfo } from '../protocol.ts'
import { ask } from './api.ts'
import { Refusal, useAction } from './use-action.tsx'

const STEPS = [
  { title: '1 min', ms: 60_000 },
  { title: '1 h', ms: 3_600_000 },
  { title: '1 day', ms: 86_400_000 },
]
const SPEEDS = [1, 60, 3600]
const TICK_MS = 1_000

interface ClockProps {
  platform: PlatformInfo
  /** When its clock was told, on `performance.now()`. */
  toldAt: number
}

/** A platform's clock, and the ways to let its time pass. */
export function Clock({ platform: { id, clock }, toldAt }: ClockProps) {
  const action = useAction()
  const now = useTicking(clock, toldAt)
  const turn = (body: { advanceMs: number } | { speed: number }): void => {
    void action.run(() => ask(`/api/platforms/${encodeURIComponent(id)}/clock`, body))
  }
  const speeds = SPEEDS.includes(clock.speed) ? SPEEDS : [clock.speed, ...SPEEDS]
  return (
    <section class="clock" aria-label="Clock">
      <details open>
        <summary>
          <h2>Clock</h2>
          <time dateTime={now.toISOString()}>
            {now.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}
          </time>
        </summary>
        <div class="turn">
          <label>
            Speed{' '}
            <select value={clock.speed} onChange={({ currentTarget }) => turn({ speed: Number(currentTarget.value) })}>
              {speeds.map((speed) => (
                <option key={speed} value={speed}>
                  {speed}×
                </option>
              ))}
            </select>
          </label>
          {STEPS.map(({ title, ms }) => (
            <button key={title} type="button" onClick={() => turn({ advanceMs: ms })}>
              <span aria-hidden="true">+</span>
              <span class="unseen">Advance </span>
              {title}
            </button>
          ))}
        </div>
        <Refusal action={action} />
      </details>
    </section>
  )
}

/** What the clock shows by now, reckoned from when it was told. */
function useTicking({ now, speed }: PlatformInfo['clock'], toldAt: number): Date {
  const [at, setAt] = useState(() => performance.now())
  useEffect(() => {
    setAt(performance.now())
    const timer = setInterval(() => setAt(performance.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [now, speed, toldAt])
  return new Date(Date.parse(now) + Math.max(0, at - toldAt) * speed)
}
