/** `botbuilder-contact-center`: one Bot Framework bot on contact-center platforms. */
export * from './core/index.ts'
export { EightByEightAdapter } from './eight-by-eight/adapter.ts'
export {
  createEightByEightChannel,
  EightByEightDesk,
  type EightByEightSettings,
  eightByEightSecrets,
  readEightByEightChannelSettings,
  readEightByEightDeskSettings,
  readEightByEightSettings,
} from './eight-by-eight/index.ts'
export { GenesysDesk, type GenesysSettings, genesysSecrets, readGenesysSettings } from './genesys/index.ts'
export { GladlyAdapter } from './gladly/adapter.ts'
export { createGladlyPlatform, type GladlySettings, readGladlySettings } from './gladly/index.ts'
export { HootsuiteAdapter } from './hootsuite/adapter.ts'
export { createHootsuitePlatform, type HootsuiteSettings, readHootsuiteSettings } from './hootsuite/index.ts'
export { ImiconnectAdapter } from './imiconnect/adapter.ts'
export {
  createImiconnectPlatform,
  type ImiconnectSettings,
  imiconnectSecrets,
  readImiconnectSettings,
} from './imiconnect/index.ts'
