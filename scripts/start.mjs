// `npm start`: the server. A bundle starts in less than half the time of its sources, so one is made, as `make` would,
// whenever a source is younger. Without the development packages it is run as it was brought.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../', import.meta.url)
const SERVER = new URL('dist/server/main.js', ROOT)

// Now: who is gone before anybody looks has no id to be missed by.
if (process.env.npm_lifecycle_event !== undefined) endWithParent()

if (!isUpToDate()) {
  if (canBundle()) bundle()
  else if (!existsAt(SERVER))
    fail('There is no built server, and nothing to build it with: run `npm install` with its development packages.')
}
process.setSourceMapsEnabled(true)
await import(SERVER.href)

/** npm does not pass on everything that ends it: losing the parent is SIGTERM, which ends the server in order once there is one. */
function endWithParent() {
  const parent = process.ppid
  // Gone before we began: whoever is left by all goes to the first process, which starts scripts only where it is a container’s.
  if (parent === 1 && !startsScripts(1)) process.exit(1)
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

function startsScripts(pid) {
  try {
    return /\b(p?npm|yarn|bun)\b/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return false
  }
}

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
