import { again, RUNS, SEED, share } from './amount.ts'
import { pureSuite } from './pure/suite.ts'

describe(`what cannot be foreseen, without a server (${again})`, () => {
  const suite = pureSuite(share(0.6, RUNS), SEED)
  before(() => suite.open())
  after(() => suite.close())

  for (const { name, run } of suite.cases) {
    it(`throws nothing and lets nobody in who should not be: ${name}`, async function () {
      this.timeout(120_000)
      await run()
    })
  }
})
