/** Part of `npm run build`, and of `npm start` where sources are younger: the server in few files, which start quickly. */
import { writeFile } from 'node:fs/promises'
import { bundle } from './bundle.ts'

const OUTDIR = 'dist/server'

const sources = await bundle({ programs: ['bot/main.ts'], base: 'bot', outdir: OUTDIR })
// The lock file stands for the packages.
await writeFile(`${OUTDIR}/sources.json`, JSON.stringify([...sources, 'package-lock.json'], undefined, 1))
