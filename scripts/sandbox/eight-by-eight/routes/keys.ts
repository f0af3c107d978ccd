import { ok } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { type Operation, operation } from '../http.ts'
import type { KeyRing } from '../keys.ts'
import type { EightByEightSettings } from '../options.ts'
import { unknown } from '../problem.ts'

/** The public keys, where the API description and where the guide's samples have them. No key of the client's is asked for. */
export function keyRoutes(keys: KeyRing, settings: EightByEightSettings): Route<Operation>[] {
  const served = (path: string, hidden: 'legacy' | 'gateway') =>
    operation(
      'GET',
      path,
      ({ params }) => {
        const jwk = settings.keyPaths === hidden ? undefined : keys.jwk(params.kid!)
        if (!jwk) throw unknown('Jwk', params.kid!)
        return ok(jwk)
      },
      { open: true },
    )
  return [
    served('/chat-gateway/v1/jwk/:kid/public', 'legacy'),
    ...['us', 'eu', 'ca', 'ap'].map((region) => served(`/vcc/${region}/chat/v2/jwk/:kid/public`, 'gateway')),
  ]
}
