import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { ContactCenterError } from '../adapters/index.ts'
import { createBotServer } from './server.ts'
import { endInOrder } from './shut-down.ts'

const onCreated = endInOrder()
if (existsSync('.env')) loadEnvFile('.env')

try {
  await createBotServer({ env: process.env, onCreated })
} catch (error) {
  // Settings are mended by reading, not by a stack.
  if (error instanceof ContactCenterError) {
    console.error([error.message, error.hint].filter((line) => line !== undefined && line !== '').join('\n'))
  } else console.error(error)
  process.exitCode = 1
}
