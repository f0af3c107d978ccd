import { Fragment } from 'preact'

/** A name that goes on in the next line, where it has to, after one of its signs rather than within a word. */
export function Breakable({ text }: { text: string }) {
  return (
    <>
      {text.split(/(?<=[_./:-])/).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  )
}
