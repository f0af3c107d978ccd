import type { Simulated } from './simulated.ts'
import { startWebChatSimulator, type WebChatSimulator, type WebChatSimulatorOptions } from './web-chat/index.ts'

/** A Web Chat in front of the server's `/api/messages`. */
export async function simulateWebChat(options?: WebChatSimulatorOptions): Promise<Simulated<WebChatSimulator>> {
  const simulator = await startWebChatSimulator(options)
  return { simulator, env: {}, connect: async (serverUrl) => simulator.setBot(`${serverUrl}/api/messages`) }
}
