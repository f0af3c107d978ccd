import { existsSync, readFileSync } from 'node:fs'
import { type Schema, unknowns, violations } from './schema.ts'

/** A request body or an answer, by media type. */
export interface Content {
  required?: boolean
  content?: Record<string, { schema?: Schema }>
}

/** One parameter of an operation. */
export interface Parameter {
  in: string
  name: string
  required?: boolean
  schema?: Schema
}

/** What one can ask of a path. */
export interface Operation {
  parameters?: Parameter[]
  requestBody?: Content
  responses: Record<string, Content>
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The parts of an OpenAPI document that are looked at. A path has operations by method, and parameters of them all. */
export interface OpenApiDocument {
  paths: Record<string, { [method in Method]?: Operation } & { parameters?: Parameter[] }>
  webhooks?: Record<string, { [method in Method]?: Operation }>
  components?: { schemas?: Record<string, Schema> }
}

/** A call as the simulators record it. */
export interface SimulatedCall {
  method: string
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body: unknown
  status?: number
  responseBody?: unknown
  fault?: string
}

/** A platform's document, and where it is not to be taken at its word: each of these with its reason. */
export interface Specification {
  /** As deviations name it. */
  name: string
  document: OpenApiDocument
  /** Calls the document does not have though the platform does. They are not checked. */
  absent?: RegExp[]
  /** The method under which the document has a call, where it has another than its own prose. */
  methodOf?(call: SimulatedCall): string
  /** Schemas of requests for those the document contradicts itself about, by `METHOD template`. `undefined`: none. */
  requests?: Record<string, Schema | undefined>
  /** Statuses any call may be answered with, documented in prose, for all at once. */
  statuses?: readonly number[]
  /** An answer's body in the shape that the schemas have. */
  answerOf?(body: unknown): unknown
  /** Deviations of answers that the platform itself has. */
  known?: RegExp[]
}

/** Reads a platform's document once. Undefined where it is not at hand, and then it says so, once as well. */
export function specificationIn(
  file: string,
  specify: (text: string) => Specification,
): () => Specification | undefined {
  let done: { specification: Specification | undefined } | undefined
  return () => {
    if (done === undefined) {
      const at = new URL(`../../../shared/specs/${file}`, import.meta.url)
      const specification = existsSync(at) ? specify(readFileSync(at, 'utf8')) : undefined
      if (specification === undefined) console.log(`      no ../shared/specs/${file}: nothing is checked against it`)
      done = { specification }
    }
    return done.specification
  }
}

interface Documented {
  /** `METHOD template`. */
  name: string
  operation: Operation
  parameters: Parameter[]
}

/** What a request does that the document does not have: path, method, parameters, media type, fields and their types. */
export function requestDeviations(specification: Specification, call: SimulatedCall): string[] {
  if (isAbsent(specification, call)) return []
  const found = documented(specification, call)
  if (found === undefined) return [`${specification.name} has no such call`]
  const { name, operation, parameters } = found
  const deviations = parameterDeviations(specification, parameters, call)
  const { requestBody } = operation
  if (call.body === undefined) return requestBody?.required ? [...deviations, 'has no body'] : deviations
  if (requestBody?.content === undefined) return [...deviations, 'has a body, and none is documented']
  const { requests = {}, document } = specification
  if (name in requests && requests[name] === undefined) return deviations
  const type = mediaType(call.headers['content-type'])
  const medium = Object.entries(requestBody.content).find(([one]) => mediaType(one) === type)?.[1]
  if (medium === undefined) return [...deviations, `is ${type || 'of no content type'}, which is not documented`]
  const schema = requests[name] ?? medium.schema
  return schema === undefined ? deviations : [...deviations, ...bodyDeviations(document, schema, call.body)]
}

/** What an answer has that the document does not: its status, and its body where one is documented. */
export function answerDeviations(specification: Specification, call: SimulatedCall): string[] {
  const { status, responseBody } = call
  // What a fault made up is not the platform's answer; and one that nobody got has no status.
  if (status === undefined || call.fault === 'status' || isAbsent(specification, call)) return []
  const found = documented(specification, call)
  const answer = found?.operation.responses[String(status)]
  if (answer === undefined) return specification.statuses?.includes(status) ? [] : [`${status} is not documented`]
  const [type = '', medium] = Object.entries(answer.content ?? {})[0] ?? []
  if (medium?.schema === undefined) {
    const said = responseBody !== undefined && responseBody !== ''
    return said && status < 300 ? [`${status} is documented without a body`] : []
  }
  const { schema } = medium
  const bodies = /jsonl|ndjson/.test(type) ? linesOf(responseBody) : [(specification.answerOf ?? same)(responseBody)]
  return bodies
    .flatMap((body) => bodyDeviations(specification.document, schema, body))
    .filter((why) => !specification.known?.some((one) => one.test(why)))
    .map((why) => `${status} with ${why}`)
}

function parameterDeviations({ document }: Specification, parameters: Parameter[], call: SimulatedCall): string[] {
  const deviations: string[] = []
  for (const { in: place, name, required, schema = {} } of parameters) {
    const given = place === 'query' ? call.query[name] : place === 'header' ? call.headers[name.toLowerCase()] : ''
    if (given === undefined && required) deviations.push(`has no ${place} parameter ${name}`)
    if (given === undefined || place === 'path') continue
    const value = schema.type === 'array' && !Array.isArray(given) ? [given] : given
    // Everything is a text on its way: what remains to see is whether it is one or several, and which.
    if (schema.type === undefined || ['array', 'string'].includes(schema.type))
      deviations.push(...violations(document, schema, value, `${place} parameter ${name}`))
  }
  const known = new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name))
  for (const name of Object.keys(call.query))
    if (!known.has(name)) deviations.push(`query parameter ${name} is not documented`)
  return deviations
}

