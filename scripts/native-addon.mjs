// Run by npm after an install in this repository (`prepare`, so never for users of the package).
//
// better-sqlite3 is a native addon. Where its prebuilt file cannot be fetched it is compiled, and against the wrong
// headers if npm is configured with those of another Node.js (`nodedir`), as on machines where a second Node.js is
// tried with `npx -p node@24 npm install`. Then it does not load: compile it again, against the headers of this one.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'

const require = createRequire(import.meta.url)
const hasHeaders = (folder) => existsSync(path.join(folder, 'include/node/node_version.h'))

function loads() {
  const probe = "new (require('better-sqlite3'))(':memory:').close()"
  return spawnSync(process.execPath, ['-e', probe], { stdio: 'ignore' }).status === 0
}

/** The headers of the running Node.js: beside its `bin`, or in the package of the npm registry it came in. */
function headers(folder) {
  const beside = path.resolve(path.dirname(process.execPath), '..')
  if (hasHeaders(beside)) return beside
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const exact = `${name}@${process.version.slice(1)}`
  spawnSync('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', exact], { stdio: 'ignore' })
  const fetched = path.join(folder, 'node_modules', name)
  return hasHeaders(fetched) ? fetched : undefined
}

if (!loads()) {
  const folder = mkdtempSync(path.join(tmpdir(), 'node-headers-'))
  try {
    const nodedir = headers(folder)
    const how = nodedir === undefined ? '' : ' with its own headers'
    console.error(`better-sqlite3 does not load on Node.js ${process.version}; compiling it again${how}.`)
    const cwd = path.dirname(require.resolve('better-sqlite3/package.json'))
    const env = { ...process.env, ...(nodedir === undefined ? {} : { npm_config_nodedir: nodedir }) }
    spawnSync('npm', ['run', 'build-release'], { cwd, env, stdio: 'ignore' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (!loads()) {
    console.error(
      'better-sqlite3 could not be made to load. A C++ compiler, make and python3 are needed to compile it.',
    )
    process.exit(1)
  }
}
