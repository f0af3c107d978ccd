import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { newId } from './ids.ts'
import type { SigningKey } from './signature.ts'

type Pair = { publicKey: KeyObject; privateKey: KeyObject }

const newPair = (): Promise<Pair> => promisify(generateKeyPair)('rsa', { modulusLength: 2048 })

// Making a key takes long enough to be felt where many simulators are started, and nothing depends on its being new.
let firstPair: Promise<Pair> | undefined

function signingKey({ publicKey, privateKey }: Pair): SigningKey {
  const kid = newId()
  const { kty, e, n } = publicKey.export({ format: 'jwk' })
  return { kid, privateKey, jwk: { kty, e, kid, n } }
}

/** The keys that events are or were signed with. */
export class KeyRing {
  current: SigningKey
  private readonly served = new Map<string, SigningKey>()

  private constructor(key: SigningKey) {
    this.current = key
    this.served.set(key.kid, key)
  }

  /** A ring with one key. */
  static async start(): Promise<KeyRing> {
    firstPair ??= newPair()
    return new KeyRing(signingKey(await firstPair))
  }

  /** Signs with a new key from now on. The old ones are served on, or forgotten. Resolves with the new `kid`. */
  async rotate({ keepOld = true }: { keepOld?: boolean } = {}): Promise<string> {
    const key = signingKey(await newPair())
    if (!keepOld) this.served.clear()
    this.current = key
    this.served.set(key.kid, key)
    return key.kid
  }

  /** The public key of this id; undefined if there is none. */
  jwk(kid: string): SigningKey['jwk'] | undefined {
    return this.served.get(kid)?.jwk
  }
}
