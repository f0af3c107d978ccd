import type { BotInfo, Entry, Owner, WireRow } from '../protocol.ts'

/** What each fault of a platform does, for whoever ticks it. */
const FAULTS: Readonly<Record<string, string>> = {
  duplicates: 'Webhooks come twice',
  shuffled: 'Webhooks come out of order',
  'webhooks-off': 'Webhooks wait until this is off again',
  '429': 'Its API says “too many requests” (429)',
  '503': 'Its API is down (503)',
  slow: 'Its API answers slowly',
  'lost-answers': 'Some of its API’s answers get lost',
  lost: 'The bot’s answers to webhooks get lost on their way',
  'webchat-duplicates': 'Web Chat’s messages come twice',
  'webchat-shuffled': 'Web Chat’s messages come out of order',
  'webchat-slow': 'Web Chat answers slowly',
  'webchat-429': 'Web Chat says “too many requests” (429)',
  'webchat-503': 'Web Chat is down (503)',
  '7005': 'Its API has an internal error (code 7005)',
  '7020': 'Its API says the tenant’s limit is reached (code 7020)',
}

/** A fault in words; its own name where there are none. */
export function faultInWords(name: string): string {
  return FAULTS[name] ?? name
}

/** Who has the customer, in words. */
export function ownerInWords({ who, name }: Owner): string {
  switch (who) {
    case 'bot':
      return 'Bot'
    case 'queue':
      return name === undefined ? 'Waits in a queue' : `Waits in ${name}`
    case 'agent':
      return name ?? 'Agent'
    case 'closed':
      return 'Closed'
  }
}

export const TICKS: Readonly<Record<NonNullable<Entry['tick']>, { sign: string; words: string }>> = {
  sent: { sign: '✓', words: 'Sent' },
  delivered: { sign: '✓✓', words: 'Delivered' },
  read: { sign: '✓✓', words: 'Read' },
  failed: { sign: '!', words: 'Not delivered' },
}

export const BOT_STATES: Readonly<Record<BotInfo['state'], string>> = {
  ready: 'Ready',
  starting: 'Starting',
  dead: 'Dead',
}

export const KINDS: Readonly<Record<WireRow['kind'], string>> = {
  webhook: 'Webhook',
  call: 'API call',
  activity: 'Activity',
}

/** All rows of a kind. */
export const KINDS_OF_ROWS: Readonly<Record<WireRow['kind'], string>> = {
  webhook: 'Webhooks',
  call: 'API calls',
  activity: 'Activities',
}

const LOOKS: readonly [RegExp, string][] = [
  [/whats/i, 'whatsapp'],
  [/face|messenger|^fb/i, 'messenger'],
  [/insta/i, 'instagram'],
  [/sms|text/i, 'sms'],
  [/mail/i, 'email'],
  [/webchat|direct/i, 'webchat'],
]

/** Which messenger a channel is drawn as. */
export function lookOf(channel: string): string {
  return LOOKS.find(([name]) => name.test(channel))?.[1] ?? 'chat'
}

const CHANNEL_NAMES: Readonly<Record<string, string>> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  webchat: 'Web Chat',
  email: 'E-mail',
}

/** A channel's name with its first letter large. */
export function channelInWords(channel: string): string {
  return CHANNEL_NAMES[channel] ?? `${channel.slice(0, 1).toUpperCase()}${channel.slice(1)}`
}

/** `1st try`, `2nd try`, … */
export function tryInWords(attempt: number): string {
  const ending = attempt % 100 >= 11 && attempt % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][attempt % 10] ?? 'th')
  return `${attempt}${ending} try`
}

/** `1.2 s`, `34 ms`. */
export function durationInWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Local time of day, `14:03`. */
export function timeOfDay(iso: string): string {
  return clockTime(iso, 5)
}

/** Local time of day to the millisecond. */
export function exactTime(iso: string): string {
  const date = new Date(iso)
  return `${clockTime(iso, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

function clockTime(iso: string, length: number): string {
  const date = new Date(iso)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
    .slice(0, length)
}
