import { z } from 'zod'
import type { Account, Checkup, ConnectorContext } from '../contract.ts'
import { GraphRefusal } from '../meta/refusals.ts'
import { type Access, accessOf, call } from './client.ts'
import type { InstagramSettings, Login } from './settings.ts'

/** What publishing, first comments and counting need. */
export const scopes = {
  instagram: [
    'instagram_business_basic',
    'instagram_business_content_publish',
    'instagram_business_manage_comments',
    'instagram_business_manage_insights',
  ],
  facebook: [
    'instagram_basic',
    'instagram_content_publish',
    'instagram_manage_comments',
    'instagram_manage_insights',
    'instagram_manage_contents',
    'pages_show_list',
    'pages_read_engagement',
    'business_management',
  ],
} as const satisfies Record<Login, readonly string[]>

const Me = z.object({
  user_id: z.string(),
  username: z.string(),
  name: z.string().default(''),
  account_type: z.string().default('BUSINESS'),
})
export type Me = z.infer<typeof Me>
const Permissions = z.object({ data: z.array(z.object({ permission: z.string(), status: z.string() })) })
const Quota = z.object({
  data: z.tuple([z.object({ quota_usage: z.int().default(0), config: z.object({ quota_total: z.int() }).optional() })]),
})
const Anything = z.unknown()

export async function check(
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<Checkup> {
  const access = accessOf(account, settings)
  if (access.login === 'facebook') return checkByPage(account, access, context)
  const me = await whoAmI(access, context)
  const quota = await quotaOf(access, context).catch(noneWhereRefused)
  const counts = await call(
    access,
    { method: 'GET', path: `${access.id}/insights`, params: { metric: 'reach', period: 'day' }, answer: Anything },
    context,
  ).catch(noneWhereRefused)
  const [, publishing, , insights] = scopes.instagram
  const isPersonal = me.account_type === 'PERSONAL'
  return {
    missingPermissions: [...(quota === null ? [publishing] : []), ...(counts === null ? [insights] : [])],
    quota,
    notices: isPersonal ? ['not-professional'] : [],
  }
}

/** The page's token publishes without an end; the person's, for taking down, may have ended meanwhile. */
async function checkByPage(account: Account, access: Access, context: ConnectorContext): Promise<Checkup> {
  const quota = await quotaOf(access, context).catch(noneWhereRefused)
  const [, publishing] = scopes.facebook
  const lacking = quota === null ? [publishing] : []
  try {
    const person = { ...access, token: account.credentials.fields['personToken'] ?? '' }
    const missing = await missingOf(person, context)
    return { missingPermissions: [...new Set([...lacking, ...missing])], quota, notices: [] }
  } catch (error) {
    if (!(error instanceof GraphRefusal) || !error.fault.code.startsWith('credentials-')) throw error
    return { missingPermissions: lacking, quota, notices: ['person-signed-out'] }
  }
}

export async function quotaOf(
  access: Access,
  context: ConnectorContext,
): Promise<NonNullable<Checkup['quota']> | null> {
  const params = { fields: 'quota_usage,config' }
  const path = `${access.id}/content_publishing_limit`
  const { data } = await call(access, { method: 'GET', path, params, answer: Quota }, context)
  const max = data[0].config?.quota_total
  return max === undefined ? null : { left: Math.max(0, max - data[0].quota_usage), max, resetsAt: null }
}

export function whoAmI(access: Access, context: ConnectorContext) {
  const params = { fields: 'user_id,username,name,account_type' }
  return call(access, { method: 'GET', path: 'me', params, answer: Me }, context)
}

/** Permissions the person did not give. */
export async function missingOf(access: Access, context: ConnectorContext): Promise<string[]> {
  const { data } = await call(access, { method: 'GET', path: 'me/permissions', answer: Permissions }, context)
  const granted = new Set(data.filter(({ status }) => status === 'granted').map(({ permission }) => permission))
  return scopes.facebook.filter((scope) => !granted.has(scope))
}

/** A permission that was not given is no failure of the rest. */
export function noneWhereRefused(error: unknown): null {
  const isPermission = error instanceof GraphRefusal && [10, 200].includes(error.problem.code ?? 0)
  if (isPermission) return null
  throw error
}
