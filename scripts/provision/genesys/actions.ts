/** An action of an Architect flow, as Archy reads it: `{ disconnect: { … } }`. */
export type Action = Record<string, Record<string, unknown>>

/** What an input or output takes: a fixed value, an expression, a variable, or nothing. */
export type Value = { lit: unknown } | { exp: string } | { var: string } | { noValue: true }

export const NOTHING: Value = { noValue: true }

/** What Genesys says of a data action that failed: the same for all of them. */
const FAILURE_OUTPUTS = [
  'errorCode',
  'status',
  'correlationId',
  'entityId',
  'entityName',
  'userMessage',
  'userParamsMessage',
  'userParams.key',
  'userParams.value',
  'details.errorCode',
  'details.fieldName',
  'details.entityId',
  'details.entityName',
]

/** Reads participant data: `attributes` by the variable they go to. */
export function getParticipantData(name: string, attributes: Record<string, string>): Action {
  const items = Object.entries(attributes).map(([variable, attribute]) => ({
    attribute: { name: { lit: attribute }, variable },
  }))
  return { getParticipantData: { name, attributes: items } }
}

export function setParticipantData(name: string, attribute: string, value: Value): Action {
  return { setParticipantData: { name, attributes: [{ attribute: { name: { lit: attribute }, value } }] } }
}

/** Paths that are not named do nothing, and the flow goes on after the decision. */
export function decision(name: string, condition: string, paths: { yes?: Action[]; no?: Action[] }): Action {
  const outputs = Object.fromEntries(Object.entries(paths).map(([path, actions]) => [path, { actions }]))
  return { decision: { name, condition: { exp: condition }, outputs } }
}

export interface DataCall {
  name: string
  timeoutSeconds: number
  /** The integration's name. */
  category: string
  /** The data action's name. */
  action: string
  inputs: Record<string, Value>
  /** Names only: what comes back is not kept. */
  outputs: string[]
  success: Action[]
}

/** Calls a data action. After a failure or time-out the flow goes on with the next action. */
export function callData(call: DataCall): Action {
  const { name, timeoutSeconds, category, action, inputs, outputs, success } = call
  const notKept = (names: string[]) => Object.fromEntries(names.map((output) => [output, NOTHING]))
  const mapped = { inputs, successOutputs: notKept(outputs), failureOutputs: notKept(FAILURE_OUTPUTS) }
  return {
    callData: {
      name,
      timeout: { lit: { seconds: timeoutSeconds } },
      category: { [category]: { dataAction: { [action]: mapped } } },
      outputs: { success: { actions: success } },
    },
  }
}

export function transferToAcd(name: string, targetQueue: Value): Action {
  return {
    transferToAcd: { name, targetQueue, priority: { lit: 0 }, preferredAgents: NOTHING, languageSkill: NOTHING },
  }
}

export function disconnect(name: string): Action {
  return { disconnect: { name } }
}

/** A string variable of a state, unset at first. */
export function stringVariable(name: string) {
  return { stringVariable: { name, initialValue: NOTHING, isInput: false, isOutput: false } }
}
