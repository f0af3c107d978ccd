import { crc32 } from 'node:zlib'

/**
 * Another text with the same CRC-32: letters of `loose`, which must stand in it and be long enough, change between small
 * and capital. CRC is linear: what each letter's change does to the checksum adds up, so 32 independent ones reach any.
 */
export function withSameChecksum(text: string, loose: string, wanted: number): Buffer {
  const bytes = Buffer.from(text)
  const start = bytes.indexOf(loose)
  const plain = crc32(bytes)
  const rows: { effect: number; letters: bigint }[] = []
  for (let at = start; at < start + loose.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 0x20
    let row = { effect: (crc32(changed) ^ plain) >>> 0, letters: 1n << BigInt(at - start) }
    for (const one of rows) if ((row.effect ^ one.effect) >>> 0 < row.effect) row = sum(row, one)
    if (row.effect !== 0) rows.push(row)
    rows.sort((a, b) => b.effect - a.effect)
  }
  let left = { effect: (plain ^ wanted) >>> 0, letters: 0n }
  for (const one of rows) if ((left.effect ^ one.effect) >>> 0 < left.effect) left = sum(left, one)
  if (left.effect !== 0) throw new Error('too few letters to choose from')
  for (let at = 0; at < loose.length; at++) if ((left.letters >> BigInt(at)) & 1n) bytes[start + at]! ^= 0x20
  return bytes
}

interface Row {
  effect: number
  letters: bigint
}

const sum = (one: Row, other: Row): Row => ({
  effect: (one.effect ^ other.effect) >>> 0,
  letters: one.letters ^ other.letters,
})
