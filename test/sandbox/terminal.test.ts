import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childModule } from '../contract/platform/child-module.ts'

interface Played {
  code: number | null
  lines: string[]
  /** What was written to standard error. */
  complaint: string
  /** The program's own folders that are still there. */
  left: string[]
}

/** Run the sandbox as `printf … | npm run sandbox -- ARGS` does. */
async function play(args: string[], ...lines: string[]): Promise<Played> {
  // What fails keeps its log; here it goes with the test.
  const folder = await mkdtemp(join(tmpdir(), 'contact-center-test-'))
  const { script, options } = childModule(new URL('../../scripts/sandbox/main.ts', import.meta.url))
  const child = spawn(process.execPath, [...(options.execArgv ?? []), script, ...args], {
    env: { PATH: process.env.PATH ?? '', TMPDIR: folder },
  })
  let output = ''
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk))
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk))
  // One that refuses its arguments does not read.
  child.stdin.on('error', () => {})
  child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  const [code] = (await once(child, 'close')) as [number | null]
  const left = await readdir(folder)
  await rm(folder, { recursive: true, force: true })
  return { code, lines: output.split('\n'), complaint, left: left.filter((name) => name.startsWith('contact-center')) }
}

/** What the bot says is the same everywhere; who has the customer, and what the platform shows of them, is not. */
interface Expected {
  /** How it shows what can be chosen. */
  menu: RegExp[]
  /** The customer's `1`. */
  picks: RegExp
  /** What is known after the order. */
  order: RegExp[]
  /** When the bot hands over: of note and words the order is the platform's. */
  handOver: RegExp[]
  taken: RegExp
  /** When the agent gives back. */
  back: RegExp[]
  /** What the customer's next message brings. */
  next: RegExp[]
  /** After `bye`. */
  end: RegExp[]
}

const BUTTONS = [/^bot +What can I do for you\?$/, /^ +1 {2}Order status$/, /^ +3 {2}Talk to a person$/]
const LIST = [/^bot +What can I do for you\?$/, /^ +1\. Order status$/, /^ +3\. Talk to a person$/]

const ON_HOOTSUITE: Expected = {
  menu: BUTTONS,
  picks: /^you +1 \(Order status\)$/,
  order: [/^topic +\+ Orders$/, /^customer +last_order = 1182$/],
  handOver: [/^note +Asked for a person: angry$/, /^bot +I am passing you on\./, /^owner +bot → queue \(New\)$/],
  taken: /^owner +queue \(New\) → agent \(Amy\)$/,
  back: [/^bot +Hello! /, /^owner +agent \(Amy\) → bot$/],
  next: BUTTONS,
  end: [/^owner +bot → closed$/, /^topics +Orders$/],
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  '--platform gladly': {
    menu: BUTTONS,
    picks: /^you +1 \(Order status\)$/,
    order: [/^topic +\+ Orders$/, /^customer +last_order = 1182$/, /^conversation +ORDER_NUMBER = 1182$/],
    handOver: [
      /^note +Asked for a person: angry$/,
      /^bot +I am passing you on\./,
      /^owner +bot → queue \(Handoff Inbox\)$/,
    ],
    taken: /^owner +queue \(Handoff Inbox\) → agent \(Amy Agent\)$/,
    back: [/^bot +Welcome back!/, /^owner +agent \(Amy Agent\) → bot$/],
    next: BUTTONS,
    end: [/^owner +bot → closed$/, /^topics +Orders$/],
  },
  '--platform hootsuite': ON_HOOTSUITE,
  '--platform hootsuite --no-api': ON_HOOTSUITE,
  '--platform imiconnect': {
    menu: LIST,
    picks: /^you +1$/,
    order: [],
    handOver: [/^bot +I am passing you on\./, /^note +Handed over: angry$/, /^owner +bot → queue$/],
    taken: /^owner +queue → agent$/,
    back: [/^owner +agent → bot$/],
    next: [/^bot +Welcome back!/, ...LIST],
    // IMIconnect is told of no close.
    end: [/^owner +bot$/],
  },
  '--platform 8x8': {
    menu: BUTTONS,
    picks: /^you +1 \(Order status\)$/,
    order: [],
    handOver: [
      /^bot +I am passing you on\./,
      /^note +Agents are shown:$/,
      /^ +user: 1182$/,
      /^ +user: angry$/,
      /^topic +\+ Orders$/,
      /^conversation +reason = angry$/,
      /^conversation +last_order = 1182$/,
      /^owner +bot → queue \(support\)$/,
    ],
    taken: /^owner +queue \(support\) → agent \(Mara Lindqvist\)$/,
    back: [/^bot +Welcome back!/, /^owner +agent \(Mara Lindqvist\) → bot$/],
    next: BUTTONS,
    // The desk's conversation ended with the agent; the customer's own has no end.
    end: [/^owner +bot$/],
  },
  '--platform genesys': {
    menu: BUTTONS,
    picks: /^you +1 \(Order status\)$/,
    order: [],
    handOver: [
      /^bot +I am passing you on\./,
      /^note +Agents are shown:$/,
      /^ +customer: 1182$/,
      /^ +customer: Handed over by the bot: angry$/,
      /^topic +\+ Orders$/,
      /^conversation +type = human$/,
      /^owner +bot → queue \(support\)$/,
    ],
    taken: /^owner +queue \(support\) → agent \(Priya\)$/,
    // What the bot says to it may come with the next line: a notification on its way counts as nothing that moves.
    back: [/^owner +agent \(Priya\) → bot$/],
    next: BUTTONS,
    end: [/^owner +bot$/],
  },
}

