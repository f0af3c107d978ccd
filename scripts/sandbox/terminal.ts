import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { SHUFFLE_EVERY_MS } from './faults.ts'
import { inWords, line, ScriptWriter } from './script-writer.ts'
import type { Stage } from './stage.ts'

/** What the terminal is connected to. */
export interface TerminalOptions {
  stage: Stage
  /** Whose bot it is, in words; the sample bot's where absent. */
  bot?: string
  /** Resolves when nothing moves any more; rejects after that time. */
  quiet(timeoutMs: number): Promise<void>
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
  /** A person at a keyboard: a prompt, and news as they come. Else each line waits for the effects of the one before. */
  interactive: boolean
}

const QUIET_MS = 60_000
/** How long a line waits while the platform has been made ill: its effects are not expected. */
const QUIET_WITH_FAULT_MS = 1_500
const LOOK_EVERY_MS = 100

const HELP = `Type as the customer; a number picks one of the bot's buttons. Or:
  /agent TEXT   say it as the agent, who takes the conversation if nobody has it
  /take         the agent takes the conversation over
  /back         the agent gives it back to the bot
  /close        the agent closes it
  /channel NAME the customer goes on by NAME
  /new          somebody else is the customer
  /state        what the platform knows
  /faults NAMES make the platform ill in these ways, "off" to heal it
  /help, /quit`

/** The sandbox in a terminal: one customer, one agent, and the bot between them. */
export class Terminal {
  private readonly options: TerminalOptions
  private readonly stage: Stage
  private readonly writer = new ScriptWriter()
  private readonly lines: Interface
  private faults: readonly string[] = []
  private failures = 0
  private hinted = false
  private over = false

  constructor(options: TerminalOptions) {
    this.options = options
    this.stage = options.stage
    const { input, output, interactive } = options
    this.lines = createInterface({ input, terminal: interactive, prompt: 'you> ', ...(interactive ? { output } : {}) })
  }

  /** Run until the input ends or `/quit`. Resolves with how many lines failed. */
  async run(): Promise<number> {
    const { interactive, bot = 'The sample bot' } = this.options
    this.print(`${bot} on ${this.stage.platform}, simulated. You are the customer; /help tells the rest.`)
    const looking = interactive ? setInterval(() => this.showNews(), LOOK_EVERY_MS) : undefined
    this.lines.on('SIGINT', () => this.lines.close())
    this.lines.on('close', () => {
      this.over = true
    })
    this.prompt()
    try {
      for await (const typed of this.lines) {
        if (typed.trim() === '/quit') break
        if (typed.trim() !== '') await this.take(typed.trim())
        this.prompt()
      }
    } finally {
      clearInterval(looking)
      this.lines.close()
    }
    return this.failures
  }

  private async take(typed: string): Promise<void> {
    const { interactive } = this.options
    try {
      if (!interactive && typed.startsWith('/')) this.print(typed)
      await this.act(typed)
      if (!interactive) await this.settle()
    } catch (error) {
      this.failures += 1
      this.print(line('error', error instanceof Error ? error.message : String(error)))
    }
    this.showNews()
  }

  private async act(typed: string): Promise<void> {
    const { stage } = this
    if (!typed.startsWith('/')) return this.speak(typed)
    const [command = '', ...words] = typed.split(/\s+/)
    const rest = typed.slice(command.length).trim()
    switch (command) {
      case '/agent':
        if (rest === '') throw new Error('/agent TEXT says TEXT as the agent.')
        return stage.agentSays(rest)
      case '/take':
        return stage.take()
      case '/back':
        return stage.giveBack()
      case '/close':
        return stage.close()
      case '/new':
        stage.newCustomer()
        return this.print(line('', 'You are another customer now.'))
      case '/channel':
        if (!stage.channels.includes(rest)) throw new Error(`Channels: ${stage.channels.join(', ')}.`)
        stage.useChannel(rest)
        return this.print(line('', `The customer goes on by ${rest}.`))
      case '/faults':
        return this.setFaults(words)
      case '/state':
        return this.print(this.state())
      case '/help':
        return this.print(this.help())
      default:
        throw new Error(`There is no ${command}; /help lists what there is.`)
    }
  }

  private async speak(typed: string): Promise<void> {
    const option = /^\d{1,2}$/.test(typed) ? this.writer.openOptions[Number(typed) - 1] : undefined
    if (!this.options.interactive) this.print(line('you', option === undefined ? typed : `${typed} (${option.label})`))
    this.writer.customerSpoke()
    await this.stage.customerSays(option?.label ?? typed, option?.id)
  }

  private setFaults(names: readonly string[]): void {
    const { faults } = this.stage
    const off = names.length === 1 && names[0] === 'off'
    if (!off && (names.length === 0 || names.some((name) => !faults.includes(name)))) {
      throw new Error(`Faults: ${faults.join(', ')}, off.`)
    }
    this.faults = off ? [] : names
    this.stage.setFaults(this.faults)
    this.print(line('', off ? 'The platform is well.' : `The platform is ill: ${names.join(', ')}.`))
  }

  private async settle(): Promise<void> {
    if (this.faults.length === 0) return this.options.quiet(QUIET_MS)
    // What is kept to be shuffled does not count as moving.
    if (this.faults.includes('shuffled')) await sleep(SHUFFLE_EVERY_MS)
    await this.options.quiet(QUIET_WITH_FAULT_MS).catch((error: Error) => this.print(line('waiting', error.message)))
  }

  private showNews(): void {
    const scene = this.stage.look()
    const news = this.writer.write(scene)
    if (news.length > 0) this.print(news.join('\n'))
    const away = scene?.owner.who === 'queue' || scene?.owner.who === 'agent'
    if (away && !this.hinted) {
      this.print(line('', 'Lines that begin with /agent are now said by the agent; /back gives the customer back.'))
    }
    const changed = away !== this.hinted
    this.hinted = away
    if (changed) this.prompt()
  }

  private help(): string {
    const { platform, channels, faults, remarks } = this.stage
    const lines = [`Channels: ${channels.join(', ')}. Faults: ${faults.join(', ')}.`, ...remarks]
    return [HELP, `On ${platform}:`, ...lines.map((one) => `  ${one}`)].join('\n')
  }

  private state(): string {
    const scene = this.stage.look()
    if (scene === undefined) return line('state', 'no conversation yet')
    const list = (attributes: Record<string, string>): string =>
      Object.entries(attributes)
        .map(([name, value]) => `${name} = ${value}`)
        .join(', ') || 'none'
    return [
      line('state', `conversation ${scene.conversationId}`),
      line('owner', inWords(scene.owner)),
      line('topics', scene.topics.join(', ') || 'none'),
      line('customer', list(scene.customerAttributes)),
      line('conversation', list(scene.conversationAttributes)),
      ...scene.facts.map(({ name, value }) => line('fact', `${name}: ${value}`)),
    ].join('\n')
  }

  private prompt(): void {
    if (!this.options.interactive || this.over) return
    this.lines.setPrompt(this.hinted ? 'you, or /agent …> ' : 'you> ')
    this.lines.prompt(true)
  }

  /** Above what is being typed, where somebody types. */
  private print(text: string): void {
    const { output, interactive } = this.options
    if (interactive) {
      cursorTo(output, 0)
      clearLine(output, 0)
    }
    output.write(`${text}\n`)
    if (interactive && !this.over) this.lines.prompt(true)
  }
}
