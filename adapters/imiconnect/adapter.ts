import { ContactCenterAdapter } from '../core/adapter.ts'
import type { ContactCenterAdapterOptions } from '../core/adapter-options.ts'
import { createImiconnectPlatform } from './index.ts'
import type { ImiconnectSettings } from './settings.ts'

/**
 * A Bot Framework adapter for one bot integration of IMIconnect (Webex Connect).
 *
 * ```ts
 * const { settings } = readImiconnectSettings(process.env)
 * const imiconnect = new ImiconnectAdapter(settings, { engine })
 * await imiconnect.start((context) => bot.run(context))
 * for (const method of ['post', 'get', 'head']) {
 *   server[method]('/api/imiconnect/:secret', async (req, res) => imiconnect.process(req, res))
 * }
 * ```
 */
export class ImiconnectAdapter extends ContactCenterAdapter {
  constructor(settings: ImiconnectSettings, options: ContactCenterAdapterOptions) {
    super(createImiconnectPlatform(settings, { clock: options.clock, log: options.log }), options)
  }
}
