/** The engine: what runs turns and delivers commands, losing nothing. */

export * from './engine.ts'
export type { EngineOptions, Retention } from './heart.ts'
export type { Logger } from './logger.ts'
export { createMemoryEngine } from './memory-engine.ts'
export { openSqliteEngine, type SqliteEngineOptions } from './sqlite-engine.ts'
