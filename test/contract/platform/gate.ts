import assert from 'node:assert/strict'
import { countingBot } from './bots.ts'
import type { OpenStage, PlatformStage } from './stage.ts'

/** P6: nobody gets in, and nothing that is authentic is refused for its content. */
export function gateContract(platform: string, open: OpenStage): void {
  describe(`requests to ${platform}'s route`, () => {
    let stage: PlatformStage
    before(async () => {
      stage = await open({ logic: countingBot })
    })
    after(() => stage.stop())

    it('that are not proven to come from the platform are refused: no turn, no call', async () => {
      const calls = stage.calls()
      const statuses = await stage.forge(stage.eventBody())
      assert.ok(statuses.length >= 4)
      for (const status of statuses) assert.equal(status, stage.traits.refusal)
      await stage.quiet()
      assert.equal(stage.calls(), calls)
      assert.equal(stage.server.engine.stats().inbox, 0)
    })

    const eventless = ['nothing', 'JSON of the wrong shape']
    const odd: [string, string | Buffer][] = [
      ['not JSON', 'not json at all'],
      ['nothing', ''],
      ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
      ['JSON of the wrong shape', '{"type": 5}'],
      ['an array', '[1,2,3]'],
      ['a prototype', '{"__proto__": {"polluted": true}, "id": "x", "type": "CONTACT/MESSAGE_RECEIVED"}'],
      ['deep nesting', '['.repeat(50_000)],
    ]
    for (const [what, body] of odd) {
      it(`with ${what}, from an authenticated caller, are answered 2xx and kept as a dead letter`, async () => {
        const letters = stage.server.engine.stats().deadLetters
        assert.equal(await stage.post(body), 200)
        const kept = stage.traits.handshakes && eventless.includes(what) ? 0 : 1
        assert.equal(stage.server.engine.stats().deadLetters, letters + kept)
        assert.equal(({} as { polluted?: boolean }).polluted, undefined)
      })
    }

    it('with an unknown event are answered 2xx and ignored', async () => {
      const letters = stage.server.engine.stats().deadLetters
      const body = stage.unknownEventBody()
      assert.equal(await stage.post(body), 200)
      assert.equal(stage.server.engine.stats().deadLetters, letters)
    })

    it('over 1 MB are answered 413, before they are verified', async () => {
      assert.equal(await stage.post(Buffer.alloc(1024 * 1024 + 1, 0x20)), 413)
    })

    it('with a Content-Encoding are answered 415', async () => {
      assert.equal(await stage.post('x', { 'Content-Encoding': 'gzip' }), 415)
    })
  })
}
