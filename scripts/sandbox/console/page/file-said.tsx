import { useState } from 'preact/hooks'
import type { Entry } from '../protocol.ts'
import { isShown } from './pictures.ts'

/** A file that was sent: a picture where it is one that may be loaded, else its name. */
export function FileSaid({ file: { name, contentType, url } }: { file: NonNullable<Entry['files']>[number] }) {
  const [failed, setFailed] = useState(false)
  const picture = url !== undefined && contentType.startsWith('image/') && isShown(url) && !failed
  return (
    <p class="bubble file">
      {picture && <img src={url} alt={name} onError={() => setFailed(true)} />}
      {url === undefined ? (
        <span>{name}</span>
      ) : (
        <a href={url} target="_blank" rel="noreferrer">
          {name}
        </a>
      )}
      <small>{contentType}</small>
    </p>
  )
}
