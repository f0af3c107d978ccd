import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Activity } from 'botbuilder'
import type { Beside } from '../adapter-options.ts'
import type { Envelope } from '../commands.ts'
import { loadConversation } from '../conversation.ts'
import type { ChannelHandler, ConversationKey, Delivery, StoredCommand } from '../engine/engine.ts'
import { Reception } from '../intake/reception.ts'
import type { TurnPorts } from '../turn/run-turn.ts'
import { type DeskDeliveryPorts, deliverToDesk } from './deliver-to-desk.ts'
import type { QueueStatus } from './desk.ts'
import { deskNewsEvent } from './desk-news.ts'
import { deskViewOf } from './desk-record.ts'
import { overheardOf } from './desk-side.ts'
import { type DeskTurnPorts, runDeskTurn } from './run-desk-turn.ts'
import type { AgentWordsBody } from './say-agent-words.ts'
import { endsWaiting } from './waiting-room.ts'

export interface DeskServicePorts extends DeskDeliveryPorts {
  /** Of the customers the desk serves. */
  turnPorts(): TurnPorts
}

/** Runs a desk behind the customers of an adapter: its webhooks, its turns, its deliveries. */
export class DeskService {
  /** Turns of the desk's events, and what goes to the desk. */
  readonly handler: ChannelHandler
  private readonly ports: DeskServicePorts
  private readonly reception: Reception

  constructor(ports: DeskServicePorts) {
    this.ports = ports
    const { setUp, engine, clock, log } = ports
    this.reception = new Reception({ platform: setUp.desk, engine, clock, log })
    this.handler = {
      runTurn: (turn) => runDeskTurn(this.turnPorts, turn),
      deliver: (command, signal) => deliverToDesk(ports, command, signal),
    }
  }

  /** Begin. `serve`: nobody else serves the desk's channel. */
  async start({ serve }: { serve: boolean }): Promise<void> {
    const { engine, setUp, log } = this.ports
    const { channelId, account } = setUp.desk
    const keyOf = (conversationId: string): ConversationKey => ({ channelId, account, conversationId })
    await setUp.desk.start?.({
      log,
      accept: async (event) => {
        await engine.accept(event)
      },
      ownerOf: (id) => engine.linked(keyOf(id)),
      link: (id, own) => engine.link(keyOf(id), own),
    })
    if (serve) engine.serve(channelId, this.handler, account)
  }

  async stop(): Promise<void> {
    await this.ports.setUp.desk.stop?.()
  }

  /** Serve one webhook request of the desk's. */
  process(req: IncomingMessage, res: ServerResponse): Promise<void> {
    return this.reception.receive(req, res)
  }

  /** For an adapter of the same platform: what of its channel's events is the desk's. */
  get beside(): Beside {
    const { engine, setUp } = this.ports
    return {
      handler: this.handler,
      async claims(event, signal) {
        if (endsWaiting(event) || (await engine.linked(event.conversation)) !== undefined) return true
        const { epoch } = await loadConversation(engine, event.conversation)
        return epoch === 0 && (await setUp.desk.claims?.(event.conversation.conversationId, signal)) === true
      },
    }
  }

  /** How a queue is doing, where the desk can tell. */
  async queueStatus(queue: string | undefined, signal: AbortSignal): Promise<QueueStatus | undefined> {
    return this.ports.setUp.desk.queueStatus?.(queue, signal)
  }

  /** Before a customer's turn: what the desk sends to this customer's address is this customer's. */
  async meet(own: ConversationKey): Promise<void> {
    const { engine, setUp } = this.ports
    if (setUp.desk.addressOf === undefined) return
    const { channelId, account } = setUp.desk
    const address = { channelId, account, conversationId: setUp.desk.addressOf(own) }
    if ((await engine.linked(address)) === undefined) await engine.link(address, own)
  }

  /** What the desk is told when something reached the customer, or could not. */
  async afterDelivery(command: StoredCommand, delivery: Delivery): Promise<Delivery> {
    if (delivery.state === 'later' || delivery.state === 'unknown') return delivery
    const { body } = command.payload as Envelope
    if (command.kind === 'reply' && delivery.state === 'delivered')
      await this.overhear(command, body as Partial<Activity>)
    if (command.kind !== 'agent-words') return delivery
    const { receipt, session } = body as AgentWordsBody
    if (receipt === undefined) return delivery
    const state = delivery.state === 'delivered' ? 'delivered' : 'failed'
    const told = deskNewsEvent(command.conversation, session, command.id, { news: 'words-brought', receipt, state })
    return { ...delivery, followUps: [...(delivery.followUps ?? []), told] }
  }

  /** What the bot said, for desks that want to see it. */
  private async overhear({ id, conversation }: StoredCommand, activity: Partial<Activity>): Promise<void> {
    const { setUp, engine, clock } = this.ports
    if (setUp.desk.overhear === undefined || activity.type !== 'message') return
    const view = deskViewOf(conversation, await loadConversation(engine, conversation), setUp.customerOf)
    setUp.desk.overhear(overheardOf(activity, 'bot', id, clock.now()), view)
  }

  private get turnPorts(): DeskTurnPorts {
    return { ...this.ports.turnPorts(), desk: this.ports.setUp }
  }
}
