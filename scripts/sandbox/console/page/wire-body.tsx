import { useId, useMemo } from 'preact/hooks'
import { jsonParts } from './json-parts.ts'

/** A body as it went over the wire, made readable where it is JSON. */
export function WireBody({ title, text }: { title: string; text: string }) {
  const id = useId()
  const parts = useMemo(() => jsonParts(text), [text])
  return (
    <section aria-labelledby={id}>
      <h4 id={id}>{title}</h4>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by keyboard
        tabIndex={0}
      >
        {parts.map((part, index) =>
          part.kind === 'plain' ? (
            part.text
          ) : (
            <span key={index} class={part.kind}>
              {part.text}
            </span>
          ),
        )}
      </pre>
    </section>
  )
}
