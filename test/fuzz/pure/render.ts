import fc from 'fast-check'
import { viewOf } from '../../../adapters/core/conversation.ts'
import { oddActivity, oddRecord } from '../generators/activities.ts'
import { oddValue } from '../generators/json.ts'
import type { Tried } from './platforms.ts'
import type { Tally } from './requests.ts'

const data = fc.option(fc.dictionary(fc.string({ maxLength: 10 }), oddValue, { maxKeys: 4 }), { nil: undefined })

/** Whatever a bot says in whatever conversation becomes replies that can be stored. */
export function tryRendering(tried: Tried, runs: number, seed: number): Tally {
  const tally: Tally = { inputs: 0, outcomes: {} }
  const key = { channelId: tried.name, account: '', conversationId: 'c-1' }
  const property = fc.property(oddActivity, oddRecord, data, (activity, record, memory) => {
    tally.inputs += 1
    const view = viewOf(key, { ...record, ...(memory === undefined ? {} : { data: memory }) })
    const { replies, choices } = tried.render!(activity, view)
    JSON.stringify({ replies, choices })
    const kind = replies.length === 0 ? 'nothing' : choices === undefined ? 'words' : 'words and choices'
    tally.outcomes[kind] = (tally.outcomes[kind] ?? 0) + 1
  })
  fc.assert(property, { numRuns: runs, seed })
  return tally
}
