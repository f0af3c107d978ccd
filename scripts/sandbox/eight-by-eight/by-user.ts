import type { Conversation, World } from './world.ts'

type Conversations = World['conversations']

const users = new WeakMap<Conversations, Map<string, Set<Conversation>>>()

/** Conversations of the customer with this `userId`, as they were opened with, oldest first. */
export function conversationsByUser(conversations: Conversations, userId: string): Conversation[] {
  return [...(users.get(conversations)?.get(userId) ?? [])]
}

/** Finds a new conversation by its user from now on. */
export function keepByUser(conversations: Conversations, conversation: Conversation): void {
  const { userId } = conversation.user
  if (userId === undefined) return
  conversation.openedFor = userId
  const all = users.get(conversations) ?? new Map<string, Set<Conversation>>()
  users.set(conversations, all)
  const theirs = all.get(userId) ?? new Set()
  all.set(userId, theirs.add(conversation))
}

/** Finds it no more. */
export function forgetByUser(conversations: Conversations, conversation: Conversation): void {
  const { openedFor } = conversation
  if (openedFor === undefined) return
  const theirs = users.get(conversations)?.get(openedFor)
  theirs?.delete(conversation)
  if (theirs?.size === 0) users.get(conversations)?.delete(openedFor)
}
