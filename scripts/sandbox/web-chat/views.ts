import { buttonsIn } from './buttons.ts'
import type { Conversation, Conversations } from './conversations.ts'
import type { WebChatSimulator } from './simulator.ts'
import type { WireActivity } from './types.ts'

type Views = Pick<
  WebChatSimulator,
  'conversation' | 'conversations' | 'transcript' | 'buttons' | 'heard' | 'untilHeard'
>

/** What can be seen of conversations. */
export function viewsOf(conversations: Conversations): Views {
  return {
    conversation: (id) => conversations.get(id).snapshot(),
    conversations: () => conversations.all().map((one) => one.snapshot()),
    transcript: (id) => conversations.get(id).transcript(),
    buttons: (id) => structuredClone(buttonsIn(conversations.get(id).fromBot())),
    heard: (id) => textsOf(conversations.get(id)),
    untilHeard(id, what, { after, timeoutMs = 5000 } = {}) {
      const conversation = conversations.get(id)
      const wanted = typeof what === 'function' ? what : (activity: WireActivity) => says(activity, what)
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = conversation.fromBot(after).find(wanted)
          if (found) end(() => resolve(structuredClone(found)))
        }
        const unwatch = conversation.watch(look)
        const timer = setTimeout(() => {
          const heard = JSON.stringify(textsOf(conversation))
          end(() => reject(new Error(`not heard within ${timeoutMs} ms: ${what}; heard were ${heard}`)))
        }, timeoutMs)
        const end = (how: () => void) => {
          clearTimeout(timer)
          unwatch()
          how()
        }
        look()
      })
    },
  }
}

function textsOf(conversation: Conversation): string[] {
  const messages = conversation.fromBot().filter(({ type }) => type === 'message')
  return messages.flatMap(({ text }) => (text ? [text] : []))
}

function says({ type, text }: WireActivity, what: string | RegExp): boolean {
  if (type !== 'message' || text === undefined) return false
  return typeof what === 'string' ? text === what : text.search(what) >= 0
}
