import type { Mark } from '../store.ts'

/** SQLite takes no infinity for a number it compares with integers by index. */
export const timeOf = (ms: number): number => Math.max(ms, Number.MIN_SAFE_INTEGER)

/** Before every row. */
export const FIRST: Mark = [Number.MIN_SAFE_INTEGER, '']
