/** A JSON schema as the platforms' OpenAPI documents write it: `$ref` into the document, some without `type`. */
export interface Schema {
  $ref?: string
  type?: string
  enum?: unknown[]
  required?: string[]
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  allOf?: Schema[]
  /** Read as "at least one": some of Gladly's alternatives include each other. */
  oneOf?: Schema[]
  format?: string
  minLength?: number
  maxLength?: number
  'x-nullable'?: boolean
}

/** Follows a JSON pointer such as `#/paths/~1api~1v1~1topics`. */
export function resolve(document: unknown, pointer: string): Schema {
  let at: unknown = document
  for (const part of pointer.replace(/^#\//, '').split('/')) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    at = (at as Record<string, unknown>)?.[name]
  }
  if (at === undefined) throw new Error(`${pointer} leads nowhere`)
  return at as Schema
}

/** What is wrong with a value, path by path; empty if it fits. */
export function violations(document: unknown, schema: Schema, value: unknown, at = '$'): string[] {
  if (schema.$ref) return violations(document, resolve(document, schema.$ref), value, at)
  if (value === null && schema['x-nullable']) return []
  const found: string[] = []
  for (const part of schema.allOf ?? []) found.push(...violations(document, part, value, at))
  if (schema.oneOf) {
    const each = schema.oneOf.map((part) => violations(document, part, value, at))
    if (!each.some((list) => list.length === 0))
      found.push(`${at} fits none of ${each.map((list) => list[0]).join(' | ')}`)
  }
  if (schema.enum && !schema.enum.includes(value)) found.push(`${at} is ${JSON.stringify(value)}`)
  if (schema.type && !isOf(schema.type, value)) return [...found, `${at} is no ${schema.type}`]
  if (typeof value === 'string') found.push(...wrongText(schema, value, at))
  if (Array.isArray(value) && schema.items) {
    for (const [index, one] of value.entries())
      found.push(...violations(document, schema.items, one, `${at}[${index}]`))
  }
  if (!schema.properties && !schema.required && !schema.additionalProperties) return found
  if (value === null || typeof value !== 'object') return [...found, `${at} is no object`]
  const fields = value as Record<string, unknown>
  for (const name of schema.required ?? []) if (fields[name] === undefined) found.push(`${at}.${name} is missing`)
  for (const [name, one] of Object.entries(fields)) {
    const part = schema.properties?.[name] ?? schema.additionalProperties
    if (typeof part === 'object' && one !== undefined) found.push(...violations(document, part, one, `${at}.${name}`))
  }
  return found
}

/** Fields that the document does not know, path by path. */
export function unknowns(document: unknown, schema: Schema, value: unknown, at = '$'): string[] {
  if (value === null || typeof value !== 'object') return []
  const { properties, additionalProperties, items } = merged(document, schema, value)
  if (Array.isArray(value)) {
    return value.flatMap((one, index) => (items ? unknowns(document, items, one, `${at}[${index}]`) : []))
  }
  return Object.entries(value).flatMap(([name, one]) => {
    const part = properties?.[name] ?? additionalProperties
    if (typeof part === 'object') return unknowns(document, part, one, `${at}.${name}`)
    return properties && !part ? [`${at}.${name} is not documented`] : []
  })
}

/** A schema with what it refers to and is made of; of alternatives, with the first that this value fits. */
function merged(document: unknown, schema: Schema, value: unknown): Schema {
  if (schema.$ref) return merged(document, resolve(document, schema.$ref), value)
  const chosen = schema.oneOf?.find((one) => violations(document, one, value).length === 0)
  const parts = [...(schema.allOf ?? []), ...(chosen ? [chosen] : [])].map((part) => merged(document, part, value))
  const properties = Object.assign({}, ...parts.map((part) => part.properties), schema.properties)
  return {
    ...Object.assign({}, ...parts),
    ...schema,
    properties: Object.keys(properties).length > 0 ? properties : undefined,
  }
}

function wrongText({ format, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema, value: string, at: string) {
  const found: string[] = []
  if (format === 'date-time' && Number.isNaN(Date.parse(value))) found.push(`${at} is no time`)
  const { length } = [...value]
  if (length < minLength) found.push(`${at} is shorter than ${minLength}`)
  if (length > maxLength) found.push(`${at} is longer than ${maxLength}`)
  return found
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}
