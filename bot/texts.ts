/** What the customer may pick from when the bot has nothing better to say. */
export const MENU = ['Order status', 'Billing', 'Talk to a person'] as const

/** What the sample bot says, in one place. */
export const TEXTS = {
  greeting: 'Hello! I am the automated assistant. I can look up an order, explain a bill, or bring in a person.',
  menu: 'What can I do for you?',
  help: 'I can look up an order, explain a bill, or bring in a person. Say "cancel" to leave what we are doing.',
  cancelled: 'All right, we leave that.',
  goodbye: 'Thank you for writing. Goodbye!',
  welcomeBack: 'Welcome back! You are talking to the automated assistant again. What else can I do for you?',
  handOffFailed: 'I am sorry, nobody can take over just now. I am still here: what can I do for you?',
  personComes: 'I am passing you on. A person will answer you here and sees what we have written so far.',
  noDesk: 'No desk is configured here, so no person can take over. I am still here to help.',
  apology: 'I am sorry, something went wrong on my side. Please try again.',

  askOrderNumber: 'What is your order number? It has 4 to 8 digits.',
  askOrderNumberAgain: (problem: string): string =>
    `${problem} Please give me 4 to 8 digits, such as 1182, or say "cancel".`,
  orderStatus: (number: string, status: string): string => `Order ${number} ${status}.`,
  offerPersonForLateOrder: 'Shall I bring in a person who can look into it?',

  explainBilling: 'We send a bill with each parcel; it is due after 14 days. Refunds reach you within five days.',
  offerPersonForBilling: 'Would you like to talk to somebody from billing?',
  yesPlease: 'Yes, please',
  noThanks: 'No, thanks',
  chooseAgain: 'Please say yes or no.',
  allRight: 'All right.',

  askReason: 'What is it about? A sentence is enough, so that the right person can prepare.',
  askReasonAgain: 'Please tell me in a few words what it is about, or say "cancel".',

  thanksForFiles: (names: string[]): string => `Thank you, I have received ${names.join(', ')}.`,
} as const
