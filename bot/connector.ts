import type { IncomingMessage, ServerResponse } from 'node:http'
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, ConversationState, type TurnContext } from 'botbuilder'
import { parse } from 'secure-json-parse'
import { z } from 'zod'
import { readRawRequest } from '../adapters/core/intake/raw-request.ts'
import { type BotLogic, type Engine, type Logger, VerbsAsTraces } from '../adapters/index.ts'
import { whyNotLocal } from './loopback.ts'
import type { BotFrameworkSettings } from './settings.ts'
import { TEXTS } from './texts.ts'

/** What `/api/messages` is made of. */
export interface ConnectorOptions {
  botFramework: BotFrameworkSettings | undefined
  production: boolean
  engine: Engine
  logic: BotLogic
  log: Logger
}

/** Serves `/api/messages`: the SDK's own adapter, for the Emulator, Web Chat and the channels of Azure Bot Service. */
export class Connector {
  private readonly options: ConnectorOptions
  private readonly adapter: CloudAdapter
  private underWay = 0
  private onIdle: (() => void) | undefined

  constructor(options: ConnectorOptions) {
    this.options = options
    this.adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({ ...options.botFramework }))
    this.adapter.use(new VerbsAsTraces())
    this.adapter.onTurnError = (context, error) => this.apologise(context, error)
  }

  /** Serve one request. Resolves when it has been answered. */
  async process(req: IncomingMessage, res: ServerResponse): Promise<void> {
    this.underWay += 1
    try {
      const answer = await this.answerFor(req)
      send(req, res, answer)
    } finally {
      this.underWay -= 1
      if (this.underWay === 0) this.onIdle?.()
    }
  }

  /** Resolves when no turn is under way, or after that time. */
  async idle(graceMs: number): Promise<void> {
    if (this.underWay === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs)
      this.onIdle = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  private async answerFor(req: IncomingMessage): Promise<Answer> {
    const { botFramework, production, logic, log } = this.options
    const raw = await readRawRequest(req)
    if (!raw.ok) return problem(raw.status, raw.why)
    // Also keeps web pages out: a browser sends JSON across origins only after asking, and we never answer that question.
    if (!/^application\/json\b/i.test(req.headers['content-type'] ?? '')) {
      return problem(415, 'Content-Type must be application/json')
    }
    const activity = parseActivity(raw.request.body)
    if (activity === undefined) return problem(400, 'the body is no activity')
    if (botFramework === undefined) {
      const { remoteAddress } = req.socket
      const why = production
        ? 'NODE_ENV is production'
        : whyNotLocal({ remoteAddress, headers: req.headers, serviceUrl: activity.serviceUrl })
      if (why !== undefined) {
        log.warn({ why, from: remoteAddress }, '/api/messages refused a caller: MicrosoftAppId is not set')
        return problem(403, `MicrosoftAppId is not set, so only programs on this machine are served, and ${why}.`)
      }
    }
    const answer = new AnswerInMemory()
    // `RequestHandler` types want a whole request of a framework; the adapter reads these three.
    const request = { method: 'POST', headers: req.headers, body: activity }
    await this.adapter.process(request as never, answer as never, logic)
    return answer.taken(log)
  }

  /** The dialog in which it happened would fail again: forget the conversation's state, and say so. */
  private async apologise(context: TurnContext, error: Error): Promise<void> {
    const { log, engine } = this.options
    log.error({ err: error, conversation: context.activity.conversation?.id }, "the bot's logic threw")
    try {
      await new ConversationState(engine.storage).delete(context)
      await context.sendTraceActivity('OnTurnError Trace', error.message, 'https://www.botframework.com/schemas/error')
      await context.sendActivity(TEXTS.apology)
    } catch (second) {
      log.error({ err: second }, 'the customer could not be told')
    }
  }
}

interface Answer {
  status: number
  body?: unknown
}

const problem = (status: number, message: string): Answer => ({ status, body: { error: { message } } })

/** Receives what the SDK's adapter answers, so that its errors' details stay here. */
class AnswerInMemory {
  private answer: Answer = { status: 200 }

  status(code: number): void {
    this.answer.status = code
  }

  send(body: unknown): void {
    this.answer.body = body
  }

  header(): void {}

  end(): void {}

  taken(log: Logger): Answer {
    const { status, body } = this.answer
    if (status === 401) return problem(401, 'not authenticated')
    if (status !== 500) return this.answer
    log.error({ status, body }, '/api/messages failed')
    return problem(500, 'internal error')
  }
}

/** The little the SDK's adapter needs in order not to fail before it has looked at who calls. */
const activityShape = z.looseObject({ type: z.string().min(1), serviceUrl: z.string().optional() })

function parseActivity(body: Buffer): z.infer<typeof activityShape> | undefined {
  try {
    const parsed: unknown = parse(body.toString('utf8'))
    return activityShape.safeParse(parsed).data
  } catch {
    return undefined
  }
}

function send(req: IncomingMessage, res: ServerResponse, answer: Answer): void {
  if (res.headersSent || res.destroyed) return
  res.statusCode = answer.status
  // What was not read must not be: the connection ends with the answer.
  if (!req.complete) {
    res.setHeader('Connection', 'close')
    res.once('finish', () => req.destroy())
  }
  if (answer.body === undefined) return void res.end()
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.end(JSON.stringify(answer.body))
}
