import { type Activity, ActivityTypes, type ConversationReference, type ResourceResponse } from 'botbuilder'
import type { Clock } from '../clock.ts'
import type { CommandKind, ConnectorCommandKind, Envelope, HandOffPayload } from '../commands.ts'
import { type Choice, type ConversationRecord, viewOf } from '../conversation.ts'
import { type DeskSetUp, DeskSide } from '../desk/desk-side.ts'
import type { ConversationKey, Engine, Turn } from '../engine/engine.ts'
import { TurnEndedError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Platform, PlatformCommand } from '../platform.ts'
import { readVerb, type Verb } from '../verbs.ts'
import { referenceOf } from './activities.ts'
import { carry } from './carry.ts'
import { transcriptLines } from './transcript-lines.ts'

/** What a session needs around it. */
export interface SessionPorts {
  platform: Platform
  engine: Engine
  clock: Clock
  log: Logger
  /** The desk behind the customers, where there is one. */
  desk?: DeskSetUp
}

const TRANSCRIPT_LENGTH = 200

/**
 * One turn's work on one conversation: the record as the turn leaves it, and everything the bot sends, made into
 * commands. The owner gate for what the bot says is here.
 */
export class TurnSession {
  readonly turn: Turn
  readonly key: ConversationKey
  record: ConversationRecord
  /** The desk behind the customer, where there is one. */
  readonly desk: DeskSide | undefined
  /** What the bot answered an `invoke` with. */
  invokeResponse: unknown
  private readonly ports: SessionPorts
  private handOff: HandOffPayload | undefined
  private resolve = false
  private said: { choices: Choice[] | undefined } | undefined
  private activities = 0
  private numbers = 0
  private over = false
  private collected: PlatformCommand[] | undefined

  constructor(ports: SessionPorts, turn: Turn, key: ConversationKey, record: ConversationRecord) {
    this.ports = ports
    this.turn = turn
    this.key = key
    this.record = record
    if (ports.desk !== undefined) this.desk = new DeskSide(this, ports.desk, () => ports.clock.now())
  }

  get platform(): Platform {
    return this.ports.platform
  }

  /** Send what the bot says: one answer per activity, in order, as the SDK expects. */
  async send(activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const responses: ResourceResponse[] = []
    for (const activity of activities) responses.push({ id: await this.sendOne(activity) })
    return responses
  }

  /** A command ahead of, or beside, what the bot says. */
  command(kind: CommandKind | ConnectorCommandKind, body: unknown): string {
    // Only platforms that answer in the response gather.
    if (this.collected !== undefined) return this.collect(kind as CommandKind, body)
    const { epoch, tenure, heard } = this.record
    const payload: Envelope = { epoch, tenure, heard, body }
    return this.turn.send({ kind, payload, conversation: this.key })
  }

  /** What takes effect at the end of a turn of the bot, once, after everything said in it; hand-off wins. */
  async endBotTurn(): Promise<void> {
    if (this.said !== undefined) {
      const { choices: _, ...record } = this.record
      this.record = this.said.choices === undefined ? record : { ...record, choices: this.said.choices }
      this.said = undefined
    }
    if (this.handOff !== undefined && this.desk !== undefined) {
      this.desk.handOff(await this.complete(this.handOff))
    } else if (this.handOff !== undefined) {
      this.command('hand-off', await this.complete(this.handOff))
      this.record = { ...this.record, owner: 'queue', leaving: 'hand-off' }
    } else if (this.resolve) {
      this.command('resolve', {})
      this.record = { ...this.record, leaving: 'resolve' }
    }
    this.handOff = undefined
    this.resolve = false
  }

  /** 0, 1, 2, …: for ids of what comes of the turn. */
  nextNumber(): number {
    return this.numbers++
  }

  /** The whole turn is over: what is sent from now on is refused. */
  end(): void {
    this.over = true
  }

  /** Something that is not worth ending the turn for. */
  note(error: unknown, what: string): void {
    this.ports.log.debug({ err: error, conversation: this.key }, what)
  }

  transcript(count: number): Promise<Activity[]> {
    const { channelId = '', conversation } = this.reference
    return this.ports.engine.transcripts.last(channelId, conversation?.id ?? '', count)
  }

  /** Who is who. */
  get reference(): Partial<ConversationReference> {
    const { platform, clock } = this.ports
    return referenceOf({ platform, key: this.key, record: this.record, now: clock.now() })
  }

  /** Put an activity into the transcript. */
  async log(activity: Partial<Activity>): Promise<void> {
    await this.ports.engine.transcripts.logActivity(activity as Activity)
  }

  /** From now on commands are gathered for the response of the request instead of being delivered one by one. */
  gather(): void {
    this.collected ??= []
  }

  /** What was gathered, and no more is. */
  release(): PlatformCommand[] {
    const gathered = this.collected ?? []
    this.collected = undefined
    return gathered
  }

