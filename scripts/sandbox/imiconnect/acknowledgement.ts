import type { PostResult } from '../simulator/post.ts'
import type { ImiconnectSettings } from './options.ts'

/**
 * Why an answer of the bot does not count, or undefined where it does: it must come in time, with a good status, and
 * carry the verification token (Generic Bot, Verification Token: every POST is answered with it).
 */
export function whyNotAcknowledged(settings: ImiconnectSettings, result: PostResult): string | undefined {
  const { status = 0, error } = result
  if (error !== undefined) return error
  const good = settings.successStatuses === '2xx' ? status >= 200 && status < 300 : status === 200
  if (!good) return `status ${status}`
  const token = tokenIn(settings.tokenIn, result)
  if (token === undefined) return 'the verification token is missing'
  return token === settings.verificationToken ? undefined : 'the verification token is wrong'
}

function tokenIn(place: ImiconnectSettings['tokenIn'], { headers = {}, text = '' }: PostResult): unknown {
  if (place.in === 'text') return text.trim() === '' ? undefined : text.trim()
  if (place.in === 'header') return headers[place.name.toLowerCase()]
  try {
    return (JSON.parse(text) as Record<string, unknown> | null)?.[place.name]
  } catch {
    return undefined
  }
}
