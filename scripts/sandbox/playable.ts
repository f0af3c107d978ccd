import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EightByEightPeople } from './eight-by-eight-people.ts'
import { GenesysPeople } from './genesys-people.ts'
import { GladlyStage } from './gladly-stage.ts'
import { HootsuiteStage } from './hootsuite-stage.ts'
import { IMICONNECT_PROFILE, ImiconnectStage } from './imiconnect-stage.ts'
import type { SandboxOptions } from './index.ts'
import type { SimulatedName } from './simulated.ts'
import type { SimulatorsByName } from './simulators.ts'
import type { Stage } from './stage.ts'
import { WebChatStage } from './web-chat-stage.ts'

/** How a platform is played. */
export interface Playable {
  /** The sandbox is started with these, beside those of other platforms. `folder` is removed at the end. */
  options?(choices: PlayChoices, folder: string): Promise<SandboxOptions>
  stage(simulators: SimulatorsByName, choices: PlayChoices): Stage
}

/** What whoever plays chose beside the platform. */
export interface PlayChoices {
  /** Whether the bot may call the platform's API, where it can do without. */
  api: boolean
}

/** Each platform that can be simulated can be played. */
export const PLAYABLE: Readonly<Record<SimulatedName, Playable>> = {
  gladly: { stage: ({ gladly }) => new GladlyStage(gladly) },
  hootsuite: {
    options: async ({ api }) => ({ hootsuite: { credentials: api } }),
    stage: ({ hootsuite }, { api }) => new HootsuiteStage(hootsuite, { api }),
  },
  imiconnect: {
    options: async (_, folder) => {
      const profile = join(folder, 'imiconnect-profile.json')
      await writeFile(profile, JSON.stringify(IMICONNECT_PROFILE))
      return { env: { IMICONNECT_PROFILE: profile } }
    },
    stage: ({ imiconnect }) => new ImiconnectStage(imiconnect),
  },
  '8x8': { stage: ({ webChat, eightByEight }) => new WebChatStage(webChat, new EightByEightPeople(eightByEight)) },
  genesys: { stage: ({ webChat, genesys }) => new WebChatStage(webChat, new GenesysPeople(genesys)) },
}
