import type { ConsoleMessage, Page } from 'playwright-core'

/** Writes down what a page does wrong, in words. */
export class PageWatch {
  private readonly troubles: string[] = []
  private readonly allow: readonly RegExp[]

  /** What one of `allow` matches, as it is told, is not written down. */
  constructor(page: Page, allow: readonly RegExp[]) {
    this.allow = allow
    page.on('console', (message) => this.note(saidOnConsole(message)))
    page.on('pageerror', (error) => this.note(`error nobody caught: ${error.stack ?? error.message}`))
    page.on('crash', () => this.note('the page crashed'))
    page.on('request', (request) => this.note(leaving(request.url(), request.method())))
    page.on('websocket', (socket) => this.note(leaving(socket.url(), 'WebSocket')))
  }

  /** All since this was asked last. */
  take(): string[] {
    return this.troubles.splice(0)
  }

  private note(trouble: string | undefined): void {
    if (trouble === undefined || this.allow.some((pattern) => pattern.test(trouble))) return
    this.troubles.push(trouble)
  }
}

function saidOnConsole(message: ConsoleMessage): string | undefined {
  if (message.type() !== 'error') return undefined
  const { url } = message.location()
  // The request that left has been told of already.
  if (message.text().startsWith('Failed to load resource') && !staysHere(url)) return undefined
  return `console error: ${message.text()}${url === '' ? '' : ` (${url})`}`
}

const leaving = (url: string, how: string): string | undefined =>
  staysHere(url) ? undefined : `request that leaves this machine: ${how} ${url}`

/** Without a host there is no other machine: `data:`, `blob:`, `about:`. */
function staysHere(url: string): boolean {
  if (!URL.canParse(url)) return true
  const { hostname } = new URL(url)
  return hostname === '' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}
