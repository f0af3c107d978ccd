const FIRST = [
  'Nadia',
  'Tomasz',
  'Ines',
  'Kofi',
  'Mei',
  'Lars',
  'Amara',
  'Diego',
  'Yuki',
  'Freya',
  'Omar',
  'Priyanka',
  'Jonas',
  'Leila',
  'Mateo',
  'Sofia',
  'Anton',
  'Zuri',
  'Hugo',
  'Farah',
  'Emil',
  'Chiara',
  'Ravi',
]
const LAST = [
  'Okoye',
  'Nowak',
  'Almeida',
  'Mensah',
  'Lin',
  'Berg',
  'Diallo',
  'Ramirez',
  'Tanaka',
  'Holm',
  'Haddad',
  'Iyer',
  'Keller',
  'Rahimi',
  'Silva',
  'Petrova',
  'Weber',
  'Wanjiru',
  'Laurent',
]

let counted = 0

/** A name for a customer that no other customer of this process has. */
export function nextCustomerName(): string {
  const name = customerName(counted)
  counted += 1
  return name
}

/** The name of the customer with this number, counted from 0: two numbers never give the same. */
export function customerName(index: number): string {
  // The lengths have no common divisor: each pair comes once before any comes again.
  const round = Math.floor(index / (FIRST.length * LAST.length))
  const name = `${FIRST[index % FIRST.length]} ${LAST[index % LAST.length]}`
  return round === 0 ? name : `${name} ${round + 1}`
}
