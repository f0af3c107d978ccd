import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** How often it is told that somebody types. */
const TYPING_EVERY_MS = 3_000

interface ComposerProps {
  /** The name of the field. */
  label: string
  placeholder: string
  button?: string
  disabled?: boolean
  /** Why nothing can be written. */
  why?: string | undefined
  /** Whether it takes the focus when it comes up. */
  focus?: boolean
  /** Resolves with whether it was sent: what was not comes back into the field. */
  onSend(text: string): Promise<boolean>
  onTyping?: (() => void) | undefined
  /** To put the focus there. */
  fieldRef?: RefObject<HTMLTextAreaElement | null>
  /** Further buttons, before the field. */
  children?: ComponentChildren
}

/** A field to write in. Enter sends, Shift and Enter begin a new line. */
export function Composer({
  label,
  placeholder,
  button = 'Send',
  disabled,
  focus,
  onSend,
  onTyping,
  why,
  fieldRef,
  children,
}: ComposerProps) {
  const [text, setText] = useState('')
  const ownRef = useRef<HTMLTextAreaElement>(null)
  const field = fieldRef ?? ownRef
  useEffect(() => {
    if (focus) field.current?.focus()
  }, [])
  const typedAt = useRef(Number.NEGATIVE_INFINITY)
  const send = async (): Promise<void> => {
    const said = text.trim()
    if (said === '' || disabled) return
    setText('')
    typedAt.current = Number.NEGATIVE_INFINITY
    if (!(await onSend(said))) setText((meanwhile) => (meanwhile === '' ? said : meanwhile))
  }
  const write = (written: string): void => {
    setText(written)
    if (written === '' || performance.now() - typedAt.current < TYPING_EVERY_MS) return
    typedAt.current = performance.now()
    onTyping?.()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {children}
      <textarea
        ref={field}
        rows={1}
        aria-label={label}
        placeholder={placeholder}
        value={text}
        readOnly={disabled}
        aria-disabled={disabled}
        title={why}
        onInput={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          void send()
        }}
      />
      <button type="submit" class="primary" aria-disabled={disabled} title={why}>
        {button}
      </button>
    </form>
  )
}
