import { startGenesysSimulator } from './index.ts'

/** Starts the simulator by itself: `npx tsx scripts/sandbox/genesys/main.ts [port [login port]]`. */
const port = Number(process.argv[2] ?? 4040)
const loginPort = Number(process.argv[3] ?? port + 1)
const simulator = await startGenesysSimulator({ port, loginPort })
console.log(`Genesys Cloud, simulated, on ${simulator.url}
  API ${simulator.apiUrl}
  login ${simulator.loginUrl}
  client id ${simulator.clientId}
  client secret ${simulator.clientSecret}
  integration ${simulator.integrationId}
  webhook secret ${simulator.webhookSecret}
  registration secret ${simulator.registrationSecret}
  team ${simulator.teamId}, bot ${simulator.botId}
What agents do: ${simulator.url}/control (see README.md)`)
process.once('SIGINT', () => void simulator.stop())
process.once('SIGTERM', () => void simulator.stop())
