import type { Activity, PagedResult, TranscriptInfo } from 'botbuilder'
import type { Transcripts } from './engine.ts'
import type { Ledger } from './ledger.ts'
import { transcriptName } from './names.ts'
import type { TranscriptRow } from './store.ts'
import type { Scopes } from './turn-scope.ts'

/** As many as the Bot Framework's own stores give at once. */
const PAGE = 20

/** The transcript in the engine's store. Inside a turn part of its transaction, outside committed at once. */
export class LocalTranscripts implements Transcripts {
  private readonly ledger: Ledger
  private readonly scopes: Scopes

  constructor(ledger: Ledger, scopes: Scopes) {
    this.ledger = ledger
    this.scopes = scopes
  }

  async logActivity(activity: Activity): Promise<void> {
    if (!activity) throw new ReferenceError('An activity is required.')
    const at = new Date(activity.timestamp ?? Number.NaN).getTime()
    const record = {
      conversation: transcriptName(activity.channelId, activity.conversation.id),
      activityId: activity.id || undefined,
      at: Number.isNaN(at) ? this.ledger.clock.now().getTime() : at,
      activity: JSON.stringify(activity),
    }
    const turn = this.scopes.turn()
    if (turn) turn.transcript.add(record)
    else await this.ledger.transact(({ tables }) => tables.transcripts.add(record))
  }

  async getTranscriptActivities(
    channelId: string,
    conversationId: string,
    continuationToken?: string,
    startDate?: Date,
  ): Promise<PagedResult<Activity>> {
    const name = transcriptName(channelId, conversationId)
    const after = continuationToken ? Number(continuationToken) : 0
    const since = startDate?.getTime() ?? Number.MIN_SAFE_INTEGER
    const turn = this.scopes.turn()
    const rows = turn
      ? turn.transcript.page(name, after, since, PAGE + 1)
      : this.ledger.store.read((tables) => tables.transcripts.page(name, after, since, PAGE + 1))
    const page = rows.slice(0, PAGE)
    return { items: page.map(activityOf), continuationToken: tokenAfter(page.at(-1)?.n, rows.length) }
  }

  async listTranscripts(channelId: string, continuationToken?: string): Promise<PagedResult<TranscriptInfo>> {
    this.scopes.turn()
    const prefix = transcriptName(channelId, '')
    const rows = this.ledger.store.read((tables) =>
      tables.transcripts.names(prefix, `${prefix}${continuationToken ?? ''}`, PAGE + 1),
    )
    const items = rows.slice(0, PAGE).map(({ conversation, at }) => ({
      channelId,
      id: conversation.slice(prefix.length),
      created: new Date(at),
    }))
    return { items, continuationToken: tokenAfter(items.at(-1)?.id, rows.length) }
  }

  async deleteTranscript(channelId: string, conversationId: string): Promise<void> {
    const name = transcriptName(channelId, conversationId)
    const turn = this.scopes.turn()
    if (turn) turn.transcript.drop(name)
    else await this.ledger.transact(({ tables }) => tables.transcripts.drop(name))
  }

  async last(channelId: string, conversationId: string, count: number): Promise<Activity[]> {
    const name = transcriptName(channelId, conversationId)
    const turn = this.scopes.turn()
    const rows = turn
      ? turn.transcript.newest(name, count)
      : this.ledger.store.read((tables) => tables.transcripts.newest(name, count))
    return rows.reverse().map(activityOf)
  }
}

function activityOf(row: TranscriptRow): Activity {
  const activity = JSON.parse(row.activity)
  activity.timestamp = new Date(row.at)
  return activity
}

/** The Bot Framework's type promises a token where its own stores give none. */
function tokenAfter(last: string | number | undefined, found: number): string {
  return (found > PAGE && last !== undefined ? String(last) : undefined) as string
}
