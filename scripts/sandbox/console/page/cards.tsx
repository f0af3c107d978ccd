import type { Entry } from '../protocol.ts'
import { AdaptiveCardView } from './adaptive-card.tsx'
import { SimpleCard } from './simple-card.tsx'
import { asSimpleCard } from './simple-card-content.ts'

/** What pressing something in the chat does. */
export interface Press {
  says(text: string, optionId?: string): void
  /** A quick reply, which goes away with the press. */
  picks(text: string, optionId: string): void
  submits(data: unknown): void
}

/** A card of the bot's: what it is drawn by depends on its kind. */
export function Card({
  card: { contentType, content },
  press,
}: {
  card: NonNullable<Entry['cards']>[number]
  press: Press | undefined
}) {
  if (contentType === 'application/vnd.microsoft.card.adaptive') {
    return <AdaptiveCardView content={content} press={press} />
  }
  const simple = asSimpleCard(content)
  if (simple !== undefined && contentType.startsWith('application/vnd.microsoft.card.')) {
    return <SimpleCard card={simple} press={press} />
  }
  return (
    <details class="card">
      <summary>{contentType}</summary>
      <pre>{JSON.stringify(content, null, 2)}</pre>
    </details>
  )
}
