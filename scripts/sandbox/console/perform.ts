import type { Stage } from '../stage.ts'
import type { Ability, TalkAction } from './protocol.ts'

/** What there is a way for on a platform. */
export function abilitiesOf(stage: Stage): Ability[] {
  const ways: Record<Ability, unknown> = {
    'customer-file': stage.customerSends,
    'customer-submit': stage.customerSubmits,
    'customer-typing': stage.customerTypes,
    'agent-typing': stage.agentTypes,
    'agent-note': stage.agentNotes,
    transfer: stage.transfer,
    'add-topic': stage.addTopic,
    'remove-topic': stage.removeTopic,
    'set-attribute': stage.setAttribute,
  }
  return (Object.keys(ways) as Ability[]).filter((ability) => ways[ability] !== undefined)
}

/** Somebody does something. Rejects, saying why, where the platform refuses it or has no way for it. */
export async function perform(stage: Stage, action: TalkAction): Promise<void> {
  switch (action.do) {
    case 'customer-says':
      return stage.customerSays(action.text, action.optionId)
    case 'customer-submits':
      return asked(stage, stage.customerSubmits, 'submit a card')(action.data)
    case 'customer-sends': {
      const { name, contentType, bytes } = action
      return asked(
        stage,
        stage.customerSends,
        'send a file',
      )({ name, contentType, bytes: Buffer.from(bytes, 'base64') })
    }
    case 'customer-types':
      return asked(stage, stage.customerTypes, 'show that the customer types')()
    case 'agent-says':
      return stage.agentSays(action.text)
    case 'agent-types':
      return asked(stage, stage.agentTypes, 'show that an agent types')()
    case 'agent-notes':
      return asked(stage, stage.agentNotes, 'write a note')(action.text)
    case 'take':
      return stage.take()
    case 'transfer':
      return asked(stage, stage.transfer, 'transfer')(action.queue)
    case 'give-back':
      return stage.giveBack()
    case 'close':
      return stage.close()
    case 'add-topic':
      return asked(stage, stage.addTopic, 'add a topic')(action.topic)
    case 'remove-topic':
      return asked(stage, stage.removeTopic, 'remove a topic')(action.topic)
    case 'set-attribute':
      return asked(stage, stage.setAttribute, 'set an attribute')(action.scope, action.name, action.value)
  }
}

function asked<Arguments extends unknown[]>(
  stage: Stage,
  way: ((...given: Arguments) => Promise<void>) | undefined,
  what: string,
): (...given: Arguments) => Promise<void> {
  if (way === undefined) throw new Error(`On ${stage.platform} there is no way to ${what}.`)
  return way.bind(stage)
}
