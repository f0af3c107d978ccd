// Run by npm after an install in this repository (`prepare`, so never for users of the package).
//
// better-sqlite3 is a native addon. Where its prebuilt file cannot be fetched it is compiled, and against the wrong
// headers if npm is configured with those of another Node.js (`nodedir`), as on machines where a second Node.js is
// tried with `npx -p node@24`. Then it does not load: compile it again, against the headers that came with this one.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(import.meta.url)

function loads() {
  const probe = "new (require('better-sqlite3'))(':memory:').close()"
  return spawnSync(process.execPath, ['-e', probe], { stdio: 'ignore' }).status === 0
}

/** Where the headers of the running Node.js are: beside its `bin`, or in the package npm unpacked it from. */
function headers() {
  const root = path.resolve(path.dirname(process.execPath), '..')
  const unpacked = `node-${process.platform}-${process.arch}`
  return [root, path.join(root, 'node_modules', unpacked), path.join(root, '..', unpacked)].find((folder) =>
    existsSync(path.join(folder, 'include/node/node_version.h')),
  )
}

if (!loads()) {
  const nodedir = headers()
  console.error(
    `better-sqlite3 does not load on Node.js ${process.version}; compiling it again${nodedir ? ` with ${nodedir}` : ''}.`,
  )
  const cwd = path.dirname(require.resolve('better-sqlite3/package.json'))
  const env = { ...process.env, ...(nodedir ? { npm_config_nodedir: nodedir } : {}) }
  spawnSync('npm', ['run', 'build-release'], { cwd, env, stdio: 'inherit' })
  if (!loads()) {
    console.error(
      'better-sqlite3 could not be made to load. A C++ compiler, make and python3 are needed to compile it.',
    )
    process.exit(1)
  }
}
