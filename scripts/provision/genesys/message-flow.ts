import {
  type Action,
  callData,
  decision,
  disconnect,
  getParticipantData,
  NOTHING,
  setParticipantData,
  stringVariable,
  transferToAcd,
} from './actions.ts'
import { ACTION_NAME, type GenesysValues, nameOf } from './values.ts'

const REGISTERED = 'State.Registered'
const TYPE = 'State.Type'
const QUEUE = 'State.Queue'

/** The state's reference: Architect numbers what it makes from 10 on. */
const STATE = 'Initial State_10'

/**
 * The inbound message flow, in the form that Archy reads. It runs for each message of a customer whom no person has:
 * registers the conversation once, then hands the customer to a queue where the bot has asked for a person, and otherwise
 * ends, since the bot answers outside.
 */
export function messageFlow(values: GenesysValues) {
  const { language, division } = values
  return {
    inboundShortMessage: {
      name: nameOf('Bot', values),
      description: 'Registers conversations of the bot and transfers to people when it hands off.',
      ...(division === undefined ? {} : { division }),
      startUpRef: `/inboundShortMessage/states/state[${STATE}]`,
      defaultLanguage: language,
      supportedLanguages: { [language]: { defaultLanguageSkill: NOTHING } },
      settingsErrorHandling: { errorHandling: { disconnect: { none: true } } },
      states: [
        {
          state: {
            name: 'Initial State',
            refId: STATE,
            variables: [REGISTERED, TYPE, QUEUE].map(stringVariable),
            actions: actions(values),
          },
        },
      ],
    },
  }
}

function actions(values: GenesysValues): Action[] {
  return [
    getParticipantData('Is it registered?', { [REGISTERED]: 'igRegistered' }),
    decision('Not registered yet?', `IsNotSetOrEmpty(${REGISTERED})`, { yes: [register(values)] }),
    // Read after registering: a hand-off that began meanwhile counts.
    getParticipantData('Who is wanted?', { [TYPE]: 'type', [QUEUE]: values.queueAttribute }),
    decision('Is a person wanted?', `If(IsNotSetOrEmpty(${TYPE}), "", ${TYPE}) == "human"`, {
      yes: [
        ...['FindQueue', 'FindQueueById'].map(toFoundQueue),
        transferToAcd('To the default queue', { lit: { name: values.queue } }),
      ],
    }),
    disconnect('The bot answers outside'),
  ]
}

/** A transfer to the queue that Architect's function finds by what the bot names; where it finds none the flow goes on. */
function toFoundQueue(find: string): Action {
  const found = `${find}(${QUEUE})`
  return decision(`Is there a queue by ${find}?`, `If(IsNotSetOrEmpty(${QUEUE}), false, IsSet(${found}))`, {
    yes: [transferToAcd(`To the queue by ${find}`, { exp: found })],
  })
}

/** Registers; the customer goes on whether or not that works, and the next message tries again. */
function register({ teamId, botId, dataActions }: GenesysValues): Action {
  return callData({
    name: 'Register the conversation',
    timeoutSeconds: 10,
    category: dataActions,
    action: ACTION_NAME,
    inputs: {
      teamId: { lit: teamId },
      botId: { lit: botId },
      conversationId: { exp: 'Message.ConversationId' },
      // Architect has no variable for the message's id that is documented.
      messageId: NOTHING,
      customerId: { exp: 'ToDisplayString(Message.Message.senderAddress)' },
    },
    outputs: ['registered', 'conversationId'],
    success: [setParticipantData('Note that it is registered', 'igRegistered', { lit: 'true' })],
  })
}
