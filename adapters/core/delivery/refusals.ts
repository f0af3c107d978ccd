import { isRefusal, PlatformRefusedError } from '../errors.ts'

/** The same refusal in other words: the platform's own, and what to do about it. */
export function reworded(refusal: PlatformRefusedError, message: string, hint: string | undefined) {
  const { channelId, status, platformMessage, body } = refusal
  return new PlatformRefusedError(message, { channelId, status, platformMessage, body, hint, cause: refusal })
}

/** What was asked for; undefined where the platform has no such thing (404). Rejects as the call does otherwise. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (isRefusal(error, 404)) return undefined
    throw error
  }
}
