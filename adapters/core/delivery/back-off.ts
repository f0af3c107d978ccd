/**
 * How long to wait before a command is tried again, in milliseconds: doubling from half a second to half a minute, with
 * jitter, so that many conversations do not come back at once.
 */
export function backOff({ attempts }: { attempts: number }, random: () => number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(attempts, 10)) * (0.5 + random() / 2)
}
