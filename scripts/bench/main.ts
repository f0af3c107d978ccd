import { cpus } from 'node:os'
import { acknowledgement, acknowledgementUnderSlowTurns, heapOfConversations, type Row, roundTrip } from './cases.ts'

/**
 * `npm run bench [part…]`: ratios, both sides in one run, interleaved, medians of five rounds. Absolute figures are this
 * machine's; the ratios are what is promised. Ends with 1 where a promise is not kept.
 */
const parts: Record<string, () => Promise<Row>> = {
  acknowledgement,
  'round-trip': roundTrip,
  'slow-turns': acknowledgementUnderSlowTurns,
  heap: heapOfConversations,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => parts[name] === undefined)
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

console.log(`Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`)
const rows: Row[] = []
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.error(`measuring ${name} …`)
  rows.push(await part())
}
console.log('| what | ours | against | ratio | promise | kept |')
console.log('|---|---|---|---|---|---|')
for (const { name, ours, against, ratio, promise, kept } of rows) {
  console.log(`| ${name} | ${ours} | ${against} | ${ratio} | ${promise} | ${kept ? 'yes' : 'NO'} |`)
}
process.exitCode = rows.every((row) => row.kept) ? 0 : 1
