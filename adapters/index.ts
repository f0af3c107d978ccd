/** `botbuilder-contact-center`: one Bot Framework bot on contact-center platforms. */
export * from './core/index.ts'
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
