import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Body } from './bodies.ts'
import { type Ended, shownBody, shownHeaders, toldTo } from './telling.ts'
import type { Wire } from './wire.ts'

/**
 * Tells a wire of a request of the bot's, once its body was read and before anything is answered, and of how it ends.
 * `call` is where faults leave their kind. Answer headers are those that the platform sets, without what HTTP itself
 * adds (`Date`, `Connection`). Without a wire, and for a browser's own requests, it does nothing.
 */
export function overhear(
  wire: Wire | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, length }: Body = { bytes: Buffer.alloc(0), length: 0 },
  call: { fault?: string } = {},
): void {
  // A page that shows a customer's picture fetches it itself.
  if (!wire || 'sec-fetch-dest' in request.headers) return
  const { method = 'GET', url = '/', headers } = request
  const asked = {
    by: 'bot',
    method,
    url: `http://${headers.host ?? ''}${url}`,
    headers: shownHeaders(headers),
  } as const
  const tell = toldTo(wire, { ...asked, body: shownBody(bytes, length) })
  const answer = heard(response)
  response.once('close', () => {
    const { fault } = call
    if (response.writableFinished) tell({ ...answer, status: response.statusCode, fault })
    else tell({ error: whyNone(fault), fault })
  })
}

function whyNone(fault = ''): string {
  if (fault.startsWith('reset')) return 'the connection was reset'
  if (fault.startsWith('hang')) return 'no answer until the caller gave up'
  return 'the connection ended before the answer'
}

/** What is answered, as it comes to be. All simulators write an answer's body at once, by `end`. */
function heard(response: ServerResponse): Ended {
  const answer: Ended = { answerHeaders: {}, answerBody: '' }
  listenIn(response, 'writeHead', (given) => {
    const own = given.findLast((one) => typeof one === 'object') as OutgoingHttpHeaders | undefined
    answer.answerHeaders = shownHeaders({ ...response.getHeaders(), ...own })
  })
  listenIn(response, 'end', ([body]) => {
    if (typeof body === 'string' || Buffer.isBuffer(body)) answer.answerBody = shownBody(body)
  })
  return answer
}

function listenIn(response: ServerResponse, name: 'writeHead' | 'end', listener: (given: unknown[]) => void): void {
  const method: (...given: never[]) => unknown = response[name]
  response[name] = ((...given: never[]) => {
    listener(given)
    return Reflect.apply(method, response, given)
  }) as never
}