/** Asserts that these patterns are met by lines in this order. */
function assertInOrder(lines: string[], patterns: RegExp[]): void {
  let at = 0
  for (const pattern of patterns) {
    const found = lines.findIndex((line, index) => index >= at && pattern.test(line))
    assert.ok(found >= 0, `${pattern} after line ${at} of:\n${lines.join('\n')}`)
    at = found + 1
  }
}

describe('npm run sandbox, piped', function () {
  this.timeout(60_000)

  for (const [args, expected] of Object.entries(EXPECTED)) {
    it(`plays the scripted conversation to its end with ${args}`, async () => {
      const { code, lines, complaint, left } = await play(
        args.split(' '),
        'hello',
        '1',
        '1182',
        'agent',
        'angry',
        '/agent hi',
        'are you there',
        '/agent yes',
        '/back',
        'what now',
        'bye',
        '/state',
      )
      assert.equal(code, 0, lines.join('\n'))
      assert.equal(complaint, '')
      assert.deepEqual(left, [], 'temporary folders are removed')
      assertInOrder(lines, [
        /^you +hello$/,
        /^bot +Hello! /,
        ...expected.menu,
        /^owner +bot$/,
        expected.picks,
        /^bot +What is your order number\?/,
        /^you +1182$/,
        /^bot +Order 1182 /,
        ...expected.order,
        /^you +agent$/,
        /^bot +What is it about\?/,
        /^you +angry$/,
        ...expected.handOver,
        /begin with \/agent are now said by the agent/,
        /^\/agent hi$/,
        /^agent +hi$/,
        expected.taken,
        /^you +are you there$/,
        /^agent +yes$/,
        /^\/back$/,
        ...expected.back,
        /^you +what now$/,
        ...expected.next,
        /^you +bye$/,
        /^bot +Thank you for writing\. Goodbye!$/,
        ...expected.end,
      ])
      const silent = lines.slice(lines.indexOf('/agent hi'), lines.indexOf('/back'))
      assert.deepEqual(
        silent.filter((line) => line.startsWith('bot')),
        [],
      )
      assert.equal(lines.filter((line) => line.startsWith('error')).length, 0)
    })
  }

  it('refuses an unknown platform and whatever else it does not know, naming those there are', async () => {
    const refused: [string[], RegExp][] = [
      [['--platform', 'zendesk'], /^There is no platform 'zendesk'\.$/m],
      [['--platform', ''], /^There is no platform ''\.$/m],
      [['--platform'], /--platform/],
      [['--plattform', 'gladly'], /--plattform/],
      [['--platform', 'gladly', '--no-api'], /^--no-api goes with --platform hootsuite\.$/m],
    ]
    const played = await Promise.all(refused.map(([args]) => play(args, 'hello')))
    for (const [index, { code, lines, complaint, left }] of played.entries()) {
      assert.equal(code, 2)
      assert.match(complaint, refused[index]![1])
      assert.match(complaint, /gladly, hootsuite, imiconnect, 8x8, genesys/)
      assert.deepEqual([lines, left], [[''], []])
    }
  })

  it('says what a platform has no way for', async () => {
    const { code, lines } = await play(['--platform', 'imiconnect'], 'hello', '/take', '/agent hi', '/help')
    assert.equal(code, 1)
    assertInOrder(lines, [
      /^\/take$/,
      /^error +No agent has it: on IMIconnect agents get a conversation from the bot only\./,
      /^\/agent hi$/,
      /^error +No agent has it/,
      /^On IMIconnect:$/,
      /^ +A message within 60 s of a hand-over /,
    ])
  })

  it('makes a platform ill, and well again', async () => {
    const without = ['--platform', 'hootsuite', '--no-api']
    const [lost, code] = await Promise.all([
      play(without, 'hello', '/faults lost', 'order', '/faults 503', '/faults off', '1182'),
      play(['--platform', 'imiconnect'], 'hello', '/faults 7005', 'order', '/faults off', '1182'),
    ])
    assertInOrder(lost.lines, [
      /The platform is ill: lost\.$/,
      /^bot +What is your order number\?/,
      /^error +Faults: duplicates, shuffled, webhooks-off, lost, off\.$/,
      /^bot +Order 1182 /,
    ])
    assert.equal(code.code, 0)
    assertInOrder(code.lines, [
      /The platform is ill: 7005\.$/,
      /^waiting +Not quiet/,
      /The platform is well\.$/,
      /^bot +What is your order number\?/,
      /^bot +Order 1182 /,
    ])
    const questions = [...lost.lines, ...code.lines].filter((line) => /What is your order number/.test(line))
    assert.equal(questions.length, 2, 'each once')
  })

  it('goes to and fro between channels that have conversations of their own', async () => {
    const { code, lines } = await play(
      ['--platform', 'hootsuite'],
      'hello',
      '/channel whatsapp',
      'hello',
      '1',
      '/channel web',
      'order',
    )
    assert.equal(code, 0)
    assertInOrder(lines, [
      ...BUTTONS,
      /^conversation +a new one$/,
      ...LIST,
      /^bot +What is your order number\?/,
      /^conversation +the earlier one$/,
      /^bot +What is your order number\?/,
    ])
    assert.equal(lines.filter((line) => /^bot +Hello!/.test(line)).length, 2)
  })

  it('numbers lists where the channel has no buttons, and says so when a line cannot be done', async () => {
    const { code, lines } = await play([], '/channel sms', 'hello', '1', '/nonsense')
    assert.equal(code, 1)
    assertInOrder(lines, [
      // Where nobody can be asked which.
      /^The sample bot on Gladly, simulated\./,
      /What can I do for you\?/,
      /1\W+Order status/,
      /^you +1$/,
      /^bot +What is your order number\?/,
      /^error +There is no \/nonsense/,
      /^The server's log is in /,
    ])
  })
})
