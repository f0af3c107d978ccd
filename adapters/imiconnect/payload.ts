import sjson from 'secure-json-parse'

/** What a button sent: an object where it is JSON of one, else the text as it is (Webex Connect help, Generic Bot: `FB POSTBACK`). */
export function valueOfPayload(payload: string): unknown {
  if (!payload.trim().startsWith('{')) return payload
  try {
    return sjson.parse(payload, undefined, { protoAction: 'error', constructorAction: 'error' })
  } catch {
    return payload
  }
}
