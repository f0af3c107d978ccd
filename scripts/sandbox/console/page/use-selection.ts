import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { PlatformInfo, TalkSummary } from '../protocol.ts'
import type { State } from './store.ts'

interface Place {
  platform: string
  /** Without, the talk that was looked at last on the platform. */
  talk?: string
}

/** What is looked at. It is in the address, so that a reload comes back to it. */
export interface Selection {
  platform: PlatformInfo | undefined
  talk: TalkSummary | undefined
}

/** The platform and the talk that are looked at: the first platform, and on each the talk looked at last. */
export function useSelection({ platforms, talks }: State): [Selection, (place: Place) => void] {
  const [place, setPlace] = useState<Place>(fromAddress)
  const [lastTalks, setLastTalks] = useState<Readonly<Record<string, string>>>({})
  const select = useCallback(({ platform, talk }: Place) => {
    setPlace({ platform, talk })
    if (talk !== undefined) setLastTalks((before) => ({ ...before, [platform]: talk }))
  }, [])
  useEffect(() => {
    const follow = (): void => select(fromAddress())
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [select])

  const platform = platforms.find(({ id }) => id === place.platform) ?? platforms[0]
  const id = place.talk ?? lastTalks[platform?.id ?? '']
  const talk = id === undefined ? undefined : talks.get(id)
  useEffect(() => {
    if (platform === undefined) return
    const parts = [platform.id, ...(talk === undefined ? [] : [talk.id])]
    history.replaceState(null, '', `#${parts.map(encodeURIComponent).join('/')}`)
  }, [platform?.id, talk?.id])

  const selection = useMemo(
    () => ({ platform, talk: talk?.platform === platform?.id ? talk : undefined }),
    [platform, talk],
  )
  return [selection, select]
}

function fromAddress(): Place {
  const [platform = '', talk] = location.hash.slice(1).split('/').map(decoded)
  return { platform, talk }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
