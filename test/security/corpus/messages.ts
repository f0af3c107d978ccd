import { changingJson, type Forgery, withHeader } from '../forgery.ts'

/**
 * Without an app id only programs of this machine are served. What a token must be like is in
 * `core/connector/authentication.test.ts`.
 */
export function localForgeries(): readonly Forgery[] {
  const header = (name: string, value: string): Forgery => ({
    name: `with ${name}: ${value}`,
    of: (sent) => withHeader(sent, name, value),
  })
  const said = (name: string, changes: object, answered?: readonly number[]): Forgery => ({
    name,
    of: changingJson(changes),
    ...(answered && { answered }),
  })
  return [
    header('Host', 'bot.acme.example'),
    header('Host', '127.0.0.1.nip.example'),
    header('Host', 'localhost.evil.example'),
    header('Host', 'user@127.0.0.1'),
    header('Host', '127.0.0.1@evil.example'),
    header('Host', '0.0.0.0'),
    header('Host', ''),
    header('X-Forwarded-For', '203.0.113.7'),
    header('X-Forwarded-Host', 'bot.acme.example'),
    header('Forwarded', 'for=203.0.113.7'),
    header('Via', '1.1 proxy'),
    header('X-Real-IP', '203.0.113.7'),
    said('that wants its answers elsewhere', { serviceUrl: 'https://evil.example/' }),
    said('that wants its answers where cloud machines keep their keys', { serviceUrl: 'http://169.254.169.254/' }),
    said('that hides where it wants its answers', { serviceUrl: 'http://127.0.0.1@evil.example/' }),
    said('that wants its answers in a file', { serviceUrl: 'file:///tmp/answers' }),
    said('in the name of Gladly', { channelId: 'gladly' }, [400]),
    said('in the name of Hootsuite', { channelId: 'hootsuite' }, [400]),
    said('in the name of IMIconnect', { channelId: 'imiconnect' }, [400]),
    said('in the name of 8x8', { channelId: '8x8' }, [400]),
    said('in the name of Genesys', { channelId: 'genesys' }, [400]),
    said('in our own name', { channelId: 'contactcenter' }, [400]),
    said('from a channel with a slash in it', { channelId: 'gladly/conversations' }, [400]),
    said('that calls itself an event of ours', { type: 'core/news' }, [400]),
    { ...header('Content-Type', 'text/plain'), answered: [415] },
    { ...header('Content-Type', 'application/x-www-form-urlencoded'), answered: [415] },
    {
      name: 'with a prototype',
      answered: [400],
      of: (sent) => ({ ...sent, body: Buffer.from(`{"__proto__":{"x":1},${String(sent.body).slice(1)}`) }),
    },
  ]
}
