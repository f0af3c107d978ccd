import { readJson } from '../core/intake/body.ts'

/** What a button sent: an object where it is JSON of one, else the text as it is (Webex Connect help, Generic Bot: `FB POSTBACK`). */
export function valueOfPayload(payload: string): unknown {
  if (!payload.trim().startsWith('{')) return payload
  const read = readJson(payload)
  return read.ok ? read.json : payload
}
