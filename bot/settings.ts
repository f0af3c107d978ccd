import { resolve } from 'node:path'
import { z } from 'zod'
import { baseUrl, positiveNumber, readSettings } from '../adapters/core/settings.ts'
import {
  type BotFrameworkSettings,
  type Environment,
  type ReadSettings,
  type Retention,
  SettingsError,
} from '../adapters/index.ts'
import { DESKS, type SetUpDesk } from './desks.ts'
import { PLATFORMS, type SetUpPlatform } from './platforms.ts'

/** What the server itself is told. */
export interface ServerSettings {
  /** 0: any free port. */
  port: number
  /** The address to listen on; all of them where absent. */
  host?: string
  /** Absolute. */
  dataDir: string
  /** Where the world reaches us, without a trailing slash. */
  publicUrl?: string
  logLevel: string
  /** Who takes over customers of `/api/messages`, where two desks are set up. */
  desk?: SetUpDesk['channelId']
  /** How long a hand-off to a desk may wait for a person. */
  handOffTimeoutSeconds?: number
  /** How long what is not in use any more is kept. */
  retention: Required<Retention>
  /** `NODE_ENV=production`: without an app id nobody may use `/api/messages`. */
  production: boolean
}

/** Everything the environment says, read once. */
export interface BotSettings {
  server: ServerSettings
  /** Undefined without an app id: `/api/messages` then serves this machine only. */
  botFramework: BotFrameworkSettings | undefined
  /** Those the environment sets up. */
  platforms: SetUpPlatform[]
  /** Who takes over customers of `/api/messages`, where anybody does. */
  desk: SetUpDesk | undefined
  /** What is odd and does not stop the start. */
  warnings: string[]
}

/** A time in days; 0: for ever. In milliseconds. */
const days = (preset: string) =>
  z
    .string()
    .regex(/^\d{1,5}(\.\d+)?$/, 'must be a number of days, or 0 for ever')
    .default(preset)
    .transform((text) => (Number(text) === 0 ? Number.POSITIVE_INFINITY : Number(text) * 86_400_000))

const server = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number')
    .default(3978),
  HOST: z.string().optional(),
  DATA_DIR: z.string().default('./data'),
  PUBLIC_URL: baseUrl().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DESK: z.enum(['8x8', 'genesys']).optional(),
  HANDOFF_TIMEOUT_SECONDS: positiveNumber().optional(),
  RETENTION_TRANSCRIPT_DAYS: days('30'),
  RETENTION_STATE_DAYS: days('90'),
  RETENTION_DEAD_LETTER_DAYS: days('30'),
  NODE_ENV: z.string().optional(),
})

const botFramework = z.object({
  MicrosoftAppType: z.enum(['MultiTenant', 'SingleTenant', 'UserAssignedMSI']).default('MultiTenant'),
  MicrosoftAppId: z.string(),
  MicrosoftAppPassword: z.string().optional(),
  MicrosoftAppTenantId: z.string().optional(),
})

/**
 * Read the whole environment: the server's settings and those of every platform.
 * @throws SettingsError one, naming everything that is missing or wrong anywhere.
 */
export function readBotSettings(env: Environment): BotSettings {
  const problems: SettingsError[] = []
  const warnings: string[] = []
  const attempt = <T>(read: () => ReadSettings<T>): T | undefined => {
    try {
      const result = read()
      warnings.push(...result.warnings)
      return result.settings
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error
      problems.push(error)
      return undefined
    }
  }
  const settings = {
    server: attempt(() => readServerSettings(env)),
    botFramework: attempt(() => readBotFrameworkSettings(env)),
    platforms: PLATFORMS.flatMap((platform) => attempt(() => platform.read(env)) ?? []),
    desks: DESKS.flatMap((desk) => attempt(() => desk.read(env)) ?? []),
  }
  const desk = attempt(() => ({ settings: chosenDesk(settings.desks, settings.server?.desk, problems), warnings: [] }))
  if (settings.server === undefined || problems.length > 0) throw inOne(problems)
  const { botFramework, platforms } = settings
  // What two read, two warn of.
  return { server: settings.server, botFramework, platforms, desk, warnings: [...new Set(warnings)] }
}

