import type { DialogTurnResult, FoundChoice, WaterfallStepContext } from 'botbuilder-dialogs'
import { ChoicePrompt, ComponentDialog, ListStyle, WaterfallDialog } from 'botbuilder-dialogs'
import { ContactCenter } from '../../adapters/index.ts'
import { handOver } from '../hand-over.ts'
import { TEXTS } from '../texts.ts'

const PERSON = 'billing.person'

const ANSWERS = [
  { value: TEXTS.yesPlease, synonyms: ['yes', 'y', 'yeah', 'sure', 'ok', 'please'] },
  { value: TEXTS.noThanks, synonyms: ['no', 'n', 'nope', 'not now', 'back'] },
]

/** Explains bills and offers a person from billing. */
export class BillingDialog extends ComponentDialog {
  static readonly id = 'billing'

  constructor() {
    super(BillingDialog.id)
    const choice = new ChoicePrompt(PERSON)
    // By default the SDK decides by a list of channels that does not know ours; how buttons look is the platform's affair.
    choice.style = ListStyle.suggestedAction
    this.addDialog(choice)
    this.addDialog(new WaterfallDialog('billing.steps', [explain, maybeHandOver]))
    this.initialDialogId = 'billing.steps'
  }
}

async function explain(step: WaterfallStepContext): Promise<DialogTurnResult> {
  await ContactCenter.of(step.context).addTopics('Billing')
  await step.context.sendActivity(TEXTS.explainBilling)
  return step.prompt(PERSON, {
    prompt: TEXTS.offerPersonForBilling,
    retryPrompt: TEXTS.chooseAgain,
    choices: ANSWERS,
  })
}

async function maybeHandOver(step: WaterfallStepContext): Promise<DialogTurnResult> {
  const { value } = step.result as FoundChoice
  if (value === TEXTS.yesPlease) await handOver(step.context, { queue: 'billing', reason: 'A question about a bill' })
  else await step.context.sendActivity(TEXTS.allRight)
  return step.endDialog()
}
