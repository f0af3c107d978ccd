import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { ContactCenterError } from '../adapters/index.ts'
import { createBotServer } from './server.ts'
import { shutDownOnSignals } from './shut-down.ts'

if (existsSync('.env')) loadEnvFile('.env')

try {
  shutDownOnSignals(await createBotServer({ env: process.env }))
} catch (error) {
  // Settings are mended by reading, not by a stack.
  if (!(error instanceof ContactCenterError)) throw error
  console.error([error.message, error.hint].filter((line) => line !== undefined && line !== '').join('\n'))
  process.exitCode = 1
}
