import { type GenesysValues, nameOf, webhookUrl } from './values.ts'

/** Stands where the secret belongs, which is in no file. */
export const SECRET_PLACEHOLDER = '<the first value of GENESYS_WEBHOOK_SECRET>'

/** The body of `POST /api/v2/conversations/messaging/integrations/open`. */
export function openIntegration(values: GenesysValues) {
  return {
    name: nameOf('Bot', values),
    outboundNotificationWebhookUrl: webhookUrl(values),
    outboundNotificationWebhookSignatureSecretToken: SECRET_PLACEHOLDER,
  }
}
