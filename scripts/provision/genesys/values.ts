/** What the files are made for. */
export interface GenesysValues {
  /** Where the world reaches the server, without a trailing slash. */
  url: string
  teamId: string
  botId: string
  /** The queue of customers for whom the bot names none: its name in Genesys. */
  queue: string
  /** The participant data that holds the name or id of the queue the bot chose. */
  queueAttribute: string
  /** The flow's language, as Architect writes it: `en-us`. */
  language: string
  /** The name of the Web Services Data Actions integration the action is imported into. */
  dataActions: string
  /** The flow's division; the home division where absent. */
  division?: string
}

/** The data action's name, by which the flow calls it. */
export const ACTION_NAME = 'Register bot conversation'

/** The name of the credential's field that holds `GENESYS_REGISTRATION_SECRET`. */
export const CREDENTIAL_FIELD = 'token'

/** Names one Genesys object of this bot. Names are one line. */
export function nameOf(what: string, { botId }: GenesysValues): string {
  return `${what} - ${botId.replace(/\s+/g, ' ').trim()}`
}

/** Where Genesys sends what agents say. */
export function webhookUrl({ url }: GenesysValues): string {
  return `${url}/api/genesys`
}

/** What the data action calls. */
export function registrationUrl({ url }: GenesysValues): string {
  return `${url}/api/genesys/register`
}
