/** Asks the console's server. Rejects with an `Error` whose message is for whoever plays. */
export async function ask<T>(path: string, body?: unknown): Promise<T> {
  const answer = await send(path, body)
  if (answer.status === 204) return undefined as T
  return (await answer.json()) as T
}

/** As `ask`, for what is text. */
export async function askText(path: string): Promise<string> {
  return (await send(path, undefined)).text()
}

async function send(path: string, body: unknown): Promise<Response> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(path, init).catch(() => {
    throw new Error('The console does not answer. Is it still running?')
  })
  if (!answer.ok) throw new Error(await whyNot(answer))
  return answer
}

async function whyNot(answer: Response): Promise<string> {
  const said: unknown = await answer.json().catch(() => undefined)
  if (typeof said === 'object' && said !== null && 'error' in said && typeof said.error === 'string') return said.error
  return `The console answered ${answer.status}.`
}
