import type { DialogTurnResult, PromptValidatorContext, WaterfallStepContext } from 'botbuilder-dialogs'
import { ComponentDialog, ConfirmPrompt, ListStyle, TextPrompt, WaterfallDialog } from 'botbuilder-dialogs'
import { ContactCenter } from '../../adapters/index.ts'
import { handOver } from '../hand-over.ts'
import { findOrder, findOrderNumber } from '../orders.ts'
import { TEXTS } from '../texts.ts'

/** What the order dialog may be begun with. */
export interface OrderOptions {
  /** What the customer said: the number may be in it already. */
  said?: string
}

const NUMBER = 'order.number'
const PERSON = 'order.person'

/** Asks for an order number until it is one, tells the order's status, and offers a person where the order is late. */
export class OrderDialog extends ComponentDialog<OrderOptions> {
  static readonly id = 'order'

  constructor() {
    super(OrderDialog.id)
    const confirm = new ConfirmPrompt(PERSON)
    // By default the SDK decides by a list of channels that does not know ours; how buttons look is the platform's affair.
    confirm.style = ListStyle.suggestedAction
    this.addDialog(new TextPrompt(NUMBER, validNumber))
    this.addDialog(confirm)
    this.addDialog(new WaterfallDialog('order.steps', [askNumber, tellStatus, maybeHandOver]))
    this.initialDialogId = 'order.steps'
  }
}

async function askNumber(step: WaterfallStepContext<OrderOptions>): Promise<DialogTurnResult> {
  const found = findOrderNumber(step.options?.said ?? '')
  if ('number' in found) return step.next(found.number)
  return step.prompt(NUMBER, TEXTS.askOrderNumber)
}

/** Says itself what is wrong, and leaves just the number as the prompt's result. */
async function validNumber(prompt: PromptValidatorContext<string>): Promise<boolean> {
  const found = findOrderNumber(prompt.recognized.value ?? '')
  if ('number' in found) {
    prompt.recognized.value = found.number
    return true
  }
  await prompt.context.sendActivity(TEXTS.askOrderNumberAgain(found.problem))
  return false
}

async function tellStatus(step: WaterfallStepContext<OrderOptions>): Promise<DialogTurnResult> {
  const order = findOrder(step.result as string)
  const cc = ContactCenter.of(step.context)
  await cc.addTopics('Orders')
  await cc.setContactAttributes({ last_order: order.number })
  await cc.setConversationAttributes({ ORDER_NUMBER: order.number })
  await step.context.sendActivity(TEXTS.orderStatus(order.number, order.status))
  if (!order.late) return step.endDialog()
  valuesOf(step).number = order.number
  return step.prompt(PERSON, TEXTS.offerPersonForLateOrder)
}

async function maybeHandOver(step: WaterfallStepContext<OrderOptions>): Promise<DialogTurnResult> {
  if (step.result === true) await handOver(step.context, { reason: `Order ${valuesOf(step).number} is late` })
  else await step.context.sendActivity(TEXTS.allRight)
  return step.endDialog()
}

/** What the steps tell each other; kept in the conversation's state between turns. */
const valuesOf = (step: WaterfallStepContext<OrderOptions>): { number?: string } => step.values
