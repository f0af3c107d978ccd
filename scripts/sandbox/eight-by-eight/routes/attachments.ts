import type { Route } from '../../simulator/router.ts'
import { type ApiCall, hal, type Operation, operation } from '../http.ts'
import { listAnswer } from '../lists.ts'
import { addFile } from '../messages.ts'
import { invalid, Problem, unknown } from '../problem.ts'
import { timestamp } from '../timestamps.ts'
import { conversationById, type StoredFile, type World } from '../world.ts'

const BASE = '/chat-gateway/v1/conversations/:id/attachments'

/** Uploading files, listing them and getting them back. */
export function attachmentRoutes(world: World): Route<Operation>[] {
  const { settings } = world
  const file = ({ params }: ApiCall): StoredFile => {
    const found = conversationById(world, params.id!).files.get(params.attachmentId!)
    if (!found) throw unknown('Attachment', params.attachmentId!)
    return found
  }
  return [
    operation('POST', BASE, (call) => upload(world, call), { shapes: { 403: 'codes' } }),
    operation('GET', BASE, (call) => {
      const files = [...conversationById(world, call.params.id!).files.values()].map(shownFile)
      const sortable = ['id', 'filename', 'createdAt']
      return listAnswer(settings, call, files, { name: 'attachments', sort: 'id:asc', sortable })
    }),
    operation('GET', `${BASE}/:attachmentId`, (call) => hal(shownFile(file(call)))),
    operation('GET', `${BASE}/:attachmentId/content`, (call) => {
      const { fileName, data } = file(call)
      const name = `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`
      return {
        status: 200,
        headers: { 'Content-Type': 'application/octet-stream', 'Content-Disposition': name },
        bytes: data,
      }
    }),
  ]
}

async function upload(world: World, call: ApiCall) {
  const conversation = conversationById(world, call.params.id!)
  const form = await call.form()
  const part = form.get('attachment')
  const authorType = form.get('authorType')
  if (part === null || typeof part === 'string')
    throw invalid('invalid_parameter', 'attachment must be a file', 'attachment')
  if (authorType !== 'user' && authorType !== 'bot') {
    throw invalid('invalid_parameter', 'authorType must be user or bot', 'authorType', authorType)
  }
  const body = Buffer.from(await part.arrayBuffer())
  const { maxAttachmentBytes } = world.settings
  if (body.length > maxAttachmentBytes) {
    throw new Problem(413, 'attachment_too_large', `The attachment is larger than ${maxAttachmentBytes} bytes.`)
  }
  return hal(shownFile(addFile(world, conversation, { fileName: part.name, contentType: part.type, body })))
}

function shownFile({ id, fileName, data, createdAt }: StoredFile) {
  return { id, filename: fileName, sizeInBytes: data.length, createdAt: timestamp(createdAt) }
}
