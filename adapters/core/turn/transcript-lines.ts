import type { Activity } from 'botbuilder'
import type { TranscriptLine } from '../commands.ts'

/** A transcript as lines a person reads: messages only, oldest first. */
export function transcriptLines(activities: readonly Activity[]): TranscriptLine[] {
  return activities
    .filter((activity) => activity.type === 'message')
    .map((activity) => ({
      at: new Date(activity.timestamp ?? 0).toISOString(),
      from: speaker(activity.from?.role),
      ...(activity.from?.name ? { name: activity.from.name } : {}),
      text: activity.text ?? (activity.attachments ?? []).map((file) => `[${file.name ?? file.contentType}]`).join(' '),
      ...(activity.attachments === undefined || activity.attachments.length === 0
        ? {}
        : { attachments: activity.attachments }),
    }))
}

function speaker(role: string | undefined): TranscriptLine['from'] {
  if (role === 'user') return 'customer'
  return role === 'agent' ? 'agent' : 'bot'
}
