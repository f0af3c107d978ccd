import assert from 'node:assert/strict'
import { load } from 'js-yaml'
import type { Action } from '../../../scripts/provision/genesys/actions.ts'
import { genesysFiles } from '../../../scripts/provision/genesys/files.ts'
import { messageFlow } from '../../../scripts/provision/genesys/message-flow.ts'
import { AWKWARD, VALUES } from './values.ts'

type Flow = ReturnType<typeof messageFlow>

function text(values = VALUES): string {
  return genesysFiles(values)['inbound-message-flow.yaml'] ?? ''
}

function flow(values = VALUES): Flow['inboundShortMessage'] {
  return (load(text(values)) as Flow).inboundShortMessage
}

function actions(values = VALUES): Action[] {
  return flow(values).states[0]!.state.actions
}

/** What an action does, and what its paths do. */
function outline(action: Action): string | [string, Record<string, unknown>] {
  const [kind, body] = Object.entries(action)[0]!
  const outputs = body.outputs as Record<string, { actions: Action[] }> | undefined
  if (outputs === undefined) return kind
  const paths = Object.entries(outputs).map(([path, output]) => [path, output.actions.map(outline)])
  return [kind, Object.fromEntries(paths)]
}

/** All there is under this key, at any depth. */
function all(tree: unknown, key: string): unknown[] {
  if (tree === null || typeof tree !== 'object') return []
  return Object.entries(tree).flatMap(([name, value]) => [...(name === key ? [value] : []), ...all(value, key)])
}

describe('the message flow', () => {
  it('registers, asks who is wanted, transfers or disconnects, in this order', () => {
    const found = ['decision', { yes: ['transferToAcd'] }]
    assert.deepEqual(actions().map(outline), [
      'getParticipantData',
      ['decision', { yes: [['callData', { success: ['setParticipantData'] }]] }],
      'getParticipantData',
      ['decision', { yes: [found, found, 'transferToAcd'] }],
      'disconnect',
    ])
  })

  it('decides by igRegistered and type', () => {
    const conditions = all(actions(), 'condition').map((condition) => (condition as { exp: string }).exp)
    assert.deepEqual(conditions, [
      'IsNotSetOrEmpty(State.Registered)',
      'If(IsNotSetOrEmpty(State.Type), "", State.Type) == "human"',
      'If(IsNotSetOrEmpty(State.Queue), false, IsSet(FindQueue(State.Queue)))',
      'If(IsNotSetOrEmpty(State.Queue), false, IsSet(FindQueueById(State.Queue)))',
    ])
    const [registered, type, queue] = all(actions(), 'getParticipantData').flatMap((read) => all(read, 'attribute'))
    assert.deepEqual(registered, { name: { lit: 'igRegistered' }, variable: 'State.Registered' })
    assert.deepEqual(type, { name: { lit: 'type' }, variable: 'State.Type' })
    assert.deepEqual(queue, { name: { lit: 'queue' }, variable: 'State.Queue' })
  })

  it('transfers to the queue by name, by id, or to the default one', () => {
    assert.deepEqual(all(actions(), 'targetQueue'), [
      { exp: 'FindQueue(State.Queue)' },
      { exp: 'FindQueueById(State.Queue)' },
      { lit: { name: 'Support' } },
    ])
  })

  it('notes a registration as the text true', () => {
    const [noted] = all(actions(), 'setParticipantData')
    assert.deepEqual(all(noted, 'attribute'), [{ name: { lit: 'igRegistered' }, value: { lit: 'true' } }])
  })

  it('declares each variable it uses, and starts at its state', () => {
    const { states, startUpRef } = flow()
    const declared = states[0]!.state.variables.map(({ stringVariable }) => stringVariable.name)
    const used = new Set(text().match(/State\.\w+/g))
    assert.deepEqual([...used].sort(), declared.sort())
    assert.equal(startUpRef, `/inboundShortMessage/states/state[${states[0]!.state.refId}]`)
  })

  it('names the data action as the action’s file does', () => {
    const action = JSON.parse(genesysFiles(VALUES)['register-conversation.custom.json'] ?? '')
    const [category] = all(actions(), 'category') as [Record<string, { dataAction: Record<string, object> }>]
    const called = category['Web Services Data Actions']!.dataAction[action.name] as Record<string, object>
    assert.deepEqual(Object.keys(called.inputs ?? {}), Object.keys(action.contract.input.inputSchema.properties))
    assert.deepEqual(
      Object.keys(called.successOutputs ?? {}),
      Object.keys(action.contract.output.successSchema.properties),
    )
  })

  it('keeps values with quotes, colons and line breaks', () => {
    assert.deepEqual(load(text(AWKWARD)), messageFlow(AWKWARD))
    const [inputs] = all(actions(AWKWARD), 'inputs') as [Record<string, unknown>]
    assert.deepEqual(inputs.teamId, { lit: AWKWARD.teamId })
    assert.deepEqual(inputs.botId, { lit: 'yes' })
    assert.equal(flow(AWKWARD).division, '0123')
    assert.ok(all(actions(AWKWARD), 'targetQueue').some((queue) => queueName(queue) === AWKWARD.queue))
  })

  it('quotes what other YAML parsers take for booleans', () => {
    assert.match(text(), /'yes':/)
    assert.match(text(), /lit: 'true'/)
  })

  it('says nothing of a division that is not given', () => {
    assert.ok(!('division' in flow()))
  })
})

function queueName(queue: unknown): string | undefined {
  return (queue as { lit?: { name: string } }).lit?.name
}
