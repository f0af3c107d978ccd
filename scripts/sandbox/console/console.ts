import type { SimulatedName } from '../simulated.ts'
import { post } from '../simulator/post.ts'
import { isWhole } from '../simulator/telling.ts'
import type { Exchange } from '../simulator/wire.ts'
import type { BotProcess } from './bot/process.ts'
import { Broadcast } from './broadcast.ts'
import { Platform } from './platform.ts'
import type { ConsoleEvent } from './protocol.ts'
import { actionsOf } from './story.ts'
import type { Talk } from './talk.ts'
import { Talks } from './talks.ts'
import { WireLog } from './wire-log.ts'
import { deskOf, startWorld, type World } from './world.ts'

/** Rows a page gets when it opens. */
const HELLO_ROWS = 5_000
const REPLAY_TIMEOUT_MS = 30_000

/** What a console is made with. */
export interface ConsoleParts {
  platforms: readonly SimulatedName[]
  folder: string
  bot?: string
  /** Gives the start up. */
  signal?: AbortSignal
}

/** Everything behind the page: platforms and bots, the talks on them, and what went over the wire. */
export class Console {
  readonly talks: Talks
  readonly wire: WireLog
  readonly broadcast = new Broadcast()
  private readonly worlds: World[] = []
  private platforms: Platform[] = []

  constructor() {
    this.talks = new Talks({
      stageOf: (id) => this.platform(id)!.world.stageOf(id as SimulatedName),
      now: (id) => this.platform(id)!.now,
      onTalk: (talk) => this.broadcast.talk(talk.summary),
      onGone: (id) => this.broadcast.tell({ type: 'talk-gone', id }),
      onIds: () => this.wire.relink(),
    })
    this.wire = new WireLog({
      talkOf: (platform, ids) => this.talks.talkOf(platform, ids),
      onRows: (rows) => {
        for (const { talk } of rows) if (talk !== undefined) this.talks.stir(talk)
        this.broadcast.wire(rows)
      },
      onGone: (before) => this.broadcast.tell({ type: 'wire-gone', before }),
    })
  }

  /** Start all that is simulated, and the bots. Rejects where a bot cannot start. */
  async start({ platforms, folder, bot, signal }: ConsoleParts): Promise<void> {
    // A server has one desk: Genesys' customers of Web Chat have a bot of their own.
    const shares = [platforms.filter((name) => name !== 'genesys'), platforms.filter((name) => name === 'genesys')]
    const wanted = shares.filter((share) => share.length > 0)
    const starting = wanted.map(async (share, index) => {
      const world = await startWorld({
        id: `bot-${index + 1}`,
        platforms: share,
        folder: `${folder}/bot-${index + 1}`,
        bot,
        signal,
        wire: (platform) => this.wire.wireOf(platform),
        onReport: (report) => this.wire.report(report, (channelId) => platformOf(channelId, share)),
        onBot: () => this.tellBots(),
      })
      this.worlds.push(world)
    })
    const ended = await Promise.allSettled(starting)
    this.worlds.sort((one, other) => one.bot.info.id.localeCompare(other.bot.info.id))
    const failed = ended.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    this.platforms = platforms.map((name) => {
      return new Platform(name, this.worlds.find((world) => world.platforms.includes(name))!)
    })
    // A page that was open before, or came back to the same port, knows of nothing yet.
    this.broadcast.tell(this.hello)
  }

  /** All there is, for a page that opens. */
  get hello(): ConsoleEvent {
    return {
      type: 'hello',
      platforms: this.platforms.map(({ info }) => info),
      bots: this.bots.map(({ info }) => info),
      talks: this.talks.list().map(({ summary }) => summary),
      wire: this.wire.rows(HELLO_ROWS),
    }
  }

  /** By its channel id. */
  platform(id: string): Platform | undefined {
    return this.platforms.find((platform) => platform.id === id)
  }

  /** By its id. */
  bot(id: string): BotProcess | undefined {
    return this.bots.find(({ info }) => info.id === id)
  }

  /** Begin a scripted conversation; undefined where there is none of this name. */
  play(platform: Platform, name: string): Talk | undefined {
    const scenario = platform.scenarios.find((one) => one.name === name)
    if (scenario === undefined) return undefined
    const talk = this.talks.begin(platform.id)
    void this.talks.play(talk, actionsOf(scenario.steps), (timeoutMs) => platform.world.calm(timeoutMs))
    return talk
  }

  /** Send a webhook again, byte for byte. Resolves with the new row's id; undefined where the row is gone. */
  async replay(id: number): Promise<number | undefined> {
    const { row, exchange } = this.wire.record(id) ?? {}
    if (row === undefined) return undefined
    if (exchange?.by !== 'platform' || exchange.method !== 'POST') throw new Error('Only webhooks can be sent again.')
    if (!isWhole(exchange)) throw new Error('Its body is too long to be kept whole: it cannot be sent again.')
    const { url, headers, body } = exchange
    let replayed: Exchange | undefined
    const wire = this.wire.wireOf(row.platform)
    await post({
      url,
      headers,
      body: Buffer.from(body),
      timeoutMs: REPLAY_TIMEOUT_MS,
      wire: {
        began: (sent) => {
          wire.began(sent)
          replayed = sent
        },
        ended: (sent) => wire.ended(sent),
      },
    })
    return replayed === undefined ? undefined : this.wire.idOf(replayed)
  }

  /** Tell the pages how the platforms are now. */
  tellPlatforms(): void {
    for (const { info } of this.platforms) this.broadcast.tell({ type: 'platform', platform: info })
  }

  /** Stop all that was started, and the pages' events. */
  async stop(): Promise<void> {
    this.talks.stop()
    this.wire.stop()
    for (const platform of this.platforms) platform.stop()
    await Promise.all(this.worlds.map((world) => world.stop()))
    this.broadcast.stop()
  }

  private get bots(): BotProcess[] {
    return this.worlds.map(({ bot }) => bot)
  }

  private tellBots(): void {
    for (const { info } of this.bots) this.broadcast.tell({ type: 'bot', bot: info })
  }
}

/** Every channel that is no platform's own is Web Chat: its customers are the desk's. */
function platformOf(channelId: string, share: readonly SimulatedName[]): string {
  return share.find((name) => name === channelId) ?? deskOf(share)
}
