import type { Wire } from '../simulator/wire.ts'
import type { Agent, GenesysSettings, Queue } from './settings.ts'

/** How to start the simulator. Everything has a default. */
export interface GenesysSimulatorOptions extends Partial<GenesysSettings> {
  /** The API's port. 0, the default, is any free one. It always binds 127.0.0.1. */
  port?: number
  /** The login host's port. Default: any free one. */
  loginPort?: number
  /** The webhook URL of the integration. */
  webhookUrl?: string
  /** Told of all requests between the platform and the bot. Default: nobody. */
  wire?: Wire
}

/** The settings in force: `options` over the defaults. */
export function settingsFrom(options: GenesysSimulatorOptions): GenesysSettings {
  const { port: _, loginPort: _login, webhookUrl: _webhook, wire: _wire, ...given } = options
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...defaults(), ...set }
}

const QUEUES: Queue[] = [
  { id: '5d1f0c7e-3b52-4d0f-9a51-0e6c1f2a7701', name: 'support' },
  { id: '5d1f0c7e-3b52-4d0f-9a51-0e6c1f2a7702', name: 'billing' },
]

const AGENTS: Agent[] = [
  { id: 'c0a7d3b2-60f1-4e5b-8c13-7a9be2d40e01', name: 'Priya', queues: ['support', 'billing'], onQueue: true },
  { id: 'c0a7d3b2-60f1-4e5b-8c13-7a9be2d40e02', name: 'Tom', queues: ['support'], onQueue: true },
]

function defaults(): GenesysSettings {
  return {
    clientId: '9f7c2d10-4a6e-4f0b-8d7e-52c1b0a3e6f4',
    clientSecret: 'sandbox-client-secret',
    tokenLifeSeconds: 86_399,
    oauthErrorKey: 'description',
    missingPermissions: [],
    requestsPerMinute: 300,
    rateLimitText: 'retry',
    retryAfter: false,
    integrationId: '7c1b7d55-2f0a-4b6e-9d8e-0f6b7f6f1a10',
    integrationName: 'Acme Support',
    webhookSecret: 'sandbox-webhook-secret',
    integrationCreationMs: 50,
    inboundStatus: 200,
    dedupe: false,
    maxTextLength: 5000,
    maxAttributesBytes: 2048,
    laterAttributes: 'merge',
    typingInbound: true,
    typingOutbound: true,
    typingStartsConversation: true,
    threadingWindowMs: 0,
    flowDisconnects: 'itself',
    teamId: 'team-42',
    botId: 'bot-7',
    registrationSecret: 'sandbox-registration-secret',
    registrationTimeoutMs: 3000,
    registrationCustomerId: true,
    queues: structuredClone(QUEUES),
    defaultQueue: 'support',
    agents: structuredClone(AGENTS),
    agentlessEntity: 'Human',
    disconnectDelayMs: 10,
    webhookTimeoutMs: 10_000,
    webhookRetries: 5,
    webhookRetryDelayMs: 5000,
    retryConnectionErrors: false,
    webhookConversationId: true,
    webhookIdType: true,
    receipts: 'delivered',
    downloadsNeedToken: false,
    heartbeatMs: 30_000,
    channelLifeMs: 86_400_000,
    maxChannels: 20,
    notificationEvents: true,
    recordLimit: 100_000,
    seed: 1,
  }
}
