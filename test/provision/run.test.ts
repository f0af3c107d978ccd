import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../scripts/provision/run.ts'

const ENV = {
  PUBLIC_URL: 'https://bot.example.com',
  GENESYS_TEAM_ID: 'team-42',
  GENESYS_BOT_ID: 'bot-7',
  GENESYS_CLIENT_SECRET: 'canary-client',
  GENESYS_WEBHOOK_SECRET: 'canary-webhook',
  GENESYS_REGISTRATION_SECRET: 'canary-registration',
}
const NAMES = [
  'READ-ME-FIRST.md',
  'inbound-message-flow.yaml',
  'open-messaging-integration.json',
  'register-conversation.custom.json',
]

describe('npm run provision', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provision-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function provision(args: string[], env: Record<string, string> = ENV) {
    let log = ''
    let error = ''
    const code = await run(args, env, { log: (text) => (log += text), error: (text) => (error += text) })
    return { code, log, error }
  }

  const genesys = (...args: string[]) => ['genesys', '--out', join(folder, 'files'), ...args]
  const written = (name: string) => readFile(join(folder, 'files', name), 'utf8')

  it('lists the platforms and ends with 2 where none is named', async () => {
    const { code, error } = await provision([])
    assert.equal(code, 2)
    assert.match(error, /Platforms: genesys\./)
  })

  it('ends with 2 for platforms and options it does not know', async () => {
    for (const args of [['gladly'], ['constructor'], genesys('--qeue', 'x'), genesys('more')]) {
      const { code, error } = await provision(args)
      assert.equal(code, 2, args.join(' '))
      assert.match(error, /npm run provision -- PLATFORM/)
    }
  })

  it('helps', async () => {
    for (const args of [['--help'], ['genesys', '--help']]) {
      const { code, log } = await provision(args)
      assert.equal(code, 0)
      assert.match(log, /--human-queue-attribute/)
    }
  })

  it('writes the files, by the environment', async () => {
    const { code, log } = await provision(genesys())
    assert.equal(code, 0)
    assert.match(log, /READ-ME-FIRST\.md/)
    assert.deepEqual((await readdir(join(folder, 'files'))).sort(), NAMES)
    assert.match(await written('inbound-message-flow.yaml'), /lit: team-42/)
  })

  it('prefers what it is told', async () => {
    await provision(genesys('--url', 'https://other.example.com', '--team', ' t ', '--bot', 'b', '--queue', 'Q'))
    const flow = await written('inbound-message-flow.yaml')
    assert.match(flow, /name: Bot - b\n/)
    assert.match(flow, /name: Q\n/)
    assert.match(flow, /lit: t\n/)
    assert.match(
      await written('register-conversation.custom.json'),
      /https:\/\/other\.example\.com\/api\/genesys\/register/,
    )
  })

  it('writes no secret', async () => {
    const { log } = await provision(genesys())
    for (const name of NAMES) assert.doesNotMatch(await written(name), /canary/, name)
    assert.doesNotMatch(log, /canary/)
  })

  it('says what is missing, or cannot be, and writes nothing', async () => {
    const { GENESYS_TEAM_ID, ...withoutTeam } = ENV
    const { PUBLIC_URL, ...withoutUrl } = ENV
    const cases: [string[], Record<string, string>, RegExp][] = [
      [genesys(), withoutTeam, /--team is missing, and GENESYS_TEAM_ID is not set/],
      [genesys(), withoutUrl, /--url is missing, and PUBLIC_URL is not set/],
      [genesys('--url', 'https://bot.example.com:8443'), ENV, /port 443 only/],
      [genesys('--queue', ''), ENV, /--queue is missing/],
      [genesys('--queue', '{{queue}}'), ENV, /--queue has '\{\{'/],
      [genesys('--language', 'English!'), ENV, /no language/],
      [genesys('--human-queue-attribute', 'igRegistered'), ENV, /reserved/],
    ]
    for (const [args, env, why] of cases) {
      const { code, error } = await provision(args, env)
      assert.equal(code, 1)
      assert.match(error, why)
    }
    assert.deepEqual(await readdir(folder), [])
  })

  it('overwrites nothing unless told, and writes none where one is there', async () => {
    await provision(genesys('--team', 'first'))
    await rm(join(folder, 'files', 'READ-ME-FIRST.md'))
    const { code, error } = await provision(genesys('--team', 'second'))
    assert.equal(code, 1)
    assert.match(error, /already.*inbound-message-flow\.yaml[\s\S]*--force/)
    assert.match(await written('inbound-message-flow.yaml'), /lit: first/)
    assert.ok(!(await readdir(join(folder, 'files'))).includes('READ-ME-FIRST.md'))

    assert.equal((await provision(genesys('--team', 'second', '--force'))).code, 0)
    assert.match(await written('inbound-message-flow.yaml'), /lit: second/)
  })

  it('leaves other files alone', async () => {
    await writeFile(join(folder, 'notes.txt'), 'mine')
    await provision(['genesys', '--out', folder])
    assert.equal(await readFile(join(folder, 'notes.txt'), 'utf8'), 'mine')
  })
})
