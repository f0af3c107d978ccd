import { type Activity, ActivityTypes, Channels } from 'botbuilder'
import type { BotFrameworkAuthentication, ConnectorClient } from 'botframework-connector'
import { type Capabilities, NO_DESK } from '../capabilities.ts'
import type { CommandKind, ConnectorCommandKind } from '../commands.ts'
import type { ConversationView } from '../conversation.ts'
import { defined } from '../defined.ts'
import type { Desk } from '../desk/desk.ts'
import type { AgentWordsBody } from '../desk/say-agent-words.ts'
import { NotSupportedError } from '../errors.ts'
import type { Delivered, Platform, PlatformCommand } from '../platform.ts'
import { firstOf } from '../signals.ts'
import { connectorDataOf, interpretActivity } from './interpret-activity.ts'
import { BOT_FRAMEWORK, type Received, type ReceivePorts, readActivity, verifyActivity } from './receive.ts'
import { changeActivity, sendActivity, takeBackActivity } from './send-activity.ts'

export interface ConnectorPlatformPorts extends ReceivePorts {
  authentication: BotFrameworkAuthentication
  desk: Desk | undefined
  /** The SDK's client for where a conversation is; for where the activity goes, before its first turn has committed. */
  clientFor(view: ConversationView, activity: Partial<Activity>): Promise<ConnectorClient>
  /** The channel's id of something we sent, by our own. */
  channelIdOf(view: ConversationView, id: string): Promise<string | undefined>
}

/** What a change or a deletion of an activity is about. */
export interface ChangeBody {
  activity: Partial<Activity>
}

/** The channels of the Bot Framework, all of them, as one platform: activities go in and out as they are. */
export function createConnectorPlatform(ports: ConnectorPlatformPorts): Platform {
  return {
    channelId: BOT_FRAMEWORK,
    account: '',
    capabilities: capabilitiesWith(ports.desk),
    needsTranscript: false,
    // What an agent gets to know, and what the bot asked for, goes along when there is an agent.
    carriesToHandOff: ports.desk === undefined ? [] : ['add-topics', 'remove-topics', 'set-attributes', 'add-note'],
    keptHeaders: [],
    soleVoice: true,
    serviceUrl: '',
    bot: { id: 'bot', name: 'Bot' },

    verify: (request) => verifyActivity(ports, request),
    read: (_, proof) => readActivity(proof as Received),
    interpret: async (event, view) => interpretActivity(event, view),
    render: (activity) => ({ replies: [activity] }),
    reference: (view) => connectorDataOf(view)?.reference ?? {},
    takesAsIs: (activity, view) => takes(activity, connectorDataOf(view)?.reference.channelId),
    deliver: (command, view, signal) => bring(ports, command, view, signal),
    async typing(view) {
      const activity = addressed({ type: ActivityTypes.Typing }, view)
      await sendActivity(await ports.clientFor(view, activity), activity, firstOf([], 5_000))
    },
  }
}

/** Traces are for the Emulator, which in turn takes no events. */
function takes(activity: Partial<Activity>, channelId: string | undefined): boolean {
  if (activity.type === ActivityTypes.Trace) return channelId === Channels.Emulator
  return activity.type !== ActivityTypes.Event || channelId !== Channels.Emulator
}

function capabilitiesWith(desk: Desk | undefined): Capabilities {
  if (desk === undefined) return NO_DESK
  return { ...NO_DESK, ...desk.capabilities, handOff: 'native', resolve: 'mapped' }
}

async function bring(
  ports: ConnectorPlatformPorts,
  command: PlatformCommand,
  view: ConversationView,
  signal: AbortSignal,
): Promise<Delivered> {
  switch (command.kind as CommandKind | ConnectorCommandKind) {
    case 'reply':
      return sendReply(ports, command.body as Partial<Activity>, view, signal)
    case 'agent-words': {
      const { activity } = command.body as AgentWordsBody
      return sendReply(ports, activity, view, signal)
    }
    case 'update-activity': {
      const { activity } = command.body as ChangeBody
      const id = (await ports.channelIdOf(view, activity.id ?? '')) ?? activity.id ?? ''
      return sent(await changeActivity(await ports.clientFor(view, activity), { ...activity, id }, signal))
    }
    case 'delete-activity': {
      const { id = '', channelId = '', conversation } = (command.body as ChangeBody).activity
      const activityId = (await ports.channelIdOf(view, id)) ?? id
      const where = { channelId, conversationId: conversation?.id ?? '', activityId }
      await takeBackActivity(await ports.clientFor(view, {}), where, signal)
      return {}
    }
    case 'resolve':
      // The channel's conversation has no end that a bot could bring about; the bot's own begins anew.
      return {}
    default:
      throw new NotSupportedError(`The Bot Framework's channels know no '${command.kind}'.`, {
        channelId: BOT_FRAMEWORK,
      })
  }
}

async function sendReply(
  ports: ConnectorPlatformPorts,
  activity: Partial<Activity>,
  view: ConversationView,
  signal: AbortSignal,
): Promise<Delivered> {
  return sent(await sendActivity(await ports.clientFor(view, activity), activity, signal))
}

const sent = (platformId: string | undefined): Delivered => (platformId === undefined ? {} : { platformId })

function addressed(activity: Partial<Activity>, view: ConversationView): Partial<Activity> {
  const { channelId, serviceUrl, conversation, bot, user } = connectorDataOf(view)?.reference ?? {}
  return { ...activity, ...defined({ channelId, serviceUrl, conversation, from: bot, recipient: user }) }
}
