import { createMemoryEngine } from '../../../adapters/core/engine/index.ts'
import { engineConformance } from '../../contract/engine.ts'

engineConformance('in-memory', async (options) => {
  const engine = createMemoryEngine(options)
  return { engine, reopen: undefined, dispose: () => engine.stop(0) }
})
