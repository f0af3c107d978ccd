import type { IncomingMessage, ServerResponse } from 'node:http'
import { alarmOf } from '../adapter-options.ts'
import type { Clock } from '../clock.ts'
import type { Engine } from '../engine/engine.ts'
import type { Logger } from '../log.ts'
import type { Platform } from '../platform.ts'
import { type Receiving, takeIn } from './intake.ts'
import type { Responder } from './responder.ts'

export interface ReceptionPorts {
  platform: Receiving & Pick<Platform, 'acknowledgeWithinMs'>
  engine: Engine
  clock: Clock
  log: Logger
  /** Present where the answer of the bot travels in the response. */
  responder?: Pick<Responder, 'answerFor'>
  /** The platform gave a sign that events may have been missed. */
  onCatchUp?(): void
}

/** Takes in the requests of one platform, and counts the acknowledgements that it takes for failed. */
export class Reception {
  /** In a row, up to now: answered with 5xx, or too late. */
  failedInARow = 0
  private readonly ports: ReceptionPorts

  constructor(ports: ReceptionPorts) {
    this.ports = ports
  }

  /** Serve one request. Resolves when it has been answered. */
  async receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { platform, clock, log } = this.ports
    const started = clock.now().getTime()
    const answered = await takeIn(this.ports, req, res)
    const late = clock.now().getTime() - started > (platform.acknowledgeWithinMs ?? Number.POSITIVE_INFINITY)
    this.failedInARow = answered && !late ? 0 : this.failedInARow + 1
    if (alarmOf(this.failedInARow).alarm === undefined) return
    log.error(
      { failedInARow: this.failedInARow },
      'acknowledgements fail: platforms switch a webhook off after a few of them',
    )
  }
}
