import { z } from 'zod'

/**
 * What Gladly's documents leave open, and what we take for true. Everything here can be changed without touching code:
 * put the elements that differ for an organization into a JSON file and name it in `GLADLY_PROFILE`.
 *
 * Elements that Gladly documents clearly are not here; they are in the code that uses them.
 */
export const gladlyProfile = z.strictObject({
  webhook: section({
    /**
     * Whether a request must pass every mechanism that is configured (secret header, Basic) or just one. The reference
     * does not say whether Basic credentials are sent at once or only after a 401 challenge; both work with `all`.
     */
    require: z.enum(['all', 'any']).default('all'),
    /** The label in our 401 challenge. Gladly lets one type a realm beside the credentials, but not what it does with it. */
    realm: z
      .string()
      .regex(/^[^"\\]*$/)
      .default('gladly'),
    /** Types of a ping. Its body is not documented; Gladly's samples look at `type` alone. */
    pingTypes: z.array(z.string()).default(['PING']),
    /** Types that bring a customer's message: today's name, and the one of 2021 that set-up guides still show. */
    messageTypes: z.array(z.string()).default(['CONTACT/MESSAGE_RECEIVED', 'MESSAGE/RECEIVED']),
    /** Where such an event has the id of its item, first found first. The old name used another field. */
    itemIdFields: z.array(z.string()).min(1).default(['messageId', 'conversationItemId']),
  }),
  initiators: section({
    /** Further ids, beside our agent's, that items and events caused by our own calls may bear. */
    ours: z.array(z.string()).default([]),
    /**
     * Whose messages count as an answer to the customer: `TYPE`, or `TYPE/beginning of id`. What automatic
     * acknowledgements are shown as is not documented; they must not count, or a customer would wait for ever.
     */
    answering: z.array(z.string()).default(['AGENT', 'API', 'AUTOMATION', 'SYSTEM/SIDEKICK']),
    /** Whose messages are a person's. All others on our side are shown as a bot's in the transcript. */
    people: z.array(z.string()).default(['AGENT']),
  }),
  reply: section({
    /** Longest text in UTF-16 units. The reference's error says 2048 without naming a channel. */
    textLimit: z.number().int().min(16).default(2048),
    /** Longest HTML body of an e-mail. It may well be larger; nobody documents it. */
    emailLimit: z.number().int().min(64).default(2048),
    /** Most quick replies of a chat message; more become a numbered list. 0 turns quick replies off. */
    quickReplies: z.number().int().min(0).max(10).default(10),
    /** Stands above quick replies of an activity that says nothing else: Gladly wants a text there. */
    prompt: z.string().min(1).default('Please choose:'),
  }),
  claim: section({
    /** Whether a closed conversation is opened and assigned by two calls or by one: the reference refuses to reassign closed ones. */
    reopen: z.enum(['two-calls', 'one-call']).default('two-calls'),
  }),
  handOff: section({
    /** How `agentId` says "nobody": Gladly's own samples of 2023, 2021 and 2026 use `null`, `""` and leave it out. */
    agentId: z.enum(['null', 'empty', 'omit']).default('null'),
    /** How long to wait before looking a second time whether a hand-off is there, in milliseconds. */
    settleMs: z.number().min(0).default(500),
    /** Leave the reason of a hand-off as a note, unless a note of ours says it already. */
    reasonNote: z.boolean().default(true),
  }),
  notes: section({
    /** `content`: `{"content":{"body"}}`, as in the reference's example; `body`: `{"body"}`, as in its list of properties. The other is tried once on a 400. */
    shape: z.enum(['content', 'body']).default('content'),
  }),
  contactAttributes: section({
    /** Whether PATCH merges `customAttributes` or replaces them is not documented: `whole` is right either way, `changes` only where it merges. */
    send: z.enum(['whole', 'changes']).default('whole'),
    /** How an attribute is removed: left out of the whole, or set to `null` or `""`. */
    removal: z.enum(['omit', 'null', 'empty']).default('omit'),
    /** Gladly's examples show strings only; `as-is` sends numbers and booleans as they are. */
    values: z.enum(['text', 'as-is']).default('text'),
  }),
  resolve: section({
    /** Topics (names or ids) added where the organization refuses to close a conversation without any. */
    topics: z.array(z.string()).default([]),
  }),
  items: section({
    /** Which items a list of more than 1000 keeps: the header that flags it is documented, which end is cut is not. */
    limitedKeeps: z.enum(['oldest', 'newest', 'unknown']).default('unknown'),
  }),
  catchUp: section({
    /** How far before the asked-for time the stream of events is read, in milliseconds: it may be 15 s behind. */
    overlapMs: z.number().min(0).default(120_000),
    /** The longest stretch asked for at once, in milliseconds. */
    sliceMs: z.number().min(60_000).default(3_600_000),
  }),
})

/** Every element, with its value. */
export type GladlyProfile = z.output<typeof gladlyProfile>
/** The elements one wants otherwise. */
export type GladlyProfileInput = z.input<typeof gladlyProfile>

/** A part of the profile that may be left out as a whole. */
function section<T extends z.core.$ZodShape>(shape: T) {
  return z.strictObject(shape).prefault({} as z.input<z.ZodObject<T, z.core.$strict>>)
}