/** The one desk customers of `/api/messages` are handed to. */
function chosenDesk(
  desks: readonly SetUpDesk[],
  asked: SetUpDesk['channelId'] | undefined,
  problems: readonly SettingsError[],
): SetUpDesk | undefined {
  if (asked === undefined) {
    if (desks.length < 2) return desks[0]
    throw new SettingsError(
      `Two desks are set up (${desks.map(({ channelId }) => channelId).join(' and ')}), and DESK does not say which.`,
      {
        hint: `Set DESK to the one that takes over customers of /api/messages: ${desks.map(({ channelId }) => channelId).join(' or ')}.`,
      },
    )
  }
  const found = desks.find(({ channelId }) => channelId === asked)
  // What is wrong with it is told already.
  if (found !== undefined || problems.length > 0) return found
  throw new SettingsError(`DESK is '${asked}', which is not set up as a desk.`, {
    hint: 'Set it up, or remove DESK. See .env.example.',
  })
}

function readServerSettings(env: Environment): ReadSettings<ServerSettings> {
  const names = Object.keys(server.shape)
  const given = Object.fromEntries(names.flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])))
  const parsed = server.safeParse(given)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new SettingsError(`The server's settings are wrong. ${wrong.join('. ')}.`, { hint: 'See .env.example.' })
  }
  const { PORT, HOST, DATA_DIR, PUBLIC_URL, LOG_LEVEL, DESK, HANDOFF_TIMEOUT_SECONDS, NODE_ENV } = parsed.data
  return {
    settings: {
      port: PORT,
      host: HOST,
      dataDir: resolve(DATA_DIR),
      publicUrl: PUBLIC_URL,
      logLevel: LOG_LEVEL,
      desk: DESK,
      handOffTimeoutSeconds: HANDOFF_TIMEOUT_SECONDS,
      retention: {
        transcriptsMs: parsed.data.RETENTION_TRANSCRIPT_DAYS,
        stateMs: parsed.data.RETENTION_STATE_DAYS,
        deadLettersMs: parsed.data.RETENTION_DEAD_LETTER_DAYS,
      },
      production: NODE_ENV === 'production',
    },
    warnings: [],
  }
}

function readBotFrameworkSettings(env: Environment): ReadSettings<BotFrameworkSettings> {
  const { MicrosoftAppId, MicrosoftAppPassword } = env
  // Templates of Azure bots come with a type and empty credentials: that is no Azure bot yet.
  if (!MicrosoftAppId?.trim() && !MicrosoftAppPassword?.trim()) return { settings: undefined, warnings: [] }
  const read = readSettings(env, { name: 'Bot Framework', prefix: 'MicrosoftApp', schema: botFramework })
  const { MicrosoftAppType: type } = read.settings!
  const missing = [
    ...(type !== 'UserAssignedMSI' && !read.settings!.MicrosoftAppPassword ? ['MicrosoftAppPassword'] : []),
    ...(type !== 'MultiTenant' && !read.settings!.MicrosoftAppTenantId ? ['MicrosoftAppTenantId'] : []),
  ]
  if (missing.length > 0) {
    throw new SettingsError(`Bot Framework is set up only in part. Missing for ${type}: ${missing.join(', ')}.`, {
      hint: 'Set what is missing, or remove every MicrosoftApp… variable. See .env.example.',
    })
  }
  return read
}

function inOne(problems: SettingsError[]): SettingsError {
  const hints = new Set(problems.flatMap((problem) => problem.hint ?? []))
  // A platform that is an adapter and a desk is read twice, and wrong twice.
  const messages = new Set(problems.map((problem) => problem.message))
  return new SettingsError([...messages].join('\n'), { hint: [...hints].join('\n') })
}
