import {
  type ContactCenterAdapterOptions,
  type Desk,
  EightByEightDesk,
  type Environment,
  eightByEightSecrets,
  GenesysDesk,
  genesysSecrets,
  type ReadSettings,
  readEightByEightDeskSettings,
  readGenesysSettings,
} from '../adapters/index.ts'

/** A desk this server can put behind the customers of `/api/messages`. */
export interface HostedDesk {
  channelId: DeskName
  /** Undefined where the environment does not set it up. Throws `SettingsError` where it does so only in part. */
  read(env: Environment): ReadSettings<SetUpDesk>
}

export type DeskName = '8x8' | 'genesys'

/** A desk the environment sets up. */
export interface SetUpDesk {
  channelId: DeskName
  /** Where its webhooks come in. */
  paths: readonly string[]
  /** What no log line may show. */
  secrets: string[]
  createDesk(options: DeskOptions): Desk
}

type DeskOptions = Pick<ContactCenterAdapterOptions, 'clock' | 'log' | 'random'>

/** All of them: a new desk is one line here. */
export const DESKS: readonly HostedDesk[] = [
  hosted('8x8', ['/api/8x8'], readEightByEightDeskSettings, EightByEightDesk, eightByEightSecrets),
  hosted('genesys', ['/api/genesys', '/api/genesys/register'], readGenesysSettings, GenesysDesk, genesysSecrets),
]

function hosted<S extends object>(
  channelId: DeskName,
  paths: readonly string[],
  readDeskSettings: (env: Environment) => ReadSettings<S>,
  DeskClass: new (settings: S, options: DeskOptions) => Desk,
  secretsOf: (settings: S) => string[],
): HostedDesk {
  return {
    channelId,
    read(env) {
      const { settings, warnings } = readDeskSettings(env)
      if (settings === undefined) return { settings, warnings }
      const createDesk = (options: DeskOptions) => new DeskClass(settings, options)
      return { settings: { channelId, paths, secrets: secretsOf(settings), createDesk }, warnings }
    },
  }
}
