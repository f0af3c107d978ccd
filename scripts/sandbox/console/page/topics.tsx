import { useRef, useState } from 'preact/hooks'
import type { Ability, TalkAction } from '../protocol.ts'

interface TopicsProps {
  topics: readonly string[]
  abilities: readonly Ability[]
  act(what: TalkAction): Promise<boolean>
}

/** A conversation's topics, to add to and remove from where the platform has a way for it. */
export function Topics({ topics, abilities, act }: TopicsProps) {
  const [topic, setTopic] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const add = async (): Promise<void> => {
    const name = topic.trim()
    if (name !== '' && (await act({ do: 'add-topic', topic: name }))) setTopic('')
  }
  const remove = async (name: string): Promise<void> => {
    // The button goes with its topic: the focus must not go with it.
    if (await act({ do: 'remove-topic', topic: name })) (field.current ?? list.current)?.focus()
  }
  return (
    <>
      <ul class="topics" ref={list} tabIndex={-1} aria-label="Topics">
        {topics.map((name) => (
          <li key={name}>
            {name}
            {abilities.includes('remove-topic') && (
              <button type="button" aria-label={`Remove topic ${name}`} onClick={() => void remove(name)}>
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {topics.length === 0 && <p class="none">None</p>}
      {abilities.includes('add-topic') && (
        <form
          class="inline"
          onSubmit={(event) => {
            event.preventDefault()
            void add()
          }}
        >
          <input
            ref={field}
            aria-label="New topic"
            placeholder="New topic"
            value={topic}
            onInput={({ currentTarget }) => setTopic(currentTarget.value)}
          />
          <button type="submit">Add topic</button>
        </form>
      )}
    </>
  )
}
