import type { DialogTurnResult, WaterfallStepContext } from 'botbuilder-dialogs'
import { ComponentDialog, TextPrompt, WaterfallDialog } from 'botbuilder-dialogs'
import { ContactCenter } from '../../adapters/index.ts'
import { handOver } from '../hand-over.ts'
import { TEXTS } from '../texts.ts'

const REASON = 'agent.reason'

/** Asks why the customer wants a person, leaves it as a note, and hands over. */
export class AgentDialog extends ComponentDialog {
  static readonly id = 'agent'

  constructor() {
    super(AgentDialog.id)
    this.addDialog(new TextPrompt(REASON))
    this.addDialog(new WaterfallDialog('agent.steps', [askReason, handOverForIt]))
    this.initialDialogId = 'agent.steps'
  }
}

async function askReason(step: WaterfallStepContext): Promise<DialogTurnResult> {
  return step.prompt(REASON, { prompt: TEXTS.askReason, retryPrompt: TEXTS.askReasonAgain })
}

async function handOverForIt(step: WaterfallStepContext): Promise<DialogTurnResult> {
  const reason = (step.result as string).trim()
  await ContactCenter.of(step.context).addNote(`Asked for a person: ${reason}`)
  await handOver(step.context, { reason })
  return step.endDialog()
}
