import type { CustomerWords } from '../core/desk/desk.ts'
import type { ButtonResponse } from './calls.ts'
import type { Offered } from './memory.ts'

/** The button of the newest structured message that the customer's words answer; undefined where they answer none. */
export function answerTo(
  words: Pick<CustomerWords, 'text' | 'value' | 'attachments'>,
  offered: Offered | undefined,
): ButtonResponse | undefined {
  if (offered === undefined || (words.attachments?.length ?? 0) > 0) return undefined
  const given = [words.value, words.text].filter((one): one is string => typeof one === 'string' && one.trim() !== '')
  const plain = (text: string): string => text.trim().toLowerCase()
  const option =
    offered.options.find(({ payload }) => given.includes(payload)) ??
    offered.options.find(({ text, payload }) => given.some((one) => [plain(text), plain(payload)].includes(plain(one))))
  return option === undefined ? undefined : { type: offered.type, text: option.text, payload: option.payload }
}
