import { resolve } from 'node:path'
import { z } from 'zod'
import { baseUrl, positiveNumber, readSettings } from '../adapters/core/settings.ts'
import { type Environment, type ReadSettings, SettingsError } from '../adapters/index.ts'
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
  desk?: '8x8' | 'genesys'
  /** How long a hand-off may wait for a person. */
  handOffTimeoutSeconds?: number
  /** `NODE_ENV=production`: without an app id nobody may use `/api/messages`. */
  production: boolean
}

/** Credentials of an Azure bot, under the names the SDK reads. */
export interface BotFrameworkSettings {
  MicrosoftAppType: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI'
  MicrosoftAppId: string
  MicrosoftAppPassword?: string
  MicrosoftAppTenantId?: string
}

/** Everything the environment says, read once. */
export interface BotSettings {
  server: ServerSettings
  /** Undefined without an app id: `/api/messages` then serves this machine only. */
  botFramework: BotFrameworkSettings | undefined
  /** Those the environment sets up. */
  platforms: SetUpPlatform[]
  /** What is odd and does not stop the start. */
  warnings: string[]
}

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
  }
  if (settings.server === undefined || problems.length > 0) throw inOne(problems)
  if (settings.server.desk !== undefined) warnings.push('DESK is set, but no desk is set up: it has no effect.')
  return { ...settings, server: settings.server, warnings }
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
  return new SettingsError(problems.map((problem) => problem.message).join('\n'), { hint: [...hints].join('\n') })
}
