/**
 * The whole contract between Hải Đăng and a platform. A connector translates; it never retries, waits, stores or
 * decides. A function that is absent says "not offered". See docs/connectors/writing.md for how to write one.
 */
import type { Capabilities } from './rules/capabilities.ts'
import type { MetricName } from './rules/metrics.ts'
import type { Platform } from './rules/platforms.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** Why a call did not succeed. Each member tells the engine what to do next. */
export type Fault =
  /** The platform says when to come back. Nothing took effect. */
  | { readonly code: 'rate-limited'; readonly retryAfterMs: number }
  /** Nothing left this machine, or only calls that may be repeated did. */
  | { readonly code: 'unreachable' }
  /** 5xx or maintenance on a call that may be repeated. */
  | { readonly code: 'platform-down' }
  /** The irreversible call left and no answer came: confirm before anything else. */
  | { readonly code: 'outcome-unknown' }
  /** Read and refused; repeating will not help. `detail` is the platform's own sentence, without secrets. */
  | { readonly code: 'rejected'; readonly problem: RejectedProblem; readonly detail?: string }
  /** Refresh once, under the channel's lock, and go on. */
  | { readonly code: 'credentials-expired' }
  /** An administrator has to reconnect the channel. */
  | { readonly code: 'credentials-revoked'; readonly detail?: string }

/** What a platform refused, as a word that can be translated. `detail` beside it carries the platform's sentence. */
export type RejectedProblem =
  | 'text-too-long'
  | 'text-required'
  | 'media-too-large'
  | 'media-type'
  | 'media-count'
  | 'media-missing'
  /** Pixels or proportions it does not take. */
  | 'media-size'
  /** Longer or shorter than it takes. */
  | 'media-duration'
  /** It could not make a playable film or a picture of the file. */
  | 'media-processing'
  /** It fetches files itself, and this office has no public address. */
  | 'no-public-address'
  | 'duplicate'
  | 'permission'
  | 'not-found'
  | 'unexpected-answer'
  | 'other'

export class ConnectorError extends Error {
  readonly fault: Fault
  constructor(fault: Fault, options?: { cause?: unknown }) {
    super('detail' in fault && fault.detail ? `${fault.code}: ${fault.detail}` : fault.code, options)
    this.name = 'ConnectorError'
    this.fault = fault
  }
}

/** One HTTP request. Exactly one of `json`, `form`, `body`, `multipart` at most. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly multipart?: FormData
  /** Whole call, connect to last byte. Default 30,000. */
  readonly timeoutMs?: number
  /** Answers above this many bytes are cut off as a fault. Default 5 MiB. */
  readonly maxBytes?: number
  /** Secrets that travel in the address or the body: taken out of a refusal's words, as the authorization header's is. */
  readonly secrets?: readonly string[]
}

export interface HttpResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * The one way out: guarded against private addresses, bounded in time and size, never following a redirect to
 * another host with credentials. Any status is an answer; only a missing answer throws.
 * @throws ConnectorError `unreachable` when the request certainly never arrived (refused, no such host, TLS failure),
 *   `outcome-unknown` when it may have (time-out or hang-up after sending)
 */
export type Http = (request: HttpRequest) => Promise<HttpResponse>

/** What every connector function is handed. `http` already carries `signal`. */
export interface ConnectorContext {
  readonly http: Http
  readonly signal: AbortSignal
  /** The database's clock, never the machine's. */
  readonly now: () => Date
  /**
   * A file of the delivery by its id: for an irreversible call whose body is the file itself, or its last piece.
   * Handed to `commit` alone.
   * @throws ConnectorError `rejected` `media-missing`
   */
  readonly media?: (id: string) => Promise<ContentMedia>
  /** Handed to `prepare` alone. */
  readonly progress?: Progress
}

/**
 * What a connector learned while preparing, for the next try of the same content: an upload's session, a film that is
 * up. Stored encrypted; gone when the content changes, when the platform forgets or refuses it, and once the delivery is out.
 */
export interface Progress {
  /** null when nothing was kept. */
  readonly read: () => Promise<JsonObject | null>
  /** Takes the place of what was kept before. @param forMs how long the platform remembers it */
  readonly keep: (value: JsonObject, forMs: number) => Promise<void>
}

