import { useEffect, useRef, useState } from 'preact/hooks'
import { type Fetched, Latest } from './latest.ts'

/** The newest of `key`, fetched again whenever `stamp` differs; nothing for no key. */
export function useLatest<T>(
  load: (key: string) => Promise<T>,
  key: string | undefined,
  stamp: string,
): Partial<Fetched<T>> {
  const [fetched, setFetched] = useState<Fetched<T>>()
  const latest = useRef<Latest<T> | undefined>(undefined)
  latest.current ??= new Latest(load, setFetched)
  useEffect(() => {
    if (key === undefined) latest.current?.forget()
    else latest.current?.want(key, stamp)
  }, [key, stamp])
  return fetched?.key === key ? (fetched ?? {}) : {}
}
