import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { run } from './run.ts'

if (existsSync('.env')) loadEnvFile('.env')
process.exitCode = await run(process.argv.slice(2), process.env, console)
