import { z } from 'zod'
import type { Answer } from '../simulator/answers.ts'
import type { SimulatorClock } from '../simulator/clock.ts'
import type { Route } from '../simulator/router.ts'
import type { Conversations } from './conversations.ts'
import { refusal } from './errors.ts'
import type { Flow } from './flow.ts'
import type { Integrations } from './integrations.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Notifications } from './notifications.ts'
import type { Outbound } from './outbound.ts'
import type { GenesysSettings } from './settings.ts'

/** An API request as routes see it. */
export interface RestRequest {
  params: Record<string, string>
  query: URLSearchParams
  /** The JSON that was sent. Throws 400 and 415. */
  json(): unknown
}

/** Answers one API request, or throws `Refusal`. */
export interface RestHandler {
  /** What the client's roles must allow. */
  permission?: string
  answer: (request: RestRequest) => Answer
}

/** What the API works on. */
export interface RestParts {
  clock: SimulatorClock
  settings: GenesysSettings
  conversations: Conversations
  integrations: Integrations
  lifecycle: Lifecycle
  outbound: Outbound
  notifications: Notifications
  flow: Flow
  /** Where this listens, e.g. `http://127.0.0.1:40123`. */
  base: () => string
}

/** A route of the API. */
export type RestRoute = Route<RestHandler>

/** A route in one line; paths are under `/api/v2`. */
export function on(
  method: string,
  path: string,
  permission: string | undefined,
  answer: (request: RestRequest) => Answer,
): RestRoute {
  return { method, path: `/api/v2${path}`, handle: { permission, answer } }
}

/** What was sent, by its schema. Throws 400 with the fields that are wrong; a check can name its own code. */
export function valid<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(sent)
  if (success) return data
  const own = error.issues.find((issue) => issue.code === 'custom' && issue.params?.code)
  const code = own?.code === 'custom' ? String(own.params?.code) : 'bad.request'
  const details = error.issues.map(({ path, message }) => ({ errorCode: message, fieldName: path.join('.') }))
  throw refusal(400, code, own?.message ?? z.prettifyError(error), { details })
}
