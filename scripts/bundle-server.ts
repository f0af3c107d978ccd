/** Part of `npm run build`: the server in few files, which starts in half the time. Run it with `node dist/server/main.js`. */
import { bundle } from './bundle.ts'

await bundle({ programs: ['bot/main.ts'], base: 'bot', outdir: 'dist/server' })
