import { type Desk, openEightByEightDesk, openGenesysDesk } from './parties/desks.ts'
import { openEightByEight } from './parties/eight-by-eight.ts'
import { openGladly } from './parties/gladly.ts'
import { openHootsuite } from './parties/hootsuite.ts'
import { openImiconnect } from './parties/imiconnect.ts'
import type { Party } from './parties/party.ts'
import { openWebChat } from './parties/web-chat.ts'

/** The platforms of one server: it can have one desk, and be known to Hootsuite in one way. */
export interface Platforms {
  parties: Party[]
  /** Whose customers the agents of `desk` get. */
  handsOver?: Party
  desk?: Desk
}

export interface Configuration {
  name: string
  open(): Promise<Platforms>
}

const withDesk = () => openWebChat({ name: 'Web Chat, handed over', places: 1 })
const withoutDesk = () => openWebChat({ name: 'Web Chat', places: 2 })

/** All that the report is about, in as few servers as can be. */
export const CONFIGURATIONS: readonly Configuration[] = [
  {
    name: 'no-desk',
    async open() {
      const { party } = await openEightByEight('channel')
      const others = [openGladly(), openHootsuite({ credentials: true }), openImiconnect(), withoutDesk()]
      return { parties: [...(await Promise.all(others)), party] }
    },
  },
  {
    name: '8x8-desk',
    async open() {
      const handsOver = await withDesk()
      const { desk, party } = await openEightByEightDesk('both')
      const others = [openGladly(), openHootsuite({ credentials: true }), openImiconnect()]
      return { parties: [...(await Promise.all(others)), party!, handsOver], handsOver, desk }
    },
  },
  {
    name: 'genesys-desk',
    async open() {
      const handsOver = await withDesk()
      const { party } = await openEightByEight('channel')
      const others = [openGladly(), openHootsuite({ credentials: false }), openImiconnect()]
      const { desk } = await openGenesysDesk({ dedupe: false, mirror: 'all' })
      return { parties: [...(await Promise.all(others)), party, handsOver], handsOver, desk }
    },
  },
  {
    name: 'genesys-desk-dedupes',
    async open() {
      const handsOver = await withDesk()
      const others = [openGladly(), openHootsuite({ credentials: false })]
      const { desk } = await openGenesysDesk({ dedupe: true, mirror: 'summary' })
      return { parties: [...(await Promise.all(others)), handsOver], handsOver, desk }
    },
  },
]
