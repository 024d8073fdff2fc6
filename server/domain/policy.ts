import type { Role } from '../contract/people.ts'

/** Everything a person can do here, and which roles may. Every route names one of these or `public`. */
export const policies = {
  'self.read': ['admin', 'officer', 'approver', 'manager', 'contributor'],
  'organization.edit': ['admin'],
  'people.read': ['admin', 'officer', 'approver', 'manager', 'contributor'],
  'people.manage': ['admin'],
  'channels.read': ['admin', 'officer', 'approver', 'manager', 'contributor'],
  'channels.check': ['admin', 'officer'],
  'channels.slots': ['admin', 'officer'],
  'channels.manage': ['admin'],
  'campaigns.read': ['admin', 'officer', 'approver', 'manager', 'contributor'],
  'campaigns.edit': ['admin', 'officer'],
  'media.read': ['admin', 'officer', 'approver', 'manager', 'contributor'],
  'media.add': ['admin', 'officer', 'approver', 'contributor'],
  'media.edit': ['admin', 'officer'],
  'posts.read': ['admin', 'officer', 'approver', 'manager'],
  'posts.edit': ['admin', 'officer'],
  'posts.comment': ['admin', 'officer', 'approver', 'manager'],
  'deliveries.read': ['admin', 'officer', 'approver', 'manager'],
  /** Scheduling is releasing: the person is recorded as the one who released (rule of trust 3). */
  'deliveries.release': ['admin', 'officer'],
  'pauses.read': ['admin', 'officer', 'approver', 'manager', 'contributor'],
  'pauses.manage': ['admin', 'officer'],
  'operations.read': ['admin'],
} as const satisfies Record<string, readonly Role[]>

export type Policy = keyof typeof policies

export function mayDo(role: Role, policy: Policy): boolean {
  return (policies[policy] as readonly Role[]).includes(role)
}

export function whatMayDo(role: Role): Policy[] {
  return (Object.keys(policies) as Policy[]).filter((policy) => mayDo(role, policy))
}

/** The signed-in person on whose behalf something is done. Every query takes the organization from here. */
export interface Actor {
  readonly organizationId: string
  readonly memberId: string
  readonly unitId: string
  readonly role: Role
  readonly name: string
  readonly sessionId: string
  readonly ip: string | null
}
