import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

export interface LoggerOptions {
  /** `trace` to `fatal`, or `silent`. `info` where absent. */
  level?: string
  /** Values that must never show in a line, wherever they come from: they are replaced in the finished line. */
  secrets?: readonly string[]
  /** Where lines go; standard output where absent. */
  destination?: DestinationStream
}

const REDACTED = '[redacted]'

/** Structured logs, one JSON object a line, without credentials. */
export function createLogger(options: LoggerOptions = {}): Logger {
  // As they are, and as they look inside JSON strings and Basic credentials.
  const secrets = (options.secrets ?? [])
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
  return pino(
    {
      level: options.level ?? 'info',
      redact: {
        paths: [
          'authorization',
          'headers.authorization',
          '*.authorization',
          '*.password',
          '*.apiToken',
          '*.secret',
          '*.token',
        ],
        censor: REDACTED,
      },
      hooks: {
        streamWrite: (line) => secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), line),
      },
    },
    options.destination ?? pino.destination({ sync: false }),
  )
}

/** Says nothing: the default of everything that takes a logger. */
export const silentLogger: Logger = pino({ level: 'silent' })