/** Secrets of one channel, stored encrypted and never logged. */
export interface Credentials {
  readonly fields: Readonly<Record<string, string>>
  /** When they stop working by themselves; null when they do not. */
  readonly expiresAt: Date | null
}

/** A connected account as the connector sees it. `settings` is what `connect` returned (host, account id …). */
export interface Account {
  readonly remoteAccountId: string
  readonly settings: JsonObject
  readonly credentials: Credentials
  readonly capabilities: Capabilities
}

/** An account a person may choose to connect as a channel. */
export interface ConnectableAccount {
  readonly remoteAccountId: string
  readonly name: string
  readonly handle: string
  readonly url: string | null
  readonly settings: JsonObject
  readonly credentials: Credentials
  readonly capabilities: Capabilities
  /** Permissions the office needs and this account lacks, in the platform's own words. */
  readonly missingPermissions: readonly string[]
}

/** One field of a connect form. The label is translated from `connect.<platform>.<name>`. */
export interface ConnectField {
  readonly name: string
  readonly kind: 'text' | 'secret' | 'host' | 'choice'
  readonly required: boolean
  readonly choices?: readonly string[]
}

/** How an account is connected: a form that is checked at once, or a visit to the platform. */
export type Connect =
  | {
      readonly kind: 'form'
      readonly fields: readonly ConnectField[]
      /** @throws ConnectorError `credentials-revoked` when the platform does not accept them */
      readonly accounts: (
        input: Readonly<Record<string, string>>,
        context: ConnectorContext,
      ) => Promise<readonly ConnectableAccount[]>
    }
  | {
      readonly kind: 'oauth'
      /** What must be known before leaving (an instance's host). */
      readonly fields: readonly ConnectField[]
      /** Registers our application where the platform has one per host; kept by the office and reused. */
      readonly registerApp?: (
        input: Readonly<Record<string, string>>,
        redirectUri: string,
        context: ConnectorContext,
      ) => Promise<OAuthApp>
      readonly authorizeUrl: (request: OAuthRequest) => string
      readonly accounts: (
        request: OAuthRequest & { readonly code: string },
        context: ConnectorContext,
      ) => Promise<readonly ConnectableAccount[]>
    }

export interface OAuthApp {
  readonly host: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface OAuthRequest {
  readonly app: OAuthApp
  readonly redirectUri: string
  readonly state: string
  /** PKCE, S256. */
  readonly codeVerifier: string
  readonly codeChallenge: string
}

/** A picture or video of a variant, readable once more at each try. */
export interface ContentMedia {
  readonly id: string
  readonly kind: 'image' | 'video' | 'audio' | 'document'
  readonly mimeType: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  readonly fileName: string
  /** Description in the variant's language, or "" when none was written. */
  readonly alt: string
  /** The whole file in memory: for what is small. */
  readonly read: () => Promise<Uint8Array>
  /** Bytes from `start` up to, not including, `end`: large files are sent piece by piece. */
  readonly slice: (start: number, end: number) => Promise<Uint8Array>
  /**
   * An address from which the platform may fetch the file itself for the next 24 hours, without redirects.
   * @throws ConnectorError `rejected` `no-public-address`
   */
  readonly publicUrl: () => Promise<string>
}

/** Everything that will be sent for one delivery, resolved: what the approval's hash covers. */
export interface DeliveryContent {
  readonly deliveryId: string
  readonly revision: number
  readonly title: string | null
  /** One entry for a plain post, several for a thread; each within the platform's limit. */
  readonly parts: readonly { readonly text: string; readonly media: readonly ContentMedia[] }[]
  readonly language: string
  readonly link: string | null
  /** Whose content this is, when it carries a partner unit's material further. */
  readonly source: string | null
  /** What a machine helped with: passed on where the platform has a field for it (rule of trust 2). */
  readonly machineMarks: { readonly [what in 'written' | 'translated' | 'drawn']?: boolean | undefined }
  /** Platform options chosen in the composer (form, visibility, contentWarning, …): see `Capabilities.options`. */
  readonly options: JsonObject
  /** Files that options name (a video's thumbnail), by the option's name. */
  readonly attached: Readonly<Record<string, ContentMedia>>
}

/** One irreversible call to come. `payload` is stored before and read back unchanged at every further try. */
export interface PreparedPart {
  /** What `confirm` looks for: unique per part over all deliveries. */
  readonly marker: string
  readonly payload: JsonObject
}

/** A part that is out. `receipt` is what later parts and later reads need (a Bluesky cid). */
export interface CommittedPart {
  readonly remoteId: string
  readonly url: string | null
  readonly receipt: JsonObject
}

/** Whether a commit took effect. `unknown` when the platform cannot tell. */
export type Confirmation =
  | ({ readonly outcome: 'published' } & CommittedPart)
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'unknown' }

