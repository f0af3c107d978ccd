// `npm start`: the server. A bundle starts in less than half the time of its sources, so one is made, as `make` would,
// whenever a source is younger. Without the development packages it is run as it was brought.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../', import.meta.url)
const SERVER = new URL('dist/server/main.js', ROOT)

if (!isUpToDate()) {
  if (canBundle()) bundle()
  else if (!existsAt(SERVER))
    fail('There is no built server, and nothing to build it with: run `npm install` with its development packages.')
}
process.setSourceMapsEnabled(true)
await import(SERVER.href)

/** Whether there is a bundle, and all it was made of is older and still there. */
function isUpToDate() {
  try {
    const builtAt = statSync(SERVER).mtimeMs
    const sources = JSON.parse(readFileSync(new URL('sources.json', SERVER), 'utf8'))
    return sources.every((source) => statSync(new URL(source, ROOT)).mtimeMs < builtAt)
  } catch {
    return false
  }
}

function canBundle() {
  return ['esbuild', 'tsx'].every((name) => existsAt(new URL(`node_modules/${name}/package.json`, ROOT)))
}

function bundle() {
  const args = ['--import', 'tsx', 'scripts/bundle-server.ts']
  const { status } = spawnSync(process.execPath, args, { cwd: fileURLToPath(ROOT), stdio: 'inherit' })
  if (status !== 0) fail('The server could not be built.')
}

function existsAt(url) {
  return statSync(url, { throwIfNoEntry: false }) !== undefined
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
