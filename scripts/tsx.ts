import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// Not by `import.meta.resolve`: mocha loads tests by `require`, where that is missing; mocha then imports the test, and all
// it needs is loaded a second time, with a state of its own. By its address, since programs start in folders without packages.
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/** What `node` is given to run TypeScript, in which this package's own name leads to its sources, built or not. */
export const TYPESCRIPT: readonly string[] = ['--conditions=contact-center-source', '--import', TSX]
