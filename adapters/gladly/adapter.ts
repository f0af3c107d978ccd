import { ContactCenterAdapter } from '../core/adapter.ts'
import type { ContactCenterAdapterOptions } from '../core/adapter-options.ts'
import { createGladlyPlatform } from './index.ts'
import type { GladlySettings } from './settings.ts'

/**
 * A Bot Framework adapter for one Gladly organization.
 *
 * ```ts
 * const { settings } = readGladlySettings(process.env)
 * const gladly = new GladlyAdapter(settings, { engine })
 * await gladly.start((context) => bot.run(context))
 * server.post('/api/gladly', async (req, res) => gladly.process(req, res))
 * ```
 */
export class GladlyAdapter extends ContactCenterAdapter {
  constructor(settings: GladlySettings, options: ContactCenterAdapterOptions) {
    super(createGladlyPlatform(settings, { clock: options.clock, log: options.log }), options)
  }
}
