import { again, RUNS, SEED, share } from './amount.ts'
import { callerNames, tryAnswers } from './answers/suite.ts'

describe(`what a platform answers, whatever it is (${again})`, function () {
  this.timeout(120_000)
  for (const name of callerNames) {
    it(`is a result or an error of ours: ${name}`, async () => {
      await tryAnswers(name, share(0.1 / callerNames.length, RUNS), SEED)
    })
  }
})