  private collect(kind: CommandKind, body: unknown): string {
    const id = `${this.turn.id}-${kind}-${this.collected!.filter((one) => one.kind === kind).length + 1}`
    this.collected!.push({ kind, id, body, createdAt: this.ports.clock.now().toISOString() })
    return id
  }

  private async sendOne(activity: Partial<Activity>): Promise<string> {
    if (this.over) throw new TurnEndedError('The turn is over; this was not sent.', { channelId: this.key.channelId })
    const verb = readVerb(activity)
    if (verb !== undefined) return this.ask(verb)
    switch (activity.type) {
      case ActivityTypes.Message:
        return this.say(activity)
      case ActivityTypes.Typing:
        return this.type()
      case 'delay':
        await this.ports.clock.sleep(Number(activity.value) || 0, this.turn.signal)
        return ''
      case ActivityTypes.InvokeResponse:
        this.invokeResponse = activity.value
        return ''
      case ActivityTypes.Trace:
        this.ports.log.debug({ trace: activity.name, label: activity.label }, 'trace')
        return this.takenAsIs(activity) ? this.command('reply', activity) : ''
      default:
        if (this.takenAsIs(activity)) return this.withheld('an activity') ? '' : this.command('reply', activity)
        this.ports.log.info(
          { type: activity.type, name: activity.name },
          'an activity this platform has no use for was dropped',
        )
        return ''
    }
  }

  private async say(activity: Partial<Activity>): Promise<string> {
    if (this.withheld('a message')) return ''
    const rendering = this.ports.platform.render(activity, viewOf(this.key, this.record))
    if (rendering.degraded !== undefined && rendering.degraded.length > 0) {
      this.ports.log.info({ lost: rendering.degraded }, 'not all of an activity could be shown on this platform')
    }
    const ids = rendering.replies.map((body) => this.command('reply', body))
    if (ids.length > 0) this.said = { choices: rendering.choices ?? this.said?.choices }
    const id = ids[0] ?? ''
    this.activities += 1
    const { channelId, conversation } = this.reference
    await this.log({
      ...activity,
      id: id || `${this.turn.id}-said-${this.activities}`,
      channelId,
      timestamp: this.ports.clock.now(),
      conversation: { ...activity.conversation, ...conversation } as Activity['conversation'],
    })
    return id
  }

  private takenAsIs(activity: Partial<Activity>): boolean {
    return this.ports.platform.takesAsIs?.(activity, viewOf(this.key, this.record)) === true
  }

  /** Show the customer that somebody is typing: now, or not at all. */
  showTyping(): void {
    this.ports.platform
      .typing?.(viewOf(this.key, this.record))
      .catch((error) => this.note(error, 'typing could not be shown'))
  }

  private type(): string {
    if (this.record.owner === 'bot') this.showTyping()
    return ''
  }

  private ask(verb: Verb): string {
    switch (verb.kind) {
      case 'malformed':
        this.ports.log.warn(
          { why: verb.why },
          'a verb could not be read and was dropped: see ContactCenter for its shape',
        )
        return ''
      case 'hand-off':
        if (this.desk?.update(verb)) return ''
        if (!this.withheld('a hand-off')) this.handOff ??= verb.body
        return ''
      case 'resolve':
        if (!this.withheld('a resolve')) this.resolve = true
        return ''
      default:
        if (this.lacks(verb.kind, verb) || this.desk?.update(verb)) return ''
        if (this.ports.platform.carriesToHandOff?.includes(verb.kind)) {
          this.record = { ...this.record, carried: carry(this.record.carried ?? {}, verb) }
          return ''
        }
        return this.command(verb.kind, verb.body)
    }
  }

  /** True where somebody else has the customer: the bot is silent there. */
  private withheld(what: string): boolean {
    if (this.record.owner === 'bot') return false
    this.ports.log.info(
      { conversation: this.key, owner: this.record.owner },
      `${what} was withheld: the bot does not own the conversation`,
    )
    return true
  }

  private lacks(kind: CommandKind, verb: Verb): boolean {
    const { topics, contactAttributes, conversationAttributes, notes } = this.ports.platform.capabilities
    const support =
      verb.kind === 'set-attributes'
        ? verb.body.scope === 'contact'
          ? contactAttributes
          : conversationAttributes
        : kind === 'add-note'
          ? notes
          : topics
    if (support !== 'unsupported') return false
    logOnce(this.ports.log, this.key.channelId, kind)
    return true
  }

  private async complete(body: HandOffPayload): Promise<HandOffPayload> {
    const { carried } = this.record
    const needsTranscript = this.ports.platform.needsTranscript || this.desk !== undefined
    return {
      ...body,
      ...(carried === undefined ? {} : { collected: carried }),
      ...(needsTranscript ? { transcript: transcriptLines(await this.transcript(TRANSCRIPT_LENGTH)) } : {}),
    }
  }
}

const logged = new Set<string>()

function logOnce(log: Logger, channelId: string, kind: string): void {
  if (logged.has(`${channelId}/${kind}`)) return
  logged.add(`${channelId}/${kind}`)
  log.warn({ channelId, command: kind }, 'this platform does not support it; said once')
}
