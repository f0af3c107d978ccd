import { SECRET_PLACEHOLDER } from './open-integration.ts'
import { ACTION_NAME, CREDENTIAL_FIELD, type GenesysValues, nameOf, registrationUrl, webhookUrl } from './values.ts'

/** What to import where, for exactly these values. */
export function readMe(values: GenesysValues): string {
  const { teamId, botId, queue, queueAttribute, dataActions, division, language } = values
  return `# Genesys Cloud: what to import

Made by \`npm run provision -- genesys\` for ${code(values.url)}, team ${code(teamId)}, bot ${code(botId)}. There is no secret in
these files: put the values in yourself where it says so. \`adapters/genesys/README.md\` explains each step and comes first.

1. **Queue.** Make sure there is a queue named ${code(queue)}: the flow cannot be published without it.
2. **Open Messaging integration**: \`open-messaging-integration.json\`. Either *Admin → Message → Platforms*, with the name
   ${code(nameOf('Bot', values))} and the outbound notification webhook URL ${code(webhookUrl(values))}; or as the body of
   \`POST /api/v2/conversations/messaging/integrations/open\`. Replace ${code(SECRET_PLACEHOLDER)} when you send it, not in the file.
   Its id is \`GENESYS_INTEGRATION_ID\`.
3. **Data actions integration.** *Admin → Integrations → Add* Web Services Data Actions, named ${code(dataActions)}. Credentials:
   *User Defined*, one field named ${code(CREDENTIAL_FIELD)} with the value of \`GENESYS_REGISTRATION_SECRET\`. Set it to Active.
4. **Data action**: \`register-conversation.custom.json\`. *Admin → Integrations → Actions → Import*, into that integration. The
   name must stay ${code(ACTION_NAME)}. It calls ${code(registrationUrl(values))}. Publish it.
5. **Flow**: \`inbound-message-flow.yaml\`, ${division === undefined ? 'in the home division' : `in the division ${code(division)}`}, language ${code(language)}. Publish it with Archy:
   \`archy publish --file inbound-message-flow.yaml\`; or with the Terraform resource \`genesyscloud_flow\`.
6. **Message routing.** *Admin → Message Routing*: flow ${code(nameOf('Bot', values))}, address: the integration of step 2.
7. **Threading timeline.** *Admin → Message → Threading Timeline*: 0 for Open Messaging.

## The flow by hand

Where you cannot run Archy, add an inbound message flow in Architect with these actions, in this order:

1. *Get Participant Data*: \`igRegistered\` into \`State.Registered\`.
2. *Decision* \`IsNotSetOrEmpty(State.Registered)\`. Yes: *Call Data Action* ${code(ACTION_NAME)} with \`teamId\` ${code(teamId)}, \`botId\`
   ${code(botId)}, \`conversationId\` \`Message.ConversationId\`, \`customerId\` \`ToDisplayString(Message.Message.senderAddress)\`; on
   Success *Set Participant Data* \`igRegistered\` to \`"true"\`; nothing on Failure and Timeout.
3. *Get Participant Data*: \`type\` into \`State.Type\`, ${code(queueAttribute)} into \`State.Queue\`.
4. *Decision* \`If(IsNotSetOrEmpty(State.Type), "", State.Type) == "human"\`. Yes: *Decision*
   \`If(IsNotSetOrEmpty(State.Queue), false, IsSet(FindQueue(State.Queue)))\`, Yes: *Transfer to ACD* to \`FindQueue(State.Queue)\`; then
   the same two with \`FindQueueById\`; then *Transfer to ACD* to ${code(queue)}.
5. *Disconnect*.
`
}

/** As code in Markdown, whatever is in it. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  if (longest === 0) return `\`${line}\``
  const fence = '`'.repeat(longest + 1)
  return `${fence} ${line} ${fence}`
}
