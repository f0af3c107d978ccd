/** The columns of the wire log, in their order. Where there is little room some are not shown, and keep their numbers. */
export const COLUMNS = [
  'time',
  'direction',
  'kind',
  'platform',
  'title',
  'summary',
  'status',
  'took',
  'try',
  'proof',
  'fault',
] as const

export type Column = (typeof COLUMNS)[number]

export const COLUMN_NAMES: Readonly<Record<Column, string>> = {
  time: 'Time',
  direction: 'Direction',
  kind: 'Kind',
  platform: 'Platform',
  title: 'Title',
  summary: 'Summary',
  status: 'Status',
  took: 'Took',
  try: 'Try',
  proof: 'Proof',
  fault: 'Fault',
}
