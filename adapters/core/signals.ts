/**
 * Aborts with the first of these, and after so many milliseconds where they are given, for certain. Not so
 * `AbortSignal.any`: in Node.js 20 neither it nor a time limit inside is kept from the garbage collector by who listens,
 * and a call without an answer would wait for ever. A time limit does not keep the process alive.
 */
export function firstOf(signals: readonly AbortSignal[], limitMs?: number): AbortSignal {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const watched = signals.map((signal) => ({ signal, told: () => end(signal.reason) }))
  function end(reason: unknown): void {
    clearTimeout(timer)
    for (const { signal, told } of watched) signal.removeEventListener('abort', told)
    controller.abort(reason)
  }
  for (const { signal, told } of watched) signal.addEventListener('abort', told, { once: true })
  if (limitMs !== undefined) {
    const late = () => end(new DOMException(`No answer within ${limitMs} ms`, 'TimeoutError'))
    timer = setTimeout(late, limitMs).unref()
  }
  const over = signals.find(({ aborted }) => aborted)
  if (over !== undefined) end(over.reason)
  return controller.signal
}
