import { useState } from 'preact/hooks'
import type { TalkAction } from '../protocol.ts'
import { Breakable } from './breakable.tsx'

type Scope = 'customer' | 'conversation'

interface AttributesProps {
  customer: Readonly<Record<string, string>>
  conversation: Readonly<Record<string, string>>
  settable: boolean
  act(what: TalkAction): Promise<boolean>
}

/** The customer's attributes and the conversation's, to set where the platform has a way for it. */
export function Attributes({ customer, conversation, settable, act }: AttributesProps) {
  return (
    <>
      <Values title="Customer" values={customer} />
      <Values title="Conversation" values={conversation} />
      {settable && <SetAttribute act={act} />}
    </>
  )
}

function Values({ title, values }: { title: string; values: Readonly<Record<string, string>> }) {
  const all = Object.entries(values)
  return (
    <>
      <h4>{title}</h4>
      {all.length === 0 ? (
        <p class="none">None</p>
      ) : (
        <dl>
          {all.map(([name, value]) => (
            <div key={name}>
              <dt>
                <Breakable text={name} />
              </dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

function SetAttribute({ act }: Pick<AttributesProps, 'act'>) {
  const [scope, setScope] = useState<Scope>('customer')
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const set = async (): Promise<void> => {
    if (name.trim() === '' || !(await act({ do: 'set-attribute', scope, name: name.trim(), value }))) return
    setName('')
    setValue('')
  }
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault()
        void set()
      }}
    >
      <select
        aria-label="Whose attribute"
        value={scope}
        onChange={({ currentTarget }) => setScope(currentTarget.value as Scope)}
      >
        <option value="customer">Customer</option>
        <option value="conversation">Conversation</option>
      </select>
      <input
        aria-label="Attribute name"
        placeholder="Name"
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <input
        aria-label="Attribute value"
        placeholder="Value"
        value={value}
        onInput={({ currentTarget }) => setValue(currentTarget.value)}
      />
      <button type="submit">Set attribute</button>
    </form>
  )
}
