/** Credentials of an Azure bot, under the names the SDK reads. */
export interface BotFrameworkSettings {
  MicrosoftAppType: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI'
  MicrosoftAppId: string
  MicrosoftAppPassword?: string
  MicrosoftAppTenantId?: string
}

/** How customers of `/api/messages` are served. */
export interface ConnectorSettings {
  /** Undefined: programs of this machine only, without credentials. */
  botFramework?: BotFrameworkSettings
  /** True: without credentials nobody is served. */
  production?: boolean
  /**
   * For other clouds, and for tests: further options of `ConfigurationBotFrameworkAuthentication`. Where one of its
   * addresses, issuers or scopes is given the SDK has no defaults for the others: give them all.
   */
  authentication?: Record<string, string>
}
