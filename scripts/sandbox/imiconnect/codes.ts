import { randomUUID } from 'node:crypto'
import type { Answer } from '../simulator/answers.ts'
import type { ImiconnectSettings } from './options.ts'

/** Response codes and what they mean (Inbound Webhooks; API Authentication; Custom Event). Not the `eventid`s of calls. */
export const CODES: Readonly<Record<string, string>> = {
  '430': 'Payload size limit exceeded',
  '1000': 'Success',
  '1001': 'Queued',
  '1002': 'Queued',
  '7000': 'Invalid JSON',
  '7001': 'Authentication failed',
  '7002': 'Service key is missing',
  '7003': 'Mandatory parameters missing',
  '7004': 'Invalid parameter',
  '7005': 'Internal error',
  '7006': 'Internal error',
  '7007': 'Service is inactive or deleted',
  '7008': 'Endpoint does not exist',
  '7010': 'IP address is not whitelisted',
  '7019': 'Request expired',
  '7020': 'Transaction limit reached',
  '7025': 'Mandatory custom parameter missing',
  '7027': 'Invalid XML',
  '7028': 'Invalid signature',
  '7029': 'Signature is missing',
}

/** The code of a call that was taken: queued (Inbound Webhooks). */
export const QUEUED = '1002'

/** What the platform came to with a call: a code, perhaps with more words than the code has. */
export interface Verdict {
  code: string
  detail?: string
}

/** Whether the call was taken. */
export function isTaken({ code }: Verdict): boolean {
  return code === QUEUED
}

/** A verdict in the family's `response` envelope. Errors, too, come with HTTP 200, but for signatures' (Inbound Webhooks). */
export function envelope(settings: ImiconnectSettings, verdict: Verdict): Answer {
  const taken = isTaken(verdict)
  const status = statusOf(settings, verdict.code)
  const { responseShape } = settings
  if (responseShape === 'empty') return { status }
  const description = [CODES[verdict.code] ?? 'Error', verdict.detail].filter(Boolean).join(': ')
  if (responseShape === 'text') return { status, text: description }
  const code = settings.numericCodes ? Number(verdict.code) : verdict.code
  const one = { code, description, transid: randomUUID(), ...(taken && { correlationid: '' }) }
  const listed = responseShape === 'array' || (responseShape === 'documented' && taken)
  return { status, body: { response: listed ? [one] : one } }
}

function statusOf(settings: ImiconnectSettings, code: string): number {
  if (code === '7028' || code === '7029') return 400
  return code === '7001' || code === '7002' ? settings.authErrorStatus : 200
}
