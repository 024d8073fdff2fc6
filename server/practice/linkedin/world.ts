import { Refusal } from '../simulation/refusal.ts'

/** A page and the role that the one person has on it; owners change it as they please. */
export interface Organization {
  readonly id: string
  localizedName: string
  vanityName: string
  role: string
  roleState: 'APPROVED' | 'REQUESTED' | 'REJECTED' | 'REVOKED'
  followers: number
}

export interface App {
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string
  readonly redirectUris: readonly string[]
  /** Gets refresh tokens. */
  readonly isPartner: boolean
  /** What its products hold; anything else is refused before the person is asked. */
  readonly scopes: readonly string[]
}

/** What its sources disagree about, or do not tell. */
export interface Switches {
  /** Backslashes count towards the length of a text. */
  readonly countsEscapes: boolean
  /** `List(…)` with encoded brackets is refused. */
  readonly strictLists: boolean
  /** How a made thing's id is told; `none`: not at all. */
  readonly idHeader: 'x-restli-id' | 'x-linkedin-id' | 'none'
  /** Ids in headers are percent-encoded. */
  readonly encodesIds: boolean
  /** What the refusal of a duplicate names. */
  readonly duplicateNames: 'post' | 'person' | 'nothing'
  /** How a captions file has to come. */
  readonly captions: 'multipart' | 'raw'
  /** Whether the state of a file may be read. */
  readonly showsAssets: boolean
  /** Older answers call a role's page by this name. */
  readonly aclNames: 'organization' | 'organizationTarget'
}

export interface Lifetimes {
  readonly codeMs: number
  readonly accessMs: number
  /** From the first consent; renewing does not move it. */
  readonly refreshMs: number
  readonly uploadMs: number
  /** How long the same post is refused. */
  readonly duplicateMs: number
}

/** Calls from midnight to midnight, UTC. */
export interface DayLimits {
  readonly app: number
  readonly member: number
}

/** What the person let in. */
export interface Grant {
  /** What the application asked for, in order: another set ends this one. */
  readonly asked: string
  readonly scopes: readonly string[]
  readonly refreshEndsAt: Date
  state: 'active' | 'revoked' | 'replaced'
}

export type AssetKind = 'image' | 'video' | 'document'

/** A file on its way to a post, or in one. */
export interface Asset {
  readonly urn: string
  readonly kind: AssetKind
  readonly owner: string
  readonly key: string
  readonly endsAt: Date
  /** Of a film: its parts in order, by what they were called when they came. */
  readonly parts: { readonly firstByte: number; readonly lastByte: number; etag: string | null; data: Buffer }[]
  readonly wants: { readonly captions: boolean; readonly thumbnail: boolean }
  captions: { readonly text: string; readonly language: string | null } | null
  hasThumbnail: boolean
  completeAt: Date | null
  /** What is wrong with its bytes; null when nothing is. */
  failure: string | null
  durationMs: number | null
}

export interface Figures {
  impressionCount: number
  uniqueImpressionsCount: number
  clickCount: number
  likeCount: number
  commentCount: number
  shareCount: number
}

export type Content = Readonly<Record<string, unknown>>

export interface Post {
  readonly urn: string
  readonly author: string
  commentary: string
  /** What readers see of it. */
  text: string
  readonly content: Content | null
  readonly isReshareDisabled: boolean
  readonly createdAt: Date
  modifiedAt: Date
  isEdited: boolean
  figures: Figures
}

export interface Comment {
  readonly id: string
  readonly object: string
  readonly actor: string
  text: string
  readonly createdAt: Date
}

export interface World {
  readonly url: string
  /** Origin of the addresses that files are sent to. */
  uploadOrigin: string
  readonly now: () => Date
  readonly person: string
  readonly organizations: Organization[]
  readonly app: App
  /** LinkedIn ends and begins versions every month. */
  readonly activeVersions: string[]
  readonly tier: 'development' | 'standard'
  readonly switches: Switches
  readonly lifetimes: Lifetimes
  readonly dayLimits: DayLimits
  readonly maxImageBytes: number
  readonly processingMs: number
  /** From a post until it stands in its author's list. */
  readonly listLagMs: number
  readonly figuresAfterMs: number
  readonly codes: Map<string, { grant: Grant; redirectUri: string; endsAt: Date }>
  readonly accessTokens: Map<string, { grant: Grant; endsAt: Date }>
  readonly refreshTokens: Map<string, Grant>
  readonly assets: Map<string, Asset>
  readonly posts: Map<string, Post>
  readonly comments: Comment[]
  readonly nextId: () => string
}

/** A refusal as the API words it. */
export function refusal(status: number, code: string, message: string, serviceErrorCode?: number): Refusal {
  return new Refusal(status, { status, ...(serviceErrorCode && { serviceErrorCode }), code, message })
}

/** A refusal that names the field of the body it is about. */
export function wrongInput(code: string, fieldPath: string, description: string, status = 400): Refusal {
  return new Refusal(status, {
    status,
    code: status === 422 ? 'UNPROCESSABLE_ENTITY' : 'BAD_REQUEST',
    message: description,
    errorDetailType: 'com.linkedin.common.error.BadRequest',
    errorDetails: { inputErrors: [{ code, description, input: { inputPath: { fieldPath } } }] },
  })
}

export function denied(what: string): Refusal {
  return refusal(403, 'ACCESS_DENIED', `Not enough permissions to access: ${what}`, 100)
}

export function paged(elements: readonly unknown[], start: number, count: number): object {
  return { paging: { start, count, links: [] }, elements: elements.slice(start, start + count) }
}

export const organizationUrn = ({ id }: Pick<Organization, 'id'>) => `urn:li:organization:${id}`
