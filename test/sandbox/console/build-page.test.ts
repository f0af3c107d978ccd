import assert from 'node:assert/strict'
import { buildPage, type PageFile } from '../../../scripts/sandbox/console/build-page.ts'

describe('the console’s page', () => {
  let files: Map<string, PageFile>

  before(async () => {
    files = await buildPage()
  })

  it('is a document, a script, a style sheet and an icon', () => {
    assert.deepEqual(Object.fromEntries([...files].map(([path, { contentType }]) => [path, contentType])), {
      '/': 'text/html; charset=utf-8',
      '/console.js': 'text/javascript; charset=utf-8',
      '/console.css': 'text/css; charset=utf-8',
      '/icon.svg': 'image/svg+xml',
    })
    for (const [path, { bytes }] of files) assert.ok(bytes.length > 100, `${path} is empty`)
  })

  it('has nothing inline that a strict Content-Security-Policy would stop', () => {
    const html = textOf('/')
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/, 'a script without src')
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:/)
    assert.doesNotMatch(textOf('/icon.svg'), /<script|<style|\sstyle=/)
  })

  it('loads nothing but its own files', () => {
    const loaded = [...textOf('/').matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, path]) => path!)
    assert.deepEqual([...loaded].sort(), ['/console.css', '/console.js', '/icon.svg'])
    const css = textOf('/console.css')
    assert.doesNotMatch(css, /@import|url\(\s*["']?(?!data:)/)
  })

  it('asks no other host for anything', () => {
    const script = textOf('/console.js')
    const asked = [
      ...script.matchAll(
        /\b(?:fetch|import|EventSource|WebSocket|Worker|importScripts|sendBeacon)\(\s*["'`]([^"'`]*)/g,
      ),
    ]
    assert.ok(asked.length > 0, 'found no call to look at')
    for (const [call, address] of asked) assert.match(address!, /^\/(?!\/)/, call)
    assert.doesNotMatch(script, /\b(?:src|href)\s*[=:]\s*["'`](?:https?:)?\/\//)
  })

  it('evaluates no text as code', () => {
    assert.doesNotMatch(textOf('/console.js'), /\beval\(|\bnew Function\(/)
  })

  it('is built for use, not for the development of its libraries', () => {
    assert.doesNotMatch(textOf('/console.js'), /process\.env/)
  })

  function textOf(path: string): string {
    return Buffer.from(files.get(path)!.bytes).toString('utf8')
  }
})
