import { closeBrowser, takeTroubles } from './chromium.ts'

/** Required by mocha (`.mocharc.json`): each test answers for what its pages did, and Chromium ends with the last one. */
export const mochaHooks: Mocha.RootHookObject = {
  afterEach(this: Mocha.Context) {
    const troubles = takeTroubles()
    // Fails the test and goes on; thrown here, it would end the run.
    if (troubles.length > 0) (this.test as Mocha.Hook).error(inWords(troubles))
  },
  async afterAll() {
    await closeBrowser()
    const troubles = takeTroubles()
    if (troubles.length > 0) throw inWords(troubles)
  },
}

const inWords = (troubles: string[]): Error => new Error(`A page did wrong:\n  ${troubles.join('\n  ')}`)
