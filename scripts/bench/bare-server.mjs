/** The libraries every bot on restify loads, and nothing else: what a start costs without this package. */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import restify from 'restify'

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))
const server = restify.createServer()
server.post('/api/messages', async (req, res) => adapter.process(req, res, async () => {}))
server.get('/readyz', async (_, res) => res.send(200))
server.listen(Number(process.env.PORT), '127.0.0.1')

process.on('SIGTERM', () => process.exit(0))
