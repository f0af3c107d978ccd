/** One row of the table. */
export interface Row {
  name: string
  ours: string
  against: string
  ratio: string
  promise: string
  kept: boolean
  /** What the row was made of, for programs. */
  figures: Record<string, unknown>
}

/** Work done per second, and the CPU time of the server it took. */
export interface Sample {
  rate: number
  cpuMsPerItem: number
}

/** Milliseconds as people read them: fine where they are few. */
export const ms = (value: number): string => `${value.toFixed(value < 20 ? 2 : 0)} ms`

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`

/** With commas, as in the names of the rows. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
