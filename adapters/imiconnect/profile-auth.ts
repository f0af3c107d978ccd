import { z } from 'zod'

/** The name of an HTTP header. */
export const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be the name of a header')

/** The verification token in requests of the platform (Webex Connect help, Generic Bot: where, if at all, is not said). */
export const requestTokenProfile = z.strictObject({
  in: z.enum(['header', 'query', 'body']),
  name: z.string().min(1),
})

/** A hex HMAC over the body (Webex Connect developers, Outbound Webhooks: `x-hub-signature`). */
export const signatureProfile = z.strictObject({
  header: headerName.default('x-hub-signature'),
  algorithm: z.enum(['sha256', 'sha512']).default('sha256'),
  secret: z.string().min(1),
})

/** How calls are authenticated (Webex Connect help, Inbound Webhooks; developers, Using JWT for API Authentication). */
export const authProfile = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  /** The service key, in a header. `IMICONNECT_SERVICE_KEY` where no value is given. */
  z.strictObject({
    type: z.literal('serviceKey'),
    header: headerName.default('key'),
    value: z.string().min(1).optional(),
  }),
  /** A token of our own making. The two pages name different headers for it. */
  z.strictObject({
    type: z.literal('jwt'),
    header: headerName.default('Authorization'),
    serviceId: z.string().min(1),
    /** As the service shows it: Base64. */
    serviceSecret: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9+/_-]{2,}={0,2}$/, 'must be Base64'),
  }),
  /** Any header. */
  z.strictObject({ type: z.literal('header'), header: headerName, value: z.string().min(1) }),
])

export type AuthProfile = z.output<typeof authProfile>
