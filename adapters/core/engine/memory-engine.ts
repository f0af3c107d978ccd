import type { Engine } from './engine.ts'
import type { EngineOptions } from './heart.ts'
import { LocalEngine } from './local-engine.ts'
import { MemoryStore } from './memory/store.ts'

/** An engine that forgets everything with the process: for unit tests, and for trying a bot. */
export function createMemoryEngine(options: EngineOptions = {}): Engine {
  return new LocalEngine(new MemoryStore(), options)
}
