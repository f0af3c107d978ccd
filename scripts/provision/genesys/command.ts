import { SettingsError } from '../../../adapters/core/errors.ts'
import type { Environment } from '../../../adapters/core/settings.ts'
import type { ProvisionCommand } from '../command.ts'
import { genesysFiles } from './files.ts'
import { publicUrl } from './public-url.ts'

type Options = Readonly<Record<string, string | boolean | undefined>>

/** `npm run provision -- genesys`. */
export const genesys: ProvisionCommand = {
  usage: `  --url URL           where the world reaches the server: https, port 443   [PUBLIC_URL]
  --team ID           [GENESYS_TEAM_ID]
  --bot ID            [GENESYS_BOT_ID]
  --queue NAME        the queue of customers for whom the bot names none   [Support]
  --human-queue-attribute NAME
                      the participant data that names the queue the bot chose   [queue]
  --language TAG      the flow's language   [en-us]
  --division NAME     the flow's division   [the home division]
  --data-actions NAME the Web Services Data Actions integration's name   [Web Services Data Actions]
  --allow-local       let --url be this machine, for tests`,
  options: {
    url: { type: 'string' },
    team: { type: 'string' },
    bot: { type: 'string' },
    queue: { type: 'string', default: 'Support' },
    'human-queue-attribute': { type: 'string', default: 'queue' },
    language: { type: 'string', default: 'en-us' },
    division: { type: 'string' },
    'data-actions': { type: 'string', default: 'Web Services Data Actions' },
    'allow-local': { type: 'boolean', default: false },
  },
  folder: './genesys-files',
  files: (options, env) =>
    genesysFiles({
      url: publicUrl(given('--url', options.url, env, 'PUBLIC_URL'), { allowLocal: options['allow-local'] === true }),
      teamId: given('--team', options.team, env, 'GENESYS_TEAM_ID'),
      botId: given('--bot', options.bot, env, 'GENESYS_BOT_ID'),
      queue: given('--queue', options.queue),
      queueAttribute: attribute(given('--human-queue-attribute', options['human-queue-attribute'])),
      language: language(given('--language', options.language)),
      dataActions: given('--data-actions', options['data-actions']),
      ...(options.division === undefined ? {} : { division: given('--division', options.division) }),
    }),
}

/** An option's value, or the variable's in the environment; without blanks around it, as the server reads it. */
function given(option: string, value: Options[string], env: Environment = {}, variable?: string): string {
  const text = value ?? (variable === undefined ? undefined : env[variable])
  if (typeof text !== 'string' || text.trim() === '') {
    throw new SettingsError(`${option} is missing${variable === undefined ? '' : `, and ${variable} is not set`}.`)
  }
  // Archy puts values in place of {{names}}.
  if (text.includes('{{'))
    throw new SettingsError(`${option} has '{{' in it, which Archy would take for a placeholder.`)
  return text.trim()
}

function language(tag: string): string {
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)) throw new SettingsError(`'${tag}' is no language such as en-us.`)
  return tag.toLowerCase()
}

/** `type` and `igRegistered` have their own meaning. */
function attribute(name: string): string {
  if (['type', 'igregistered'].includes(name.toLowerCase())) {
    throw new SettingsError(`--human-queue-attribute cannot be '${name}': that one is reserved.`)
  }
  return name
}
