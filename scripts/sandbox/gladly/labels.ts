import { notFound } from '../simulator/answers.ts'
import { badRequest } from './answers.ts'
import { addItem } from './conversations.ts'
import { trimConversation } from './forgetting.ts'
import type { AttributeDefinition, Initiator } from './types.ts'
import { assigneeOf, type Conversation, type Item, type World } from './world.ts'

/** Puts topics on a conversation; those it has are ignored (Gladly API reference, Add Topics to Conversation). */
export function addTopics(world: World, conversation: Conversation, topicIds: string[], by: Initiator): void {
  for (const id of topicIds) {
    const topic = world.topics.get(id)
    const detail = `conversation topic [${id}] does not exist`
    if (!topic) throw badRequest({ attr: 'topicIds', code: 'not_exist', detail })
    if (topic.disabled) throw badRequest({ attr: 'topicIds', code: 'invalid', detail: `topic [${id}] is disabled` })
  }
  const added = [...new Set(topicIds)].filter((id) => !conversation.topicIds.includes(id))
  if (added.length === 0) return
  conversation.topicIds.push(...added)
  addItem(world, conversation, { by, content: { type: 'TOPIC_CHANGE', addedTopicIds: added } })
  for (const topicId of added) tellTopic(world, 'CONVERSATION/TOPIC_ADDED', conversation, topicId, by)
}

/** Takes one topic off. Throws 404 if the conversation does not have it. */
export function removeTopic(world: World, conversation: Conversation, topicId: string, by: Initiator): void {
  if (!conversation.topicIds.includes(topicId)) throw notFound(`topic ${topicId} on ${conversation.id}`)
  conversation.topicIds = conversation.topicIds.filter((id) => id !== topicId)
  addItem(world, conversation, { by, content: { type: 'TOPIC_CHANGE', removedTopicIds: [topicId] } })
  tellTopic(world, 'CONVERSATION/TOPIC_REMOVED', conversation, topicId, by)
}

function tellTopic(world: World, type: string, conversation: Conversation, topicId: string, by: Initiator): void {
  const { id: conversationId, customerId } = conversation
  const context = { assignee: assigneeOf(conversation) }
  world.events.emit(type, by, { customerId, conversationId, topicId, context })
}

/** Writes a note; its id is the item's (Gladly API reference, Add note). */
export function addNote(world: World, conversation: Conversation, body: string, by: Initiator): Item {
  const item = addItem(world, conversation, { by, content: { type: 'CONVERSATION_NOTE', body } })
  const { id: conversationId, customerId } = conversation
  world.events.emit('CONVERSATION/NOTE_CREATED', by, { noteId: item.shown.id, customerId, conversationId })
  return item
}

/** A freeform topic: a key that was configured beforehand, and one of its values. */
export interface KeyValue {
  key: string
  value: string
}

/** Removes, then adds freeform topics; a key may have several values (Gladly API reference, Add or Remove Freeform topic). */
export function changeAttributes(
  world: World,
  conversation: Conversation,
  change: { add: KeyValue[]; remove: KeyValue[] },
  by: Initiator,
): void {
  const resolve = ({ key, value }: KeyValue) => ({ definition: definitionOf(world, key), value })
  const removed = change.remove.map(resolve)
  const added = change.add.map(resolve)
  for (const { definition, value } of removed) {
    const at = indexOf(conversation, definition, value)
    if (at < 0) continue
    conversation.attributes.splice(at, 1)
    tellAttribute(world, 'CONVERSATION/CUSTOM_ATTRIBUTE_REMOVED', conversation, definition, value, by)
  }
  for (const { definition, value } of added) {
    if (indexOf(conversation, definition, value) >= 0) continue
    conversation.attributes.push({ id: definition.id, value })
    trimConversation(world, conversation)
    tellAttribute(world, 'CONVERSATION/CUSTOM_ATTRIBUTE_ADDED', conversation, definition, value, by)
  }
}

function definitionOf(world: World, key: string): AttributeDefinition {
  for (const definition of world.attributes.values()) {
    if (definition.key === key && !definition.deactivated) return definition
  }
  throw badRequest({ attr: 'key', code: 'not_exist', detail: `custom attribute with key [${key}] does not exist` })
}

function indexOf(conversation: Conversation, definition: AttributeDefinition, value: string): number {
  return conversation.attributes.findIndex((one) => one.id === definition.id && one.value === value)
}

function tellAttribute(
  world: World,
  type: string,
  conversation: Conversation,
  definition: AttributeDefinition,
  value: string,
  by: Initiator,
): void {
  const { id: conversationId, customerId } = conversation
  const attribute = {
    customAttributeId: definition.id,
    customAttributeKey: definition.key,
    customAttributeValue: value,
  }
  world.events.emit(type, by, { customerId, conversationId, ...attribute })
}
