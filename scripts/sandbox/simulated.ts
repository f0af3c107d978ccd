/** The platforms the sandbox can simulate, by channel id. */
export const SIMULATED = ['gladly', 'hootsuite', 'imiconnect', '8x8', 'genesys'] as const

/** What they are called. */
export const SIMULATED_NAMES = {
  gladly: 'Gladly',
  hootsuite: 'Hootsuite',
  imiconnect: 'IMIconnect',
  '8x8': '8x8',
  genesys: 'Genesys Cloud',
} as const satisfies Record<(typeof SIMULATED)[number], string>

export type SimulatedName = (typeof SIMULATED)[number]

/** Those whose agents stand behind the customers of `/api/messages`. */
export const SIMULATED_DESKS = ['8x8', 'genesys'] as const satisfies readonly SimulatedName[]

/** One simulated platform, and how a bot server is set up on it. */
export interface Simulated<Simulator> {
  simulator: Simulator
  /** What the server is told. */
  env: Record<string, string>
  /** Tell the platform where the server is. `env` is what the server was told in the end. */
  connect(serverUrl: string, env: Readonly<Record<string, string | undefined>>): Promise<void>
}
