import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Activity, CloudAdapter, ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder'
import type { WireActivity } from '../../../scripts/sandbox/web-chat/index.ts'
import { type ConnectorStage, openConnectorStage } from './stage.ts'

const WHOLE: Partial<WireActivity> & { type: string } = {
  type: 'message',
  text: 'hello',
  textFormat: 'markdown',
  localTimestamp: '2024-03-09T18:05:42.118+01:00',
  expiration: '2030-01-01T00:00:00Z',
  locale: 'de-AT',
  deliveryMode: 'normal',
  replyToId: 'earlier',
  value: { choice: [1, { two: null }] },
  valueType: 'of-mine',
  entities: [{ type: 'mention', mentioned: { id: 'b' }, text: '<at>b</at>' }],
  attachments: [{ contentType: 'application/json', content: { a: 1 }, thumbnailUrl: 'http://127.0.0.1/x' }],
  channelData: { tenant: { id: 't' }, deep: [{ er: true }] },
  conversation: { id: 'c1', isGroup: true, tenantId: 't', conversationType: 'channel', name: 'General', more: 1 },
  from: { id: 'u1', name: 'Cora', aadObjectId: 'a', role: 'user', properties: { p: 1 } } as never,
  recipient: { id: 'b1', name: 'Bot' },
  properties: { custom: true },
  unheardOf: 'field',
}
const { timestamp: _, ...noTimes } = WHOLE
const activities: (Partial<WireActivity> & { type: string })[] = [
  WHOLE,
  { ...noTimes, localTimestamp: undefined, expiration: undefined },
  { type: 'messageReaction', reactionsAdded: [{ type: 'like' }], replyToId: 'm1', timestamp: '2024-03-09T17:05:42Z' },
  { type: 'event', name: 'webchat/join', value: 7, locale: 'fr' },
  { type: 'conversationUpdate', membersAdded: [{ id: 'u1' }], topicName: 't' },
  { type: 'typing' },
  { type: 'installationUpdate', action: 'add' },
  { type: 'message', text: undefined, value: { submitted: true }, callerId: 'urn:botframework:somebody' },
]

describe('what a bot is given of an activity', () => {
  let stage: ConnectorStage
  afterEach(() => stage.stop())

  it('is what CloudAdapter gives for the same POST, but for the time of one that has none', async () => {
    const ours: Partial<Activity>[] = []
    const theirs: Partial<Activity>[] = []
    const keep =
      (list: Partial<Activity>[]) =>
      async ({ activity }: TurnContext) => {
        list.push(structuredClone(activity))
      }
    stage = await openConnectorStage({ logic: () => keep(ours) })
    const cloud = new CloudAdapter(new ConfigurationBotFrameworkAuthentication())
    const stock = createServer((req, res) => {
      const chunks: Buffer[] = []
      req.on('data', (chunk) => chunks.push(chunk))
      req.on('end', () => {
        Object.assign(req, { body: JSON.parse(Buffer.concat(chunks).toString()) })
        const answer = Object.assign(res, {
          status: (code: number) => void Object.assign(res, { statusCode: code }),
          send: (body: unknown) => void res.write(String(body)),
          header: () => {},
        })
        void cloud.process(req as never, answer as never, keep(theirs))
      })
    })
    await new Promise<void>((resolve) => stock.listen(0, '127.0.0.1', resolve))
    try {
      const conversation = await stage.web.join()
      for (const url of [stage.messages, `http://127.0.0.1:${(stock.address() as AddressInfo).port}/`]) {
        stage.web.setBot(url)
        for (const [index, activity] of activities.entries()) {
          const fixed = { id: `m${index}`, timestamp: '2024-03-09T17:05:42.118Z', localTimestamp: undefined }
          await stage.web.sendActivity(conversation, {
            ...fixed,
            localTimezone: 'UTC',
            channelData: {},
            from: { id: 'u1', name: 'Cora', role: 'user' },
            ...(index === 1 ? { timestamp: undefined } : {}),
            ...activity,
          })
        }
        await stage.quiet()
      }
    } finally {
      stock.closeAllConnections()
      await new Promise((resolve) => stock.close(resolve))
    }
    assert.equal(ours.length, activities.length)
    assert.ok(ours[1]?.timestamp instanceof Date && Date.now() - ours[1].timestamp.getTime() < 60_000)
    delete ours[1].timestamp
    // A field without a value is as good as none.
    assert.deepEqual(ours.map(plain), theirs.map(plain))
    assert.ok(ours[0]?.localTimestamp instanceof Date)
  })
})

const plain = (activity: object) =>
  Object.fromEntries(Object.entries(activity).filter(([, value]) => (value ?? undefined) !== undefined))
