import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DeskHappening, DeskInterpretation, DeskView, OpenRequest } from '../../adapters/core/desk/desk.ts'
import type { RawRequest } from '../../adapters/core/platform.ts'
import { EightByEightDesk } from '../../adapters/eight-by-eight/desk.ts'
import type { EightByEightSettings } from '../../adapters/eight-by-eight/settings.ts'
import {
  type EightByEightSimulator,
  type EightByEightSimulatorOptions,
  startEightByEightSimulator,
} from '../../scripts/sandbox/eight-by-eight/index.ts'
import { watchEightByEight } from '../specs/watch.ts'
import { accepted, given, SIGNAL, viewOf } from './desk-fixtures.ts'

/** A desk whose 8x8 is simulated, with as much around it as a customer needs. */
export interface DeskStage {
  simulator: EightByEightSimulator
  desk: EightByEightDesk
  /** All that happened, oldest first. */
  happenings: DeskHappening[]
  /** How requests were answered. */
  statuses: number[]
  view(): DeskView
  open(request: OpenRequest): Promise<string>
  /** The customer's conversation is this one from now on. */
  follow(conversationId: string): Promise<void>
  check(): Promise<void>
  /** The reminders that wait are due. */
  remind(): Promise<void>
  stop(): Promise<void>
}

export async function openDeskStage(
  options: EightByEightSimulatorOptions = {},
  settings: Partial<EightByEightSettings> = {},
): Promise<DeskStage> {
  const simulator = watchEightByEight(await startEightByEightSimulator(options))
  const desk = new EightByEightDesk(
    given({
      apiKey: simulator.apiKey,
      channelId: simulator.channelId,
      queueId: simulator.queueId,
      queues: { billing: simulator.billingQueueId },
      customerIds: [simulator.customerId],
      tenantIds: [simulator.tenantId],
      baseUrl: simulator.url,
      ...settings,
    }),
  )
  const happenings: DeskHappening[] = []
  const statuses: number[] = []
  const reminders = new Map<string, string>()
  let waiting: { body: string; key: string }[] = []
  const known = new Set<string>()
  let view = viewOf({ session: { conversationId: undefined, opened: false, ready: false } })

  const apply = ({ happenings: told, data, reminders: asked = [], forget = [] }: DeskInterpretation): void => {
    happenings.push(...told.filter(({ kind }) => kind !== 'ignored'))
    if (data !== undefined) view = { ...view, data: JSON.parse(JSON.stringify(data)) }
    for (const key of forget) reminders.delete(key)
    for (const { key, body } of asked) reminders.set(key, body)
    for (const { kind } of told) {
      if (kind === 'ready') view = { ...view, session: { ...view.session!, ready: true } }
      if (kind === 'ended' || kind === 'failed')
        view = { ...view, session: { ...view.session!, open: false, ready: false } }
    }
  }
  const interpret = async (body: string, key: string): Promise<void> =>
    apply(await desk.interpret(accepted(body, { key }), view, SIGNAL))

  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', async () => {
      const headers = req.headers as RawRequest['headers']
      const request = { method: 'POST', url: '/api/8x8', headers, body: Buffer.concat(chunks) }
      const verdict = await desk.verify(request)
      const reading = verdict.ok ? desk.read(request) : undefined
      for (const { body, key, conversation } of reading?.kind === 'events' ? reading.events : []) {
        if (known.has(conversation.conversationId)) await interpret(body, key)
        else waiting.push({ body, key })
      }
      const status = verdict.ok ? 200 : (verdict.status ?? 401)
      statuses.push(status)
      res.statusCode = status
      res.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await simulator.setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/8x8`)

  const follow = async (conversationId: string): Promise<void> => {
    known.add(conversationId)
    const { number = 0 } = view.session ?? {}
    view = {
      ...view,
      session: { ...view.session!, number: number + 1, conversationId, opened: true, open: true, ready: false },
    }
    const before = waiting
    waiting = []
    for (const { body, key } of before) await interpret(body, key)
  }

  return {
    simulator,
    desk,
    happenings,
    statuses,
    view: () => view,
    follow,
    async open(request) {
      const { conversationId } = await desk.open(request, view, SIGNAL)
      await follow(conversationId)
      return conversationId
    },
    check: async () => apply(await desk.check(view, SIGNAL)),
    async remind() {
      const due = [...reminders]
      reminders.clear()
      const { conversationId = '' } = view.session!
      const conversation = { channelId: '8x8', account: '', conversationId }
      for (const [, body] of due) {
        apply(await desk.interpret(accepted(body, { type: 'reminder', conversation }), view, SIGNAL))
      }
    },
    async stop() {
      await desk.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await simulator.stop()
    },
  }
}
