import { z } from 'zod'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import { platforms } from '../../connectors/rules/platforms.ts'
import { Id, Language, line, Revision, text, Zone } from './common.ts'

export const Platform = z.enum(platforms)
const ChannelState = z.enum(['connected', 'expiring', 'needs-reconnect', 'disconnected'])
export const Audience = z.enum(['residents', 'visitors', 'investors', 'press', 'compatriots'])

/** Stored as the union of connectors/contract.ts; here as data for the page to put into words. */
export const FaultShape = z.looseObject({
  code: z.string(),
  problem: z.string().optional(),
  detail: z.string().optional(),
})

/** Told by the platform without publishing anything; permissions and notices are translated by platform. */
const Checkup = z.object({
  missingPermissions: z.array(z.string()),
  quota: z.object({ left: z.number(), max: z.number(), resetsAt: z.string().nullable() }).nullable(),
  notices: z.array(z.string()),
})

export const Channel = z.object({
  id: Id,
  platform: Platform,
  practice: z.boolean(),
  name: z.string(),
  handle: z.string(),
  url: z.string().nullable(),
  language: z.string(),
  audience: Audience,
  zone: z.string(),
  unitId: Id,
  state: ChannelState,
  attested: z.boolean(),
  /** When the credentials stop working by themselves, if they do. */
  expiresAt: z.string().nullable(),
  /** Its platform takes no more before: it asked to wait, or has taken as much as it takes in a time. */
  restsUntil: z.string().nullable(),
  lastSuccessAt: z.string().nullable(),
  /** What the last look at the account found, daily or when a person asked. */
  checkup: Checkup.nullable(),
  checkedAt: z.string().nullable(),
  /** Since when the access we hold is held. */
  accessSince: z.string().nullable(),
  lastFault: FaultShape.nullable(),
  lastFaultAt: z.string().nullable(),
  capabilities: z
    .custom<Capabilities>()
    .meta({ type: 'object', description: 'What this account may post; see connectors/rules/capabilities.ts' }),
  revision: Revision,
})
export type Channel = z.infer<typeof Channel>

export const UpdateChannel = z.object({
  revision: Revision,
  name: line(200).optional(),
  language: Language.optional(),
  audience: Audience.optional(),
  zone: Zone.optional(),
  unitId: Id.optional(),
})

/** Our application at a platform that has it registered by hand. */
export const PlatformApp = z.object({
  /** As the platform gave it; null when none is kept yet. */
  clientId: z.string().nullable(),
  /** What to register there as the address people come back to. */
  redirectUri: z.string(),
})
export type PlatformApp = z.infer<typeof PlatformApp>
export const SavePlatformApp = z.object({ clientId: line(200), clientSecret: line(500) })

/** One platform that can be connected here, and what its form asks. */
export const ConnectablePlatform = z.object({
  platform: Platform,
  practice: z.boolean(),
  kind: z.enum(['form', 'oauth']),
  /** Null where no application is registered by hand. */
  app: PlatformApp.nullable(),
  fields: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['text', 'secret', 'host', 'choice']),
      required: z.boolean(),
      choices: z.array(z.string()).optional(),
    }),
  ),
})
export type ConnectablePlatform = z.infer<typeof ConnectablePlatform>

/** Starts connecting. `channelId` when an existing channel is being reconnected. */
export const StartConnection = z.object({
  platform: Platform,
  practice: z.boolean().default(false),
  channelId: Id.optional(),
  input: z.record(z.string().max(40), text(2000)).default({}),
})
export const StartedConnection = z.union([
  z.object({ kind: z.literal('leave'), authorizeUrl: z.string() }),
  z.object({ kind: z.literal('choose'), connectionId: Id }),
])
export type StartedConnection = z.infer<typeof StartedConnection>

/** The accounts found; a person chooses which become channels. Never carries credentials. */
export const Connection = z.object({
  id: Id,
  platform: Platform,
  practice: z.boolean(),
  channelId: Id.nullable(),
  accounts: z.array(
    z.object({
      remoteAccountId: z.string(),
      name: z.string(),
      handle: z.string(),
      url: z.string().nullable(),
      missingPermissions: z.array(z.string()),
      /** The channel of this organization that it is already, and can be moved from. */
      connectedAs: Id.nullable(),
      /** The channel it was until it was disconnected; connecting takes it up again. */
      formerly: Id.nullable(),
    }),
  ),
})
export type Connection = z.infer<typeof Connection>

export const ChooseAccounts = z.object({
  accounts: z
    .array(
      z.object({
        remoteAccountId: z.string().max(500),
        language: Language,
        audience: Audience,
        unitId: Id.optional(),
        name: line(200).optional(),
        /** Takes over the channel that the account is already, seen at this revision: it gets this access and this
         *  choice, and keeps what is scheduled. */
        move: Revision.optional(),
      }),
    )
    .min(1, 'required')
    .max(50, 'too-many'),
  /** The person states that these are official accounts of the office (rule of trust 1). */
  attest: z.boolean(),
})
