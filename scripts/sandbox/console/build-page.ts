import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** One file of the page, ready to be sent. */
export interface PageFile {
  contentType: string
  bytes: Uint8Array
}

/**
 * The console's page by path: `/`, `/console.js`, `/console.css` and `/icon.svg`. Nothing is written to disk, and nothing in
 * it loads from another host, so that it works offline and under a strict Content-Security-Policy.
 *
 * Rejects with what esbuild found wrong.
 */
export async function buildPage(): Promise<Map<string, PageFile>> {
  const [bundle, html, icon] = await Promise.all([
    build({
      entryPoints: [
        { in: pathOf('main.tsx'), out: 'console' },
        { in: pathOf('styles/index.css'), out: 'console' },
      ],
      outdir: '/',
      // Aliases are looked up from here, wherever the program is run.
      absWorkingDir: pathOf('.'),
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      logLevel: 'silent',
      tsconfig: pathOf('tsconfig.json'),
      alias: { react: 'preact/compat', 'react-dom': 'preact/compat' },
      define: { 'process.env.NODE_ENV': '"production"' },
    }),
    readFile(pathOf('index.html')),
    readFile(pathOf('icon.svg')),
  ])
  const files = new Map<string, PageFile>([
    ['/', { contentType: 'text/html; charset=utf-8', bytes: html }],
    ['/icon.svg', { contentType: 'image/svg+xml', bytes: icon }],
  ])
  for (const { path, contents } of bundle.outputFiles) {
    const css = path.endsWith('.css')
    files.set(css ? '/console.css' : '/console.js', {
      contentType: `text/${css ? 'css' : 'javascript'}; charset=utf-8`,
      bytes: contents,
    })
  }
  return files
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`page/${name}`, import.meta.url))
}
