import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import {
  BounceAddress,
  ImportedSubscribers,
  ImportSubscribers,
  NewsletterOverview,
  OneSubscriber,
  SubscriberExport,
} from '../../contract/newsletters.ts'
import type { NewsletterSubscribers } from '../../domain/newsletter-subscribers.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })
const shared = { policy: 'channels.manage', tag: 'Newsletters', params } as const

/** Addresses of people travel in bodies, never in addresses, which are logged. */
export function newsletterRoutes(subscribers: NewsletterSubscribers): Route[] {
  return [
    route({
      ...shared,
      method: 'get',
      path: '/channels/:id/newsletter',
      summary: 'How many subscribe to a newsletter, and where its page and feeds are',
      response: NewsletterOverview,
      handle: (actor, { params: { id } }) => subscribers.overview(actor, id),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/channels/:id/newsletter/import',
      summary: 'Take people in who gave consent elsewhere, with its day and where its proof is kept',
      body: ImportSubscribers,
      response: ImportedSubscribers,
      handle: (actor, { params: { id }, body }) => subscribers.import(actor, id, body),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/channels/:id/newsletter/subscriber/export',
      summary: 'Everything kept of one person, for that person',
      body: OneSubscriber,
      response: SubscriberExport,
      handle: (actor, { params: { id }, body }) => subscribers.export(actor, id, body.address),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/channels/:id/newsletter/subscriber/erase',
      summary: 'Erase everything kept of one person',
      body: OneSubscriber,
      response: null,
      handle: (actor, { params: { id }, body }) => subscribers.erase(actor, id, body.address),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/channels/:id/newsletter/bounce-address',
      summary: 'A new address to which mails that came back are posted; shown once',
      response: BounceAddress,
      handle: (actor, { params: { id } }) => subscribers.newBounceAddress(actor, id),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/channels/:id/newsletter/resume',
      summary: 'Mail the rest of issues that the mail server had refused',
      response: NewsletterOverview,
      handle: (actor, { params: { id } }) => subscribers.resume(actor, id),
    }),
  ]
}
