import type { GenesysValues } from '../../../scripts/provision/genesys/values.ts'

/** Plain values. */
export const VALUES: GenesysValues = {
  url: 'https://bot.example.com',
  teamId: 'team-42',
  botId: 'bot-7',
  queue: 'Support',
  queueAttribute: 'queue',
  language: 'en-us',
  dataActions: 'Web Services Data Actions',
}

/** Values that break careless files. */
export const AWKWARD: GenesysValues = {
  ...VALUES,
  teamId: 'team: "42"\n- \'x\' # \\ end\n',
  botId: 'yes',
  queue: '"Billing": it\'s #1 & more',
  queueAttribute: 'queue: name',
  dataActions: 'Data: "actions"\n{x}',
  division: '0123',
}
