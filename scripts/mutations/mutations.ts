/** One way to break a promise, and the tests that should notice first. */
export interface Mutation {
  name: string
  /** The promise of the design it breaks. */
  promise: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7'
  file: string
  /** Found exactly once in the file. */
  find: string
  replace: string
  /** Run first; all the others only where these notice nothing. */
  tests: readonly string[]
}

/** The text of its file with the mutation in. Throws where the file has moved on. */
export function mutated(text: string, { name, file, find, replace }: Mutation): string {
  const found = text.split(find).length - 1
  if (found !== 1) throw new Error(`'${name}' is out of date: ${file} has its place ${found} times, not once.`)
  return text.replace(find, () => replace)
}

/** Each removes what a promise rests on. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'an event key that is known is no duplicate',
    promise: 'P2',
    file: 'adapters/core/engine/ledger.ts',
    find: "if (known && known.expiresAt > now) return 'duplicate'",
    replace: '',
    tests: ['test/core/engine/memory.test.ts'],
  },
  {
    name: 'events are acknowledged before they are on disk',
    promise: 'P1',
    file: 'adapters/core/engine/local-engine.ts',
    find: 'const acceptance = await ledger.transact((entry) => ledger.accept(event, entry))',
    replace:
      "const acceptance: Acceptance = 'accepted'\n    setTimeout(() => void ledger.transact((entry) => ledger.accept(event, entry)), 50)",
    tests: ['test/core/engine/memory.test.ts', 'test/core/engine/kill.test.ts'],
  },
  {
    name: 'a lane is everybody’s at once',
    promise: 'P3',
    file: 'adapters/core/engine/lanes.ts',
    find: '    if (lane) {\n      lane.queue.push(ticket)\n    } else {',
    replace: '    if (lane) {\n      ticket.granted()\n    } else {',
    tests: ['test/core/engine/memory.test.ts'],
  },
  {
    name: 'what was delivered is not recorded',
    promise: 'P2',
    file: 'adapters/core/engine/outbox.ts',
    find: 'if (!ledger.endCommand(row.seq, entry)) return',
    replace: 'if (row.seq > 0) return',
    tests: ['test/core/engine/sqlite.test.ts'],
  },
  {
    name: 'state is not part of the turn’s transaction',
    promise: 'P1',
    file: 'adapters/core/engine/turn.ts',
    find: '    this.state.commit(entry, this.lane)\n',
    replace: '',
    tests: ['test/core/engine/memory.test.ts'],
  },
  {
    name: 'an earlier attempt’s outcome is not looked up',
    promise: 'P2',
    file: 'adapters/core/delivery/deliver.ts',
    find: '  if (!stored.outcomeUnknown) return undefined\n',
    replace: '  if (stored.id !== undefined) return undefined\n',
    tests: ['test/core/deliver.test.ts'],
  },
  {
    name: 'a reply is sent although a person took over',
    promise: 'P7',
    file: 'adapters/core/delivery/deliver.ts',
    find: 'if (SPEAKING.has(command.kind) && envelope.tenure < record.tenure && ports.platform.soleVoice !== true)',
    replace: 'if (command.id === undefined)',
    tests: ['test/core/deliver.test.ts', 'test/gladly/contract.test.ts'],
  },
  {
    name: 'the bot hears customers whom a person has',
    promise: 'P7',
    file: 'adapters/core/turn/apply.ts',
    find: "if (begun.record.owner !== 'bot') {",
    replace: 'if (message.id === undefined) {',
    tests: ['test/core/apply.test.ts'],
  },
  {
    name: 'two conversations of one customer run at once',
    promise: 'P2',
    file: 'adapters/core/turn/run-turn.ts',
    find: 'if (session.record.customer !== undefined) await session.turn.holdCustomer(',
    replace: 'if (session.record.epoch < 0) await session.turn.holdCustomer(',
    tests: ['test/core/adapter.test.ts'],
  },
  {
    name: 'Gladly’s secret is not compared',
    promise: 'P6',
    file: 'adapters/gladly/webhook.ts',
    find: "return isOneOf(Buffer.from(given, 'latin1'), settings.webhookSecrets)",
    replace: 'return given.length > 0',
    tests: ['test/gladly/verify.test.ts'],
  },
  {
    name: 'Hootsuite’s signature is not compared',
    promise: 'P6',
    file: 'adapters/hootsuite/signature.ts',
    find: 'return given !== undefined && isOneOf(given, expected)',
    replace: 'return given !== undefined',
    tests: ['test/hootsuite/signature.test.ts', 'test/hootsuite/verify.test.ts'],
  },
  {
    name: 'IMIconnect’s secret is not compared',
    promise: 'P6',
    file: 'adapters/imiconnect/verify.ts',
    find: 'if (given === undefined || !isOneOf(given, urlSecrets)) {',
    replace: 'if (given === undefined) {',
    tests: ['test/imiconnect/verify.test.ts', 'test/imiconnect/contract.test.ts'],
  },
  {
    name: '8x8’s signature is not checked',
    promise: 'P6',
    file: 'adapters/eight-by-eight/signature.ts',
    find: "return verify('RSA-SHA256', input, key, signature.bytes)",
    replace: "return verify('RSA-SHA256', input, key, signature.bytes) || true",
    tests: ['test/eight-by-eight/signature.test.ts', 'test/eight-by-eight/desk-read.test.ts'],
  },
  {
    name: 'words that no agent gets are nobody’s',
    promise: 'P1',
    file: 'adapters/core/desk/returned-words.ts',
    find: '  const returned: Returned = { session, words }\n',
    replace: '  const returned: Returned = { session, words }\n  if (words.id !== undefined) return\n',
    tests: ['test/core/desk/returned.test.ts', 'test/core/desk/ending.test.ts'],
  },
  {
    name: 'a turn is run for a caller nobody knows',
    promise: 'P6',
    file: 'adapters/core/intake/intake.ts',
    find: '  if (!verdict.ok) {',
    replace: '  if (!verdict.ok && platform.channelId === undefined) {',
    tests: ['test/core/intake.test.ts', 'test/security/forged.test.ts'],
  },
  {
    name: 'a poisoned event is run again for ever',
    promise: 'P4',
    file: 'adapters/core/engine/recovery.ts',
    find: 'const MOST_DEATHS = 3',
    replace: 'const MOST_DEATHS = 3_000',
    tests: ['test/core/engine/kill.test.ts'],
  },
]
