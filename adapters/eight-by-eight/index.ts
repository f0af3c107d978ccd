import type { Desk } from '../core/desk/desk.ts'
import type { Environment, ReadSettings } from '../core/settings.ts'
import { type EightByEightDependencies, EightByEightDesk } from './desk.ts'
import { type EightByEightSettings, readEightByEightSettings } from './settings.ts'

export { createEightByEightChannel, readEightByEightChannelSettings } from './channel/index.ts'
export { type EightByEightDependencies, EightByEightDesk } from './desk.ts'
export type { EightByEightProfileInput } from './profile.ts'
export {
  type EightByEightRole,
  type EightByEightSettings,
  eightByEightSecrets,
  readEightByEightSettings,
} from './settings.ts'
export { EIGHT_BY_EIGHT } from './webhook.ts'

/** 8x8's agents as the desk behind the customers of `/api/messages`. README.md says how to set it up. */
export function createEightByEightDesk(
  settings: EightByEightSettings,
  dependencies: EightByEightDependencies = {},
): Desk & Pick<EightByEightDesk, 'claims'> {
  return new EightByEightDesk(settings, dependencies)
}

/**
 * The settings where 8x8's agents are the desk (`EIGHT_BY_EIGHT_ROLE` absent, `desk` or `both`); undefined elsewhere.
 * @throws SettingsError as `readEightByEightSettings`.
 */
export function readEightByEightDeskSettings(env: Environment): ReadSettings<EightByEightSettings> {
  const { settings, warnings } = readEightByEightSettings(env)
  return settings?.role === 'channel' ? { settings: undefined, warnings: [] } : { settings, warnings }
}
