import type { IncomingMessage, ServerResponse } from 'node:http'
import { alarmOf } from '../adapter-options.ts'
import type { Clock } from '../clock.ts'
import type { Platform } from '../platform.ts'
import { type IntakePorts, type Receiving, takeIn } from './intake.ts'

export interface ReceptionPorts extends IntakePorts {
  platform: Receiving & Pick<Platform, 'acknowledgeWithinMs'>
  clock: Clock
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
