import { createInterface } from 'node:readline'
import { SIMULATED, type SimulatedName } from './simulated.ts'

/** Ask at a keyboard which platform it shall be, by number or name, until it is one. Undefined where the person leaves. */
export async function askPlatform(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<SimulatedName | undefined> {
  const numbered = SIMULATED.map((name, index) => `${index + 1} ${name}`).join(', ')
  const lines = createInterface({ input, output, terminal: true, prompt: `Which platform? ${numbered} [1] ` })
  lines.on('SIGINT', () => lines.close())
  lines.prompt()
  try {
    for await (const typed of lines) {
      const chosen = typed.trim().toLowerCase() || '1'
      const found = SIMULATED.find((name, index) => chosen === name || chosen === String(index + 1))
      if (found !== undefined) return found
      lines.prompt()
    }
    return undefined
  } finally {
    lines.close()
  }
}
