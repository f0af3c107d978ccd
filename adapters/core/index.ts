/** What core offers to bot authors and to platforms. */
export { ContactCenterAdapter } from './adapter.ts'
export type { AdapterHealth, BotLogic, ContactCenterAdapterOptions } from './adapter-options.ts'
export { type Capabilities, NO_DESK, type Support } from './capabilities.ts'
export { type Clock, systemClock } from './clock.ts'
export type {
  AttributesPayload,
  CommandKind,
  HandOffPayload,
  NotePayload,
  TopicsPayload,
  TranscriptLine,
} from './commands.ts'
export { ConnectorAdapter, type ConnectorOptions } from './connector/connector-adapter.ts'
export type { BotFrameworkSettings, ConnectorSettings } from './connector/connector-settings.ts'
export { ContactCenter, type HandOffRequest } from './contact-center.ts'
export type { Choice, ConversationRecord, ConversationView, Owner } from './conversation.ts'
export {
  type Connection,
  type ConnectionOptions,
  type ConnectionRequest,
  type ConnectionResponse,
  createConnection,
} from './delivery/connection.ts'
export type { UnknownOutcomePolicy } from './delivery/deliver.ts'
export type * from './desk/desk.ts'
export * from './engine/index.ts'
export * from './errors.ts'
export { type CustomerName, type Forgotten, forgetCustomer } from './forget-customer.ts'
export { createLogger, type Logger, type LoggerOptions, silentLogger } from './log.ts'
export type * from './platform.ts'
export { type Environment, type ReadSettings, readSettings, type SettingsGroup } from './settings.ts'
export { VERBS, VerbsAsTraces } from './verbs.ts'
