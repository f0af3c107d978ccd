import { ContactCenterAdapter } from '../core/adapter.ts'
import type { ContactCenterAdapterOptions } from '../core/adapter-options.ts'
import { createEightByEightChannel } from './channel/index.ts'
import type { EightByEightSettings } from './settings.ts'

/**
 * A Bot Framework adapter for the bot inside the channels of one 8x8 tenant.
 *
 * ```ts
 * const { settings } = readEightByEightSettings(process.env)
 * const eightByEight = new EightByEightAdapter(settings, { engine })
 * await eightByEight.start((context) => bot.run(context))
 * server.post('/api/8x8', async (req, res) => eightByEight.process(req, res))
 * ```
 */
export class EightByEightAdapter extends ContactCenterAdapter {
  constructor(settings: EightByEightSettings, options: ContactCenterAdapterOptions) {
    super(createEightByEightChannel(settings, { clock: options.clock, log: options.log }), options)
  }
}
