import assert from 'node:assert/strict'
import { DeskClosedError, PlatformUnreachableError } from '../../adapters/core/errors.ts'
import { request, SIGNAL, viewOf } from './desk-fixtures.ts'
import { type DeskStage, openDeskStage } from './desk-stage.ts'

describe('8x8 desk, against the simulated 8x8', () => {
  let stage: DeskStage | undefined
  afterEach(() => stage?.stop())

  const kinds = (): string[] => stage!.happenings.map(({ kind }) => kind)
  const up = async (...args: Parameters<typeof openDeskStage>): Promise<DeskStage> => {
    stage = await openDeskStage(...args)
    return stage
  }

  it('brings a customer to an agent and back', async () => {
    const { simulator, desk, open, view, happenings, statuses } = await up()
    const id = await open(
      request({
        queue: 'billing',
        reason: 'a refund',
        collected: { contact: { email: 'nadia@example.org', tier: 'gold' }, topics: ['Billing'] },
        transcript: [{ at: '2026-08-04T09:33:20Z', from: 'customer', text: 'My parcel never came' }],
      }),
    )
    await simulator.idle()
    assert.deepEqual(kinds(), ['ready', 'queued'])
    assert.equal(view().session?.ready, true)

    await desk.relay({ id: 'r-1', text: 'Hello?', at: '' }, view(), SIGNAL)
    assert.equal(simulator.agentAccepts(id), simulator.agentId)
    await simulator.idle()
    simulator.agentTypes(id)
    simulator.agentSays(id, 'Mara here', { quickReplies: [{ title: 'Fine', postback: 'fine' }] })
    await desk.typing(view())
    await simulator.idle()
    assert.deepEqual(kinds().slice(2), ['accepted', 'typing', 'said'])
    const said = happenings.at(-1)
    assert(said?.kind === 'said')
    assert.equal(said.text, 'Mara here')
    assert.deepEqual(said.suggestedActions?.actions, [{ type: 'imBack', title: 'Fine', value: 'fine' }])

    simulator.agentTransfers(id, simulator.queueId)
    await simulator.idle()
    assert.deepEqual([...new Set(kinds().slice(5))], ['queued'])
    await stage!.remind()
    simulator.agentAccepts(id)
    await simulator.idle()
    assert.equal(kinds().at(-1), 'accepted')
    simulator.agentLeaves(id)
    await simulator.idle()
    assert.deepEqual(kinds().slice(-1), ['ended'])
    assert.deepEqual([...new Set(statuses)], [200])
  })

  it('ends after the grace period where 8x8 never says idle', async () => {
    const { simulator, open } = await up({ idleDelayMs: -1 })
    const id = await open(request())
    await simulator.idle()
    simulator.agentAccepts(id)
    await simulator.idle()
    simulator.agentLeaves(id)
    await simulator.idle()
    assert.equal(kinds().at(-1), 'accepted')
    await stage!.remind()
    assert.equal(kinds().at(-1), 'ended')
  })

  for (const transferOrder of ['left-first', 'transfer-first'] as const) {
    for (const webhooksInOrder of [true, false]) {
      it(`takes no transfer for an end: ${transferOrder}, ${webhooksInOrder ? 'in' : 'out of'} order`, async () => {
        const { simulator, open } = await up({ transferOrder, webhooksInOrder, transferGapMs: 20 })
        const id = await open(request())
        await simulator.idle()
        simulator.agentAccepts(id)
        await simulator.idle()
        simulator.agentTransfers(id, simulator.billingQueueId)
        await simulator.idle()
        simulator.agentAccepts(id)
        await simulator.idle()
        await stage!.remind()
        assert(!kinds().includes('ended'), kinds().join())
        assert.equal(kinds().at(-1), 'accepted')
      })
    }
  }

  it('understands the flat events', async () => {
    const { simulator, open, happenings } = await up({ legacyEvents: true })
    const id = await open(request())
    await simulator.idle()
    simulator.agentAccepts(id)
    simulator.agentSays(id, 'Tomas here')
    simulator.agentLeaves(id)
    await simulator.idle()
    assert.deepEqual([...new Set(kinds())], ['ready', 'queued', 'accepted', 'said', 'ended'])
    const [accepted] = happenings.filter(({ kind }) => kind === 'accepted')
    assert(accepted?.kind === 'accepted' && accepted.agent?.name !== undefined)
  })

  it('finds the conversation whose creation was not answered, instead of opening a second', async () => {
    const { simulator, desk, open } = await up({}, { requestTimeoutMs: 1_000 })
    await open(request())
    simulator.faults.api({ match: { method: 'POST', path: /conversations$/ }, kind: 'reset-after', times: 1 })
    const again = { ...request(), id: 'open-lost' }
    await assert.rejects(desk.open(again, viewOf({ session: null }), SIGNAL), (error: unknown) => {
      return error instanceof PlatformUnreachableError && error.outcome === 'unknown'
    })
    const found = await desk.findOpened(again, viewOf({ session: null }), SIGNAL)
    assert.equal(simulator.conversations().length, 2)
    assert(simulator.conversations().some(({ id }) => id === found?.conversationId))
    assert.equal(await desk.findOpened({ ...request(), id: 'never' }, viewOf({ session: null }), SIGNAL), undefined)
  })

  it('learns by looking what webhooks did not tell', async () => {
    const { simulator, open, view } = await up()
    simulator.settings.webhooksOff = true
    const id = await open(request())
    simulator.clock.advance(1_000)
    await stage!.check()
    assert.deepEqual(kinds(), ['ready'])
    simulator.agentAccepts(id)
    await stage!.check()
    await stage!.check()
    assert.deepEqual(kinds(), ['ready', 'accepted'])
    simulator.goIdle(id)
    await stage!.check()
    assert.deepEqual(kinds(), ['ready', 'accepted', 'ended'])
    assert.equal(view().session?.open, false)
  })

  it('opens nothing outside opening hours, for nobody, or in no queue', async () => {
    const { simulator, desk } = await up({}, { scheduleId: '71' })
    const open = (queue?: string) => desk.open(request(queue === undefined ? {} : { queue }), viewOf(), SIGNAL)
    simulator.setSchedule('closed')
    await assert.rejects(open(), new DeskClosedError('outside opening hours', { channelId: '8x8' }))
    assert.equal((await desk.queueStatus(undefined, SIGNAL)).open, false)
    simulator.setSchedule('Choice #2')
    for (const { id } of simulator.agents()) simulator.agentOffline(id)
    await assert.rejects(open(), /no agent is there in queue 214/)
    await assert.rejects(open('nowhere'), /there is no queue 'nowhere'/)
    assert.equal(simulator.conversations().length, 0)
    const status = await desk.queueStatus('billing', SIGNAL)
    assert.equal(status.open, true)
    assert.equal(status.agentsAvailable, 0)
    assert.equal(status.waiting, 0)
  })

  it('brings files, and names those it cannot fetch', async () => {
    const { simulator, desk, open, view } = await up()
    const id = await open(request())
    await simulator.idle()
    const png = 'data:image/png;base64,iVBORw0KGgo='
    const { rejected } = await desk.relay(
      {
        id: 'r-1',
        text: 'See these',
        at: '',
        attachments: [
          { contentType: 'image/png', contentUrl: png, name: 'a photo.png' },
          { contentType: 'application/pdf', contentUrl: `${simulator.url}/missing.pdf`, name: 'bill.pdf' },
        ],
      },
      view(),
      SIGNAL,
    )
    const message = simulator.conversation(id).messages.at(-1)
    assert.equal(message?.attachments.length, 1)
    assert.equal(message?.text, `See these\nbill.pdf: ${simulator.url}/missing.pdf`)
    assert.equal(rejected?.[0]?.what, 'attachment bill.pdf')
  })

  it('shows agents’ files by their address, or brings the bytes', async () => {
    for (const eventAttachments of ['full', 'ids'] as const) {
      const { simulator, open, happenings } = await up({ eventAttachments })
      const id = await open(request())
      await simulator.idle()
      simulator.agentAccepts(id)
      simulator.agentSays(id, '', {
        attachments: [{ fileName: 'label.txt', contentType: 'text/plain', body: Buffer.from('PX-9920') }],
      })
      await simulator.idle()
      const said = happenings.at(-1)
      assert(said?.kind === 'said')
      const [file] = said.attachments ?? []
      assert.equal(file?.name, 'label.txt')
      if (eventAttachments === 'full') assert.match(file?.contentUrl ?? '', /^http/)
      else assert.match(file?.contentUrl ?? '', /^data:.*;base64,UFgtOTkyMA==$/)
      await stage!.stop()
      stage = undefined
    }
  })

  for (const userPatch of ['merge', 'replace'] as const) {
    it(`changes queue and user without losing anything: ${userPatch}`, async () => {
      const { simulator, desk, open, view } = await up({ userPatch })
      const id = await open(request({ collected: { contact: { order: 'PX-9920' }, topics: ['Parcels'] } }))
      await simulator.idle()
      await desk.update({ queue: 'billing' }, view(), SIGNAL)
      for (let twice = 0; twice < 2; twice++) {
        await desk.update({ addTopics: ['Billing'], note: 'Wants a refund' }, view(), SIGNAL)
        await desk.update({ contact: { company: 'Acme', language: 'de-AT', tier: 'gold' } }, view(), SIGNAL)
        await desk.update({ removeTopics: ['Parcels'], conversation: { order: null } }, view(), SIGNAL)
      }
      await simulator.idle()
      const { user } = simulator.conversation(id)
      assert.equal(user.name, 'Nadia Okoye')
      assert.equal(user.company, 'Acme')
      assert.equal(user.language, 'de')
      assert.deepEqual(Object.fromEntries((user.additionalProperties ?? []).map(({ key, value }) => [key, value])), {
        handoff_id: 'open-1a2b',
        topics: 'Billing',
        tier: 'gold',
        notes: 'Wants a refund',
      })
      const { rejected } = await desk.update({ queue: 'nowhere' }, view(), SIGNAL)
      assert.equal(rejected?.length, 1)
    })
  }

  it('closes, also what is closed already, and sends nothing to what is over', async () => {
    const { simulator, desk, open, view } = await up()
    const id = await open(request())
    await simulator.idle()
    simulator.agentAccepts(id)
    await simulator.idle()
    const before = view()
    await desk.close('customer-left', before, SIGNAL)
    await desk.close('customer-left', before, SIGNAL)
    await desk.close('superseded', viewOf({ session: { conversationId: 'gone' } }), SIGNAL)
    await simulator.idle()
    assert.equal(kinds().at(-1), 'ended')
    assert.equal(simulator.conversation(id).state, 'idle')
    await assert.rejects(
      async () => desk.relay({ id: 'r-9', text: 'Wait', at: '' }, view(), SIGNAL),
      /no conversation is open/,
    )
    const left = { ...before, data: { ...before.data, leftAt: 1 } }
    await assert.rejects(desk.relay({ id: 'r-9', text: 'Wait', at: '' }, left, SIGNAL), DeskClosedError)
    assert.equal(simulator.conversation(id).state, 'idle')
  })

  it('knows its own conversations from those of 8x8’s channels', async () => {
    const { simulator, desk, open } = await up()
    const id = await open(request())
    const { conversationId } = simulator.customerSays('Where is my parcel?')
    assert.equal(await desk.claims(id, SIGNAL), true)
    assert.equal(await desk.claims(conversationId, SIGNAL), false)
    assert.equal(await desk.claims('nothing', SIGNAL), false)
  })

  it('follows a new signing key, and finds keys at the older address', async () => {
    const { simulator, open, statuses } = await up({ keyPaths: 'legacy' })
    await open(request())
    await simulator.idle()
    await simulator.rotateKey()
    await open({ ...request(), id: 'open-2' })
    await simulator.idle()
    assert.deepEqual([...new Set(statuses)], [200])
    assert(statuses.length > 4)
  })
})
