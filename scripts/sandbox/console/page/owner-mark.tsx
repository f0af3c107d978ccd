import type { Owner } from '../protocol.ts'
import { ownerInWords } from './words.ts'

/** Who has the customer, in words and in a colour. */
export function OwnerMark({ owner }: { owner: Owner }) {
  return (
    <span class={`owner ${owner.who}`} title={ownerInWords(owner)}>
      {ownerInWords(owner)}
    </span>
  )
}