function bodyDeviations(document: OpenApiDocument, schema: Schema, body: unknown): string[] {
  return [...violations(document, schema, body), ...unknowns(document, schema, body)]
}

/** The operation of a call: of the paths that it fits, the one with the fewest places to fill in. */
function documented(specification: Specification, call: SimulatedCall): Documented | undefined {
  const name = specification.methodOf?.(call) ?? call.method
  const method = name.toLowerCase() as Method
  const fitting = templatesOf(specification.document)
    .filter(({ pattern, template }) => {
      return pattern.test(call.path) && specification.document.paths[template]?.[method] !== undefined
    })
    .sort((one, other) => one.places - other.places)
  const template = fitting[0]?.template
  if (template === undefined) return undefined
  const path = specification.document.paths[template]!
  const operation = path[method]!
  const parameters = [...(path.parameters ?? []), ...(operation.parameters ?? [])]
  return { name: `${name} ${template}`, operation, parameters }
}

interface Template {
  template: string
  pattern: RegExp
  places: number
}
const compiled = new WeakMap<OpenApiDocument, Template[]>()

/** Gladly's document has one `:name` among its `{name}`s, and queries in some paths. */
function templatesOf(document: OpenApiDocument): Template[] {
  let templates = compiled.get(document)
  if (templates === undefined) {
    templates = Object.keys(document.paths).map((template) => {
      const parts = template.replace(/\?.*$/, '').split(/\{\w+\}|:\w+/)
      const pattern = new RegExp(`^${parts.map((part) => part.replace(/[.*+?^$|()[\]\\]/g, '\\$&')).join('[^/]+')}$`)
      return { template, pattern, places: parts.length - 1 }
    })
    compiled.set(document, templates)
  }
  return templates
}

const isAbsent = ({ absent = [] }: Specification, { path }: SimulatedCall): boolean =>
  absent.some((one) => one.test(path))

const mediaType = (header = ''): string => header.split(';')[0]!.trim().toLowerCase()

const same = (body: unknown): unknown => body

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}

function linesOf(body: unknown): unknown[] {
  return String(body ?? '')
    .split('\n')
    .filter(Boolean)
    .map(parsed)
}
