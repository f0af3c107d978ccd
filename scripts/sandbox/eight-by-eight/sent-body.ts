import { invalid, Problem } from './problem.ts'

/** Reads the body of a request as a JSON object. Throws 415 or 400 for anything else. */
export function jsonOf(bytes: Buffer, contentType: string): Record<string, unknown> {
  if (!contentType.toLowerCase().startsWith('application/json')) {
    throw new Problem(415, 'unsupported_media_type', `Content type '${contentType}' not supported`)
  }
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw invalid('invalid_json_object', 'The body is no valid JSON.')
  }
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  throw invalid('invalid_json_object', 'The body must be a JSON object.')
}

/** Reads the body of a request as a multipart form. Throws 415 or 400 for anything else. */
export async function formOf(bytes: Buffer, contentType: string): Promise<FormData> {
  if (!isForm(contentType))
    throw new Problem(415, 'unsupported_media_type', `Content type '${contentType}' not supported`)
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw invalid('invalid_parameter', 'The multipart body cannot be read.')
  }
}

/** The parts of a multipart body by name, files without their bytes; undefined for any other body. */
export async function partsOf(bytes: Buffer, contentType: string): Promise<Record<string, unknown> | undefined> {
  if (!isForm(contentType)) return undefined
  try {
    const parts = [...(await formOf(bytes, contentType))].map(([name, part]): [string, unknown] => {
      if (typeof part === 'string') return [name, part]
      return [name, { fileName: part.name, contentType: part.type, sizeInBytes: part.size }]
    })
    return Object.fromEntries(parts)
  } catch {
    return undefined
  }
}

function isForm(contentType: string): boolean {
  return contentType.toLowerCase().startsWith('multipart/form-data')
}
