import type { Verdict } from './codes.ts'
import type { BotEventRule, ImiconnectSettings } from './options.ts'
import { isCallTimestamp } from './timestamps.ts'
import type { CustomParams } from './types.ts'

/** A call that says all it must. */
export interface ReadCall {
  effect: 'reply' | BotEventRule['effect']
  conversationId: string
  timestamp: string
  customparams: CustomParams
  /** Of a reply. */
  message: string
  messageType: string
  media?: unknown
}

/** What became of reading a call: the call or why not, and the fields nobody looks at. */
export interface Reading {
  call?: ReadCall
  refused?: Verdict
  ignored: string[]
}

type Fields = Record<string, unknown>

const CUSTOM_PARAM = /^customparam[1-9]\d*$/

/**
 * Reads a call in the vendor's own spelling and no other: `eventid`, `conversation_id`, `message`, `Messagetype`,
 * `Timestamp`, `customparam1` … (Generic Bot, Inbound Webhook). A field in another spelling is one that is not there.
 */
export function readCall(settings: ImiconnectSettings, text: string, contentType: string | undefined): Reading {
  const body = jsonObject(text, contentType)
  if (!body) return { refused: { code: '7000' }, ignored: [] }
  const found = settings.botEvents.find(({ key, value }) => body[key] === value)
  const effect = found?.effect ?? (body.eventid === '1001' ? 'reply' : undefined)
  if (!effect) {
    const code = body.eventid === undefined ? '7003' : '7004'
    return { refused: { code, detail: 'eventid' }, ignored: [] }
  }
  const looked = new Set(['eventid', 'conversation_id', 'Timestamp', ...(found ? [found.key] : [])])
  if (effect === 'reply') for (const name of replyFields(settings)) looked.add(name)
  const ignored = Object.keys(body).filter((name) => !looked.has(name) && !CUSTOM_PARAM.test(name))
  const refused = wrong(settings, body, effect)
  if (refused) return { refused, ignored }
  const media = settings.mediaField === undefined ? undefined : body[settings.mediaField]
  const call: ReadCall = {
    effect,
    conversationId: body.conversation_id as string,
    timestamp: body.Timestamp as string,
    customparams: Object.fromEntries(customParams(body)) as CustomParams,
    message: String(body.message ?? ''),
    messageType: String(body.Messagetype ?? ''),
    ...(media !== undefined && { media }),
  }
  return { call, ignored }
}

function replyFields({ mediaField }: ImiconnectSettings): string[] {
  return ['message', 'Messagetype', ...(mediaField === undefined ? [] : [mediaField])]
}

/** 7003 for what is missing, 7004 for what is not as it must be, 7025 for custom parameters (Inbound Webhooks). */
function wrong(settings: ImiconnectSettings, body: Fields, effect: ReadCall['effect']): Verdict | undefined {
  const { mediaField } = settings
  const withMedia = mediaField !== undefined && body[mediaField] !== undefined && body[mediaField] !== ''
  const text = effect !== 'reply' ? [] : withMedia ? ['Messagetype'] : ['message', 'Messagetype']
  const mandatory = ['conversation_id', 'Timestamp', ...text]
  const missing = mandatory.filter((name) => body[name] === undefined || body[name] === null || body[name] === '')
  if (missing.length > 0) return { code: '7003', detail: missing.join(', ') }
  const strings = [...new Set(effect === 'reply' ? [...mandatory, 'message'] : mandatory)]
  const odd = strings.filter((name) => body[name] !== undefined && typeof body[name] !== 'string')
  if (odd.length === 0 && !isCallTimestamp(String(body.Timestamp))) odd.push('Timestamp')
  for (const [name, value] of customParams(body)) if (typeof value !== 'string') odd.push(name)
  if (odd.length > 0) return { code: '7004', detail: odd.join(', ') }
  const absent = settings.mandatoryCustomParams.filter((name) => !body[name])
  return absent.length > 0 ? { code: '7025', detail: absent.join(', ') } : undefined
}

function customParams(body: Fields): [string, unknown][] {
  return Object.entries(body).filter(([name]) => CUSTOM_PARAM.test(name))
}

function jsonObject(text: string, contentType: string | undefined): Fields | undefined {
  if (!contentType?.toLowerCase().startsWith('application/json')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}
