import { randomUUID } from 'node:crypto'
import { notFound } from '../simulator/answers.ts'
import type { Conversation } from './conversations.ts'
import type { ContactAttribute, ContactProfile } from './types.ts'

const PRECEDENCE: ContactAttribute['source'][] = ['MEDIUM', 'AGENT', 'CRM_CONFIRMED']

/** Somebody who writes. */
export interface Contact {
  profile: ContactProfile
  language: string
  attributes: ContactAttribute[]
  /** What waits for an agent's Confirm, by alias. */
  unconfirmed: Map<string, string | null>
  /** Those that are still known, oldest first. */
  conversations: Set<Conversation>
}

/** The organization's contacts. */
export class Contacts {
  private readonly contacts = new Map<string, Contact>()
  private made = 0

  /** Throws 404 for an id that is not known. */
  get(id: string): Contact {
    const found = this.contacts.get(id)
    if (!found) throw notFound(`contact profile ${id}`)
    return found
  }

  /** The contact of that id, new if it is not known; what is given is used for a new one only. */
  obtain(given: { id?: string; name?: string; language: string; attributes?: ContactAttribute[] }): Contact {
    const known = given.id === undefined ? undefined : this.contacts.get(given.id)
    if (known) return known
    const number = ++this.made
    const id = given.id ?? randomUUID()
    const contact: Contact = {
      profile: {
        id,
        mediumContactProfileId: `3360000${String(number).padStart(4, '0')}`,
        primaryIdentifier: given.name ?? `Customer ${number}`,
        secondaryIdentifier: `+3360000${String(number).padStart(4, '0')}`,
        pictureUrl: `https://img.example.org/p/${number}.png`,
      },
      language: given.language,
      attributes: structuredClone(given.attributes ?? []),
      unconfirmed: new Map(),
      conversations: new Set(),
    }
    this.contacts.set(id, contact)
    return contact
  }

  forget({ profile }: Contact): void {
    this.contacts.delete(profile.id)
  }
}

/** Sets what has no value yet; any existing one wins silently (Inbox 2.0 API reference, Manipulate conversation). */
export function setOnce(contact: Contact, values: Record<string, string>): void {
  for (const [attribute, value] of Object.entries(values)) {
    if (contact.attributes.some((one) => one.attribute === attribute)) continue
    contact.attributes.push({ attribute, value, source: 'AGENT' })
  }
}

/** A person writes an attribute: in place of what people wrote before. */
export function setByAgent(contact: Contact, attribute: string, value: string): void {
  const others = contact.attributes.filter((one) => one.attribute !== attribute || one.source !== 'AGENT')
  contact.attributes = [...others, { attribute, value, source: 'AGENT' }]
}

/**
 * What the contact-attributes call does: it delivers a CRM's answer, so that CRM values that are `null` or missing in
 * it are deleted. Without `autoConfirm` it waits for an agent (Inbox 2.0 API reference, Set contact attributes).
 */
export function setFromCrm(contact: Contact, values: Map<string, string | null>, autoConfirm: boolean): void {
  contact.unconfirmed = autoConfirm ? new Map() : new Map(values)
  if (!autoConfirm) return
  contact.attributes = contact.attributes.filter(({ source }) => source !== 'CRM_CONFIRMED')
  for (const [attribute, value] of values) {
    if (value !== null) contact.attributes.push({ attribute, value, source: 'CRM_CONFIRMED' })
  }
}

/** The attributes by alias: what the CRM confirmed before what agents wrote before what the medium brought. */
export function attributesByAlias(contact: Contact): Record<string, string> {
  const found: Record<string, string> = {}
  for (const wanted of PRECEDENCE) {
    for (const { attribute, value, source } of contact.attributes) if (source === wanted) found[attribute] = value
  }
  return found
}