export type AbsentReason = 'not-offered' | 'not-permitted' | 'not-yet' | 'failed'

/** Counts for one published item, as the platform last told them. A count it does not offer is absent, never 0. */
export interface ItemMetrics {
  readonly remoteId: string
  readonly values: Partial<Readonly<Record<MetricName, number>>>
  readonly absent: Partial<Readonly<Record<MetricName, AbsentReason>>>
  /** Figures, ids and states of our own item only; no names, handles, texts or lists of people. */
  readonly raw: JsonObject
  /** True when the platform no longer has the item. */
  readonly gone: boolean
}

export interface AccountMetrics {
  readonly followers: number | null
  readonly posts: number | null
  readonly raw: JsonObject
}

/** How an account stands, asked without publishing anything. */
export interface Checkup {
  /** Permissions the office needs and the account lacks now, in the platform's own words. */
  readonly missingPermissions: readonly string[]
  /** What is left of the platform's own allowance for publishing; null where it does not tell. */
  readonly quota: { readonly left: number; readonly max: number; readonly resetsAt: Date | null } | null
  /** What keeps the account from working as people expect, though nothing failed (`app-in-review`): translated by platform. */
  readonly notices: readonly string[]
}

export interface Connector {
  readonly platform: Platform
  readonly connect: Connect
  /** What an account may post when nothing else is known. */
  readonly capabilities: Capabilities
  /** Asks the account's own server for its limits (Mastodon instances differ); kept for a day. */
  readonly discoverCapabilities?: (account: Account, context: ConnectorContext) => Promise<Capabilities>
  /** New credentials for ones about to expire. Called under the channel's lock; the answer is stored before use. */
  readonly refresh?: (account: Account, context: ConnectorContext) => Promise<Credentials>
  /** Publishes nothing: is the account there, and may we post? @throws ConnectorError */
  readonly check: (account: Account, context: ConnectorContext) => Promise<Checkup>
  /**
   * Uploads and everything else that may be repeated; returns the irreversible calls to come, in order. Faults
   * thrown here never leave anything published.
   */
  readonly prepare: (
    content: DeliveryContent,
    account: Account,
    context: ConnectorContext,
  ) => Promise<readonly PreparedPart[]>
  /** The one irreversible call of a part. `before` are the parts already out. */
  readonly commit: (
    part: PreparedPart,
    before: readonly CommittedPart[],
    account: Account,
    context: ConnectorContext,
  ) => Promise<CommittedPart>
  /** Finds out whether a commit took effect. `since`: the database's time before it was sent. */
  readonly confirm: (
    part: PreparedPart,
    before: readonly CommittedPart[],
    since: Date,
    account: Account,
    context: ConnectorContext,
  ) => Promise<Confirmation>
  readonly metrics?: (
    remoteIds: readonly string[],
    account: Account,
    context: ConnectorContext,
  ) => Promise<readonly ItemMetrics[]>
  readonly accountMetrics?: (account: Account, context: ConnectorContext) => Promise<AccountMetrics>
  /**
   * Changes the words of a published part, where the platform lets one: the item stays the same one.
   * @param position which of `content.parts` it is
   * @returns the part as it is now known
   */
  readonly edit?: (
    part: CommittedPart,
    position: number,
    content: DeliveryContent,
    account: Account,
    context: ConnectorContext,
  ) => Promise<CommittedPart>
  /** Takes a published part down; a part already gone is done. */
  readonly remove?: (part: CommittedPart, account: Account, context: ConnectorContext) => Promise<void>
  /** Gives the credentials back (revokes them) when a channel is disconnected. */
  readonly disconnect?: (account: Account, context: ConnectorContext) => Promise<void>
}
