import {
  type ContactCenterAdapter,
  type ContactCenterAdapterOptions,
  EightByEightAdapter,
  type Environment,
  eightByEightSecrets,
  GladlyAdapter,
  HootsuiteAdapter,
  ImiconnectAdapter,
  imiconnectSecrets,
  type ReadSettings,
  readEightByEightChannelSettings,
  readGladlySettings,
  readHootsuiteSettings,
  readImiconnectSettings,
} from '../adapters/index.ts'

/** A platform this server can host. */
export interface HostedPlatform {
  channelId: string
  /** Where its webhooks come in. */
  path: string
  /** Undefined where the environment does not set it up. Throws `SettingsError` where it does so only in part. */
  read(env: Environment): ReadSettings<SetUpPlatform>
}

/** A platform the environment sets up. */
export interface SetUpPlatform {
  channelId: string
  path: string
  /** Those its webhooks use. */
  methods: readonly ('post' | 'get' | 'head')[]
  /** What no log line may show. */
  secrets: string[]
  createAdapter(options: ContactCenterAdapterOptions): ContactCenterAdapter
}

/** All of them: a new platform is one line here. */
export const PLATFORMS: readonly HostedPlatform[] = [
  hosted('gladly', '/api/gladly', readGladlySettings, GladlyAdapter),
  hosted('hootsuite', '/api/hootsuite', readHootsuiteSettings, HootsuiteAdapter),
  hosted('imiconnect', '/api/imiconnect/:secret', readImiconnectSettings, ImiconnectAdapter, {
    methods: ['post', 'get', 'head'],
    secrets: imiconnectSecrets,
  }),
  hosted('8x8', '/api/8x8', readEightByEightChannelSettings, EightByEightAdapter, { secrets: eightByEightSecrets }),
]

function hosted<S extends object>(
  channelId: string,
  path: string,
  readPlatformSettings: (env: Environment) => ReadSettings<S>,
  Adapter: new (settings: S, options: ContactCenterAdapterOptions) => ContactCenterAdapter,
  {
    methods = ['post'],
    secrets = secretsOf,
  }: { methods?: SetUpPlatform['methods']; secrets?: (settings: S) => string[] } = {},
): HostedPlatform {
  return {
    channelId,
    path,
    read(env) {
      const { settings, warnings } = readPlatformSettings(env)
      if (settings === undefined) return { settings, warnings }
      const createAdapter = (options: ContactCenterAdapterOptions) => new Adapter(settings, options)
      return { settings: { channelId, path, methods, secrets: secrets(settings), createAdapter }, warnings }
    },
  }
}

const SECRET_NAME = /token|secret|password/i

/** The values of a platform's settings whose names say that they are secret, alone and as Basic credentials. */
function secretsOf(settings: object): string[] {
  const entries = Object.entries(settings).flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one): one is string => typeof one === 'string')
      .map((one) => [name, one] as const),
  )
  const secrets = entries.filter(([name]) => SECRET_NAME.test(name)).map(([, value]) => value)
  const basic = entries.flatMap(([, user]) =>
    secrets.map((secret) => Buffer.from(`${user}:${secret}`).toString('base64')),
  )
  return [...secrets, ...basic]
}
