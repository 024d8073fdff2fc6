import { LinkCard, LinkCardQuery } from '../../contract/link-cards.ts'
import type { LinkCards } from '../../domain/link-cards.ts'
import { type Route, route } from '../route.ts'

export function linkCardRoutes(cards: LinkCards): Route[] {
  return [
    route({
      method: 'get',
      path: '/link-card',
      policy: 'posts.read',
      tag: 'Posts',
      summary: 'What a public page offers to the cards of platforms, or why it could not be looked at',
      query: LinkCardQuery,
      response: LinkCard,
      handle: (actor, { query }) => cards.card(actor, query.url),
    }),
  ]
}
