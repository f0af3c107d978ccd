import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { MUTATIONS, type Mutation, mutated } from './mutations.ts'

const USAGE = `npx tsx scripts/mutations/main.ts [--only TEXT]...
  Breaks one promise after another in a copy of the project and runs its tests there: first those that should notice,
  then all. A mutation that no test notices survives, and the exit code is 1.
  --only TEXT   only mutations whose name contains it; more than once for more of them`

const root = resolve(import.meta.dirname, '../..')
/** Not copied: large, or of no use to the tests. */
const LEFT = new Set(['node_modules', '.git', 'dist', 'data'])

/** Longer than the whole suite takes; a mutation may make a test wait for ever. */
const LIMIT_MS = 15 * 60_000

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [''] }, help: { type: 'boolean', default: false } },
})
if (values.help) console.log(USAGE)
else process.exitCode = await run(MUTATIONS.filter(({ name }) => values.only.some((text) => name.includes(text))))

async function run(mutations: readonly Mutation[]): Promise<number> {
  const survivors: Mutation[] = []
  const tests = [...new Set(mutations.flatMap((mutation) => mutation.tests))]
  if (!(await inCopy((folder) => passes(folder, tests)))) {
    console.log('These tests fail already, with nothing broken on purpose: they would notice anything.')
    return 2
  }
  for (const mutation of mutations) {
    const noticed = await notice(mutation)
    if (noticed === undefined) survivors.push(mutation)
    console.log(
      `${noticed === undefined ? 'SURVIVED' : 'noticed '}  ${mutation.promise}  ${mutation.name}${noticed ? `  (${noticed})` : ''}`,
    )
  }
  console.log(`${mutations.length} mutations, ${survivors.length} survivors`)
  return survivors.length === 0 ? 0 : 1
}

/** What noticed it; undefined where nothing did. */
function notice(mutation: Mutation): Promise<string | undefined> {
  return inCopy(async (folder) => {
    await mutate(folder, mutation)
    if (!(await passes(folder, mutation.tests))) return mutation.tests.join(', ')
    return (await passes(folder, ['test/**/*.test.ts'])) ? undefined : 'the other tests'
  })
}

/** Work in a copy of the project, which is removed after it. */
async function inCopy<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'contact-center-mutation-'))
  try {
    await cp(root, folder, { recursive: true, filter: (path) => !LEFT.has(relative(root, path)) })
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function mutate(folder: string, mutation: Mutation): Promise<void> {
  const path = join(folder, mutation.file)
  await writeFile(path, mutated(await readFile(path, 'utf8'), mutation))
}

/** Whether these tests pass there. */
function passes(folder: string, tests: readonly string[]): Promise<boolean> {
  const mocha = join(folder, 'node_modules/.bin/mocha')
  const child = spawn(mocha, ['--bail', '--parallel', '--jobs', '2', ...tests], { cwd: folder, stdio: 'ignore' })
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => {
      clearTimeout(limit)
      done(code === 0)
    })
  })
}
