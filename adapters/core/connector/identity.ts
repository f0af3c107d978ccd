import { AuthenticationConstants, type BotFrameworkAuthentication, ClaimsIdentity } from 'botframework-connector'
import { z } from 'zod'

/**
 * Who sent an activity and for whom, as far as it is needed to answer later, in another life of the process too. No
 * token is in it.
 */
export interface CallerIdentity {
  /** The audience of tokens for answers, where it is not that of the channels (a skill's caller). */
  audience?: string
  callerId?: string
  claims: { type: string; value: string }[]
}

const KEPT: readonly string[] = [
  AuthenticationConstants.AudienceClaim,
  AuthenticationConstants.AppIdClaim,
  AuthenticationConstants.AuthorizedParty,
  AuthenticationConstants.VersionClaim,
  AuthenticationConstants.IssuerClaim,
  AuthenticationConstants.ServiceUrlClaim,
]

type Authenticated = Awaited<ReturnType<BotFrameworkAuthentication['authenticateRequest']>>

/** What to keep of what the SDK found out about a request. */
export function identityOf({ audience, callerId, claimsIdentity }: Authenticated): CallerIdentity {
  return {
    ...(audience ? { audience } : {}),
    ...(callerId ? { callerId } : {}),
    ...keptOf(claimsIdentity),
  }
}

/** What to keep of an identity the bot itself names. */
export function keptOf({ claims }: ClaimsIdentity): CallerIdentity {
  return { claims: claims.filter(({ type }) => KEPT.includes(type)).map(({ type, value }) => ({ type, value })) }
}

/** The bot itself, for work that nobody asked for. */
export function botIdentity(appId: string): CallerIdentity {
  const { AudienceClaim, AppIdClaim } = AuthenticationConstants
  return { claims: appId === '' ? [] : [AudienceClaim, AppIdClaim].map((type) => ({ type, value: appId })) }
}

/** As the SDK wants it. */
export const claimsOf = ({ claims }: CallerIdentity): ClaimsIdentity => new ClaimsIdentity(claims, true)

/** As it is stored. */
export const storedIdentity = z.object({
  audience: z.string().optional(),
  callerId: z.string().optional(),
  claims: z.array(z.object({ type: z.string(), value: z.string() })),
})
