import { rm } from 'node:fs/promises'
import { openSqliteEngine } from '../../../adapters/core/engine/index.ts'
import { engineConformance } from '../../contract/engine.ts'
import { newFolder } from './setting.ts'

engineConformance('SQLite', async (options) => {
  const dataDir = newFolder()
  let engine = await openSqliteEngine({ dataDir, ...options })
  return {
    engine,
    reopen: async () => {
      await engine.stop(0)
      engine = await openSqliteEngine({ dataDir, ...options })
      return engine
    },
    dispose: async () => {
      await engine.stop(0)
      await rm(dataDir, { recursive: true })
    },
  }
})
