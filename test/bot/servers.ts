import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Activity } from 'botbuilder'
import { silentLogger } from '../../adapters/index.ts'
import { type BotServer, type BotServerOptions, createBotServer } from '../../bot/server.ts'

/** What a test has opened, closed after it in reverse order. */
export class Cleanup {
  private readonly steps: (() => Promise<unknown> | unknown)[] = []

  add(step: () => Promise<unknown> | unknown): void {
    this.steps.push(step)
  }

  async run(): Promise<void> {
    for (const step of this.steps.splice(0).reverse()) await step()
  }
}

/** A temporary folder. */
export async function temporaryFolder(cleanup: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'contact-center-test-'))
  cleanup.add(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A server on a free port, with its data in a temporary folder unless `DATA_DIR` is given. */
export async function startServer(
  cleanup: Cleanup,
  env: Record<string, string> = {},
  options: Partial<BotServerOptions> = {},
): Promise<BotServer> {
  const dataDir = env.DATA_DIR ?? (await temporaryFolder(cleanup))
  const server = await createBotServer({
    log: silentLogger,
    ...options,
    env: { PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, ...env },
  })
  cleanup.add(() => server.close(0))
  return server
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** POST with any headers, `Host` included, which `fetch` does not let one set. */
export function post(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      agent: false,
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString('utf8'),
          headers: response.headers,
        }),
      )
    })
    sent.end(body)
  })
}

/** A Direct Line in front of a bot, for one conversation. */
export interface DirectLine {
  /** Say something; resolves with what the bot sent since. */
  say(text: string): Promise<Partial<Activity>[]>
}

interface OfflineDirectLine {
  getRouter(serviceUrl: string, botUrl: string): unknown
}

/** Start `offline-directline` on a free port, with a conversation on it. */
export async function startDirectLine(
  cleanup: Cleanup,
  botUrl: string,
  quiet: () => Promise<void>,
): Promise<DirectLine> {
  const require = createRequire(import.meta.url)
  const { getRouter } = require('offline-directline') as OfflineDirectLine
  // The express it was made for is its own.
  const express = createRequire(require.resolve('offline-directline'))('express')
  const http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  http.on('request', express().use(getRouter(url, botUrl)))
  cleanup.add(() => {
    http.closeAllConnections()
    return new Promise((resolve) => http.close(resolve))
  })

  const call = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/directline/conversations${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`offline-directline answered ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  }
  const { conversationId } = await call('', {})
  const look = async () => (await call(`/${conversationId}/activities`)).activities as Partial<Activity>[]
  let seen = 0
  return {
    async say(text) {
      await call(`/${conversationId}/activities`, { type: 'message', text, from: { id: 'customer-1', name: 'Cora' } })
      // The bot's answers come when its turn is over, which is after the request.
      await quiet()
      const activities = await look()
      const news = activities.slice(seen)
      seen = activities.length
      return news.filter((one) => one.from?.id !== 'customer-1')
    },
  }
}

/** Resolves when nothing waits and nothing runs. */
export async function untilQuiet({ engine }: Pick<BotServer, 'engine'>, timeoutMs = 10_000): Promise<void> {
  const until = performance.now() + timeoutMs
  for (let calm = 0; calm < 2; ) {
    const { inbox, outbox } = engine.stats()
    calm = inbox + outbox === 0 ? calm + 1 : 0
    if (performance.now() > until) throw new Error(`Not quiet: ${inbox} events and ${outbox} commands wait.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
