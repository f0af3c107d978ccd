import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { messageOf } from './errors.ts'

/**
 * The name of a JSON file with a platform's profile, for a `SettingsGroup`: read, checked, and returned as it is in the
 * file, without defaults. What is wrong is told without repeating what is in the file, which may hold secrets.
 */
export function profileFile<S extends z.ZodType>(schema: S) {
  return z.string().transform((path, context): z.input<S> => {
    const refuse = (why: string) => {
      context.addIssue({ code: 'custom', message: why })
      return z.NEVER
    }
    let text: string
    try {
      text = readFileSync(path.trim(), 'utf8')
    } catch (error) {
      return refuse(`cannot be read: ${messageOf(error)}`)
    }
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      // Not the parser's words: they quote the file.
      return refuse(`'${path}' is not JSON`)
    }
    const parsed = schema.safeParse(json)
    return parsed.success ? (json as z.input<S>) : refuse(`'${path}' does not fit: ${z.prettifyError(parsed.error)}`)
  })
}
