/** Where the engine tells what it does: the part of a pino logger it needs. */
export interface Logger {
  debug(about: object, message?: string): void
  info(about: object, message?: string): void
  warn(about: object, message?: string): void
  error(about: object, message?: string): void
}

const nothing = (): void => {}

/** Tells nobody. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
