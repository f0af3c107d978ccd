import { MessageFactory, type TurnContext } from 'botbuilder'
import type { DialogContext, DialogTurnResult, WaterfallStepContext } from 'botbuilder-dialogs'
import { ComponentDialog, Dialog, WaterfallDialog } from 'botbuilder-dialogs'
import { ContactCenter } from '../../adapters/index.ts'
import { intentOf, interruptionOf } from '../intents.ts'
import { MENU, TEXTS } from '../texts.ts'
import { AgentDialog } from './agent.ts'
import { BillingDialog } from './billing.ts'
import { OrderDialog } from './order.ts'

/** Sends what the customer wants to the dialog for it, and lets `help`, `agent`, `cancel` and `bye` break into any dialog. */
export class RootDialog extends ComponentDialog {
  static readonly id = 'root'

  constructor() {
    super(RootDialog.id)
    this.addDialog(new OrderDialog())
    this.addDialog(new BillingDialog())
    this.addDialog(new AgentDialog())
    this.addDialog(new WaterfallDialog('root.steps', [route]))
    this.initialDialogId = 'root.steps'
  }

  protected override async onContinueDialog(dialogs: DialogContext): Promise<DialogTurnResult> {
    const { context } = dialogs
    switch (interruptionOf(context.activity.text ?? '')) {
      case 'help':
        await context.sendActivity(TEXTS.help)
        await dialogs.repromptDialog()
        return Dialog.EndOfTurn
      case 'cancel':
        await dialogs.cancelAllDialogs()
        await context.sendActivity(TEXTS.cancelled)
        await showMenu(context)
        return dialogs.endDialog()
      case 'bye':
        await dialogs.cancelAllDialogs()
        await sayGoodbye(context)
        return dialogs.endDialog()
      case 'agent':
        // Asked for a reason, "agent" is one: asking again would go in circles.
        if (isActive(dialogs, AgentDialog.id)) break
        await dialogs.cancelAllDialogs()
        return dialogs.beginDialog(AgentDialog.id)
    }
    return super.onContinueDialog(dialogs)
  }
}

async function route(step: WaterfallStepContext): Promise<DialogTurnResult> {
  const said = step.context.activity.text ?? ''
  switch (intentOf(said)) {
    case 'order':
      return step.beginDialog(OrderDialog.id, { said })
    case 'billing':
      return step.beginDialog(BillingDialog.id)
    case 'agent':
      return step.beginDialog(AgentDialog.id)
    case 'bye':
      await sayGoodbye(step.context)
      return step.endDialog()
    case 'help':
      await showMenu(step.context)
      return step.endDialog()
  }
}

const isActive = (dialogs: DialogContext, id: string): boolean => dialogs.stack.some((one) => one.id === id)

/** Offer what the bot can do, as buttons where the channel has them. */
export async function showMenu(context: TurnContext, text: string = TEXTS.menu): Promise<void> {
  await context.sendActivity(MessageFactory.suggestedActions([...MENU], text))
}

async function sayGoodbye(context: TurnContext): Promise<void> {
  await context.sendActivity(TEXTS.goodbye)
  await ContactCenter.of(context).resolve()
}
