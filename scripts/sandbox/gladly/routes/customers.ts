import { noContent, ok } from '../../simulator/answers.ts'
import type { Route } from '../../simulator/router.ts'
import { badRequest, created, refusal } from '../answers.ts'
import { addCustomer, customerById, type Profile, updateCustomer } from '../customers.ts'
import type { CustomerSnapshot } from '../types.ts'
import type { World } from '../world.ts'

const MOST_FOUND = 50

/** Gladly API reference, Customers: create, get, find, update. */
export function customerRoutes(world: World): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/customer-profiles',
      handle({ json }) {
        const { id } = json()
        if (id !== undefined && !(typeof id === 'string' && /^[A-Za-z0-9_-]{1,50}$/.test(id))) {
          throw badRequest({ attr: 'id', code: 'invalid', detail: 'id must be URL safe and under 50 characters' })
        }
        return created(`/api/v1/customer-profiles/${addCustomer(world, json() as Profile).profile.id}`)
      },
    },
    {
      method: 'GET',
      path: '/api/v1/customer-profiles',
      handle: ({ query }) => ok(find(world, query)),
    },
    {
      method: 'GET',
      path: '/api/v1/customer-profiles/:id',
      handle({ params }) {
        const { profile } = customerById(world, params.id!)
        if (!profile.mergedInto) return ok(profile)
        const meta = { old: profile.id, new: profile.mergedInto }
        throw refusal(301, [{ attr: 'customerId', code: 'moved', detail: 'customer id has changed', meta }])
      },
    },
    {
      method: 'PATCH',
      path: '/api/v1/customer-profiles/:id',
      handle({ params, json }) {
        const customer = customerById(world, params.id!)
        if (customer.profile.mergedInto) {
          const detail = `customer profile [${params.id}] does not exist`
          throw refusal(404, [{ code: 'not_exist', detail }])
        }
        updateCustomer(world, customer, json() as Profile)
        return noContent()
      },
    },
  ]
}

/** By exactly one of the three identifiers, most recently updated first, at most 50. */
function find(world: World, query: URLSearchParams): CustomerSnapshot[] {
  const names = ['email', 'phoneNumber', 'externalCustomerId'].filter((name) => query.has(name))
  if (names.length !== 1) {
    const detail = 'exactly one of email, phoneNumber, externalCustomerId must be present'
    throw badRequest({ code: names.length === 0 ? 'blank' : 'invalid', detail })
  }
  const wanted = query.get(names[0]!) ?? ''
  if (wanted === '') throw badRequest({ attr: names[0], code: 'blank', detail: `${names[0]} cannot be blank` })
  const matches: Record<string, (profile: CustomerSnapshot) => boolean | undefined> = {
    email: ({ emails }) => emails?.some((one) => one.normalized === wanted.toLowerCase()),
    phoneNumber: ({ phones }) => phones?.some((one) => one.normalized === wanted),
    externalCustomerId: ({ externalCustomerId }) => externalCustomerId === wanted,
  }
  const found = [...world.customers.values()].filter(({ profile }) => {
    return !profile.mergedInto && matches[names[0]!]!(profile)
  })
  found.sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())
  return found.slice(0, MOST_FOUND).map(({ profile }) => profile)
}
