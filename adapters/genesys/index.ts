/** Genesys Cloud, Open Messaging: the agents' side for customers of `/api/messages`. */
export { addressOf as genesysAddressOf, GENESYS } from './address.ts'
export { type GenesysDependencies, GenesysDesk } from './desk.ts'
export type { GenesysProfileInput } from './profile.ts'
export { type GenesysSettings, genesysSecrets, readGenesysSettings } from './settings.ts'
