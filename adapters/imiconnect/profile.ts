import { z } from 'zod'
import { authProfile, headerName, requestTokenProfile, signatureProfile } from './profile-auth.ts'
import { sourceName } from './profile-params.ts'

const names = (...defaults: string[]) => z.array(z.string().min(1)).default(defaults)
const constants = z.record(z.string().min(1), z.string())

/**
 * The wire profile: what the vendor's documents leave open, and what we take for true. Each element can be changed
 * without touching code: put those that differ for a tenant into a JSON file and name it in `IMICONNECT_PROFILE`.
 * README.md has the questions to ask the vendor, in the same order.
 *
 * Elements that Webex Connect help, Generic Bot documents clearly are not here; they are in the code that uses them.
 */
export const imiconnectProfile = z
  .strictObject({
    ack: section({
      /** What counts as success is not documented. The sibling feature Outbound Webhooks wants exactly 200. */
      status: z.number().int().min(200).max(299).default(200),
      /** The page says that each POST is answered with the token, not where: fields of a JSON body that hold it. */
      tokenFields: names('verification_token'),
      /** A header of the answer that holds it as well. */
      tokenHeader: headerName.optional(),
      /** The token alone, as plain text, instead of JSON. */
      plainText: z.boolean().default(false),
      /** Whether GET is answered with the token too. HEAD and GET are answered 200, for dialogs that probe like Outbound Webhooks. */
      revealToGet: z.boolean().default(false),
    }),
    /** Where the platform itself sends the token, if it does; checked only where this is given. */
    requestToken: requestTokenProfile.optional(),
    /** A signature over the body, as Outbound Webhooks has it. Nothing is documented for bots; checked only where this is given. */
    signature: signatureProfile.optional(),
    /** Where the secret stands in our URL: its last path segment, or a query parameter. Any URL can be typed in. */
    urlSecret: section({
      in: z.enum(['path', 'query']).default('path'),
      /** The name of the query parameter. */
      name: z.string().min(1).default('secret'),
    }),
    /**
     * Names in the field `Event`. Case, blanks, `_` and `-` do not count; a leading `*` stands for any beginning. Three are
     * documented: `Incoming message`, `FB POSTBACK`, `Message Delivery`.
     */
    events: section({
      incoming: names('Incoming message'),
      /** Other channels have postbacks too; what they are called on this webhook is not documented. */
      postback: names('FB POSTBACK', '*POSTBACK'),
      delivery: names('Message Delivery'),
      /** Agents' replies are announced to the bot; under which name is not documented. */
      agent: names('Agent message', 'Agent response', 'Outgoing message'),
      /** That the bot is told of a closed chat is not documented; `Chat Closed` is the name of a rule's trigger. */
      closed: names('Chat Closed', 'Conversation Closed'),
    }),
    conversationTypes: section({
      /** Values of `ConversationType` that call for the bot. All others mean that people have the conversation. */
      bot: names('BOT'),
      /** What an incoming message or postback without `ConversationType` is. Other events without it change no owner. */
      missing: z.enum(['bot', 'collate']).default('bot'),
    }),
    /** Names of fields, first found first. Case, blanks, `_` and `-` do not count: the documents spell them in several ways. */
    fields: section({
      event: names('Event'),
      conversationId: names('Conversationid'),
      conversationType: names('ConversationType'),
      text: names('Message'),
      messageType: names('MessageType'),
      messageId: names('Messageid'),
      media: names('Media'),
      channel: names('Channel'),
      timestamp: names('Timestamp'),
      payload: names('PostbackPayload'),
      deliveryStatus: names('DeliveryStatus'),
      description: names('Description'),
      /** Who wrote a message in a conversation with people. No sample exists. */
      author: names('Sender', 'SenderType', 'Source', 'From'),
      /** The name of the agent, for `handoff.status` and the transcript. */
      agentName: names('AgentName'),
      /**
       * The BOT conversation that a conversation with people continues. None is documented; with one, what people say lands
       * in the bot's own conversation. Naming it here also tells bots that `handoff.status` `accepted` can be known.
       */
      linkedConversation: names('BotConversationid', 'ParentConversationid'),
      /** The customer, where the tenant sends one; the conversation's id stands in. */
      userId: names(),
      userName: names(),
    }),
    /** What the author field holds, in part. */
    authors: section({
      agent: names('agent'),
      customer: names('customer', 'user'),
    }),
    /** How the fraction of a second is meant. Events show two digits, calls three. */
    timestamps: section({
      fraction: z.enum(['decimal', 'milliseconds']).default('decimal'),
    }),
    /** Types of files by the values of `MessageType`, which are not documented; used where the address tells no type. */
    contentTypes: z.record(z.string(), z.string()).default({
      image: 'image/*',
      audio: 'audio/*',
      video: 'video/*',
    }),
    /** A reply to the customer. */
    message: section({
      constants: constants.default({ eventid: '1001' }),
      /** Values of `Messagetype` by what is sent. Only `text` is used while there is no media field. */
      messageTypes: z
        .strictObject({
          text: z.string().default('text'),
          image: z.string().default('image'),
          audio: z.string().default('audio'),
          video: z.string().default('video'),
          file: z.string().default('file'),
        })
        .prefault({}),
      /** The field for a file's address. No such field is documented: without one, addresses stand in the text. */
      mediaField: z.string().min(1).optional(),
      /** Longest text in characters; longer ones become several messages. 0: as it is, the channel's own limit rules. */
      maxTextLength: z.number().int().min(0).default(0),
    }),
    handover: section({
      /** The page lets implementers choose the key and the value; `eventid` 1002 is in its sample. */
      constants: constants.default({ eventid: '1002' }),
      /** What `customparam1`, `customparam2`, … hold: see `profile-params.ts`. */
      customParams: z
        .array(sourceName)
        .default(['queue', 'reason', 'conversation', 'transcript', 'topics', 'attributes']),
      /** A message of the bot's conversation this soon after the hand-over was on its way already, in milliseconds. */
      inFlightMs: z.number().min(0).default(60_000),
      /** So long after it happened an event may still come: four retries within the next hour, and some slack, in milliseconds. */
      lateMs: z
        .number()
        .min(0)
        .default(75 * 60_000),
    }),
    params: section({
      /** Longest value of a custom parameter in characters; no limit is documented. The agents' desktop may cut at 1024. */
      longest: z.number().int().min(16).max(20_000).default(1_024),
      /** Whether a parameter without a value is left out or sent as an empty string. */
      empty: z.enum(['omit', 'empty']).default('omit'),
    }),
    close: section({
      /** The page says that a bot may close its conversation, and not how: by default nothing is sent. */
      mode: z.enum(['local', 'event']).default('local'),
      constants: constants.optional(),
      customParams: z.array(sourceName).default([]),
    }),
    /**
     * Bot events for what has no documented form on the wire: topics, attributes, notes. Each needs its full set of
     * constants, as the vendor gave them: a platform that looks at `eventid` alone would take a 1002 for a hand-over.
     */
    customEvents: z
      .partialRecord(
        z.enum(['add-topics', 'remove-topics', 'set-attributes', 'add-note']),
        z.strictObject({ constants, customParams: z.array(sourceName).default([]) }),
      )
      .default({}),
    /** How the generated URL wants us to authenticate. Nothing is documented for bots; these are the ways of Inbound Webhooks. */
    inboundAuth: authProfile.default({ type: 'none' }),
    /** Codes in the body of an answer, which may come with HTTP 200 (Webex Connect developers, Inbound Webhooks). */
    response: section({
      okCodes: names('0', '200', '1000', '1001', '1002'),
      /** Internal errors: the call had no effect and is repeated. */
      retryCodes: names('7005', '7006'),
      /** The tenant's limit of transactions is reached. */
      limitCodes: names('7020'),
      /** A person has to mend our credentials or the allow-list; commands wait for that. */
      credentialCodes: names('7001', '7002', '7010', '7028', '7029'),
    }),
    calls: section({
      /** Budget for all calls. The tenant's limit is unpublished. */
      requestsPerSecond: z.number().positive().default(10),
      /** Longest wait for an answer, in milliseconds. */
      timeoutMs: z.number().int().min(10).default(10_000),
      /** A call that may or may not have arrived (no key and no look-up are documented): repeat it once, or keep it for a person. */
      unknownOutcome: z.enum(['resend', 'hold']).default('resend'),
    }),
  })
  .superRefine(({ message, handover, close, customEvents }, context) => {
    const refuse = (path: PropertyKey[], why: string) => context.addIssue({ code: 'custom', path, message: why })
    const taken = [message.constants, handover.constants].map(inOneForm)
    const check = (path: PropertyKey[], given: Record<string, string> | undefined): void => {
      if (given === undefined || Object.keys(given).length === 0) refuse(path, 'is needed: what the vendor gave for it')
      else if (taken.includes(inOneForm(given))) refuse(path, 'would be taken for a reply or a hand-over')
    }
    if (Object.keys(handover.constants).length === 0) refuse(['handover', 'constants'], 'must name the event')
    if (taken[0] === taken[1]) refuse(['handover', 'constants'], 'would be taken for a reply')
    if (close.mode === 'event') check(['close', 'constants'], close.constants)
    for (const [kind, event] of Object.entries(customEvents))
      check(['customEvents', kind, 'constants'], event.constants)
  })

/** Every element, with its value. */
export type ImiconnectProfile = z.output<typeof imiconnectProfile>
/** The elements one wants otherwise. */
export type ImiconnectProfileInput = z.input<typeof imiconnectProfile>

const inOneForm = (constants: Record<string, string>): string => JSON.stringify(Object.entries(constants).sort())

/** A part of the profile that may be left out as a whole. */
function section<T extends z.core.$ZodShape>(shape: T) {
  return z.strictObject(shape).prefault({} as z.input<z.ZodObject<T, z.core.$strict>>)
}
