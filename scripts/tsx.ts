import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/**
 * The address of the TypeScript loader, for `node --import` in processes that start in folders without packages. Not by
 * `import.meta.resolve`: mocha loads tests by `require`, where that is missing; mocha then imports the test, and all it
 * needs is loaded a second time, with a state of its own.
 */
export const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
