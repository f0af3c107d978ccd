import { ContactCenterAdapter } from '../core/adapter.ts'
import type { ContactCenterAdapterOptions } from '../core/adapter-options.ts'
import { createHootsuitePlatform } from './index.ts'
import type { HootsuiteSettings } from './settings.ts'

/**
 * A Bot Framework adapter for one Hootsuite organization.
 *
 * ```ts
 * const { settings } = readHootsuiteSettings(process.env)
 * const hootsuite = new HootsuiteAdapter(settings, { engine })
 * await hootsuite.start((context) => bot.run(context))
 * server.post('/api/hootsuite', async (req, res) => hootsuite.process(req, res))
 * ```
 */
export class HootsuiteAdapter extends ContactCenterAdapter {
  constructor(settings: HootsuiteSettings, options: ContactCenterAdapterOptions) {
    super(createHootsuitePlatform(settings, { clock: options.clock, log: options.log }), options)
  }
}
