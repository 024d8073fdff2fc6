import { resolve } from 'node:path'
import { z } from 'zod'

const flag = z.stringbool({ truthy: ['1', 'true', 'on', 'yes'], falsy: ['0', 'false', 'off', 'no'] })
const absent = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(absent, schema.optional())
const withDefault = <T>(schema: z.ZodType<T>, value: T) =>
  z.preprocess(absent, schema.optional()).transform((given) => given ?? value)
/** A socket's address (`postgresql://user@/name?host=/run/postgresql`) is one too, though no URL parser takes it. */
const postgres = z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'must be a postgresql:// address')

/** Every environment variable Hải Đăng reads. README.md holds the same table for people; a test compares the two. */
export const Environment = z.object({
  PORT: withDefault(z.coerce.number().int().min(0).max(65535), 3000),
  HOST: withDefault(z.string().max(255), '127.0.0.1'),
  PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
  HAIDANG_DATA: withDefault(z.string(), './data'),
  HAIDANG_KEY: optional(z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits (32 bytes)')),
  HAIDANG_PRACTICE: withDefault(flag, true),
  HAIDANG_ALLOW_HOSTS: withDefault(
    z.string().regex(/^$|^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'must be a list like 10.0.0.5:443,peer.test:8080'),
    '',
  ),
  DATABASE_URL: optional(postgres),
  DATABASE_OWNER_URL: optional(postgres),
  DATABASE_POOL: withDefault(z.coerce.number().int().min(2).max(200), 10),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/, error: 'must be a redis:// address' })),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' })),
  MAIL_FROM: optional(z.string().regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an address, or Name <address>')),
  LOG_LEVEL: withDefault(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info'),
  TRUST_PROXY: withDefault(flag, false),
  METRICS_TOKEN: optional(z.string().min(16, 'must have at least 16 characters')),
})
export type Environment = z.infer<typeof Environment>

export interface Config {
  readonly host: string
  readonly port: number
  /** Where people reach us; null: the address we listen on. */
  readonly publicUrl: string | null
  readonly dataDir: string
  /** 32 bytes as hex; null: a file in the data folder. */
  readonly key: string | null
  readonly practice: boolean
  readonly allowHosts: readonly string[]
  /** null: the embedded PostgreSQL in the data folder. */
  readonly database: { readonly url: string; readonly ownerUrl: string | null } | null
  readonly databasePool: number
  readonly redisUrl: string | null
  /** null: alerts are not sent by mail. */
  readonly mail: { readonly url: string; readonly from: string } | null
  readonly logLevel: Environment['LOG_LEVEL']
  readonly trustProxy: boolean
  readonly metricsToken: string | null
}

/** One clear sentence for each wrong value; the start stops with all of them. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** @throws ConfigError */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`))
  const env = parsed.data
  if (env.DATABASE_OWNER_URL && !env.DATABASE_URL)
    throw new ConfigError([
      'DATABASE_OWNER_URL is set without DATABASE_URL: set both, or neither for the embedded database.',
    ])
  if (env.SMTP_URL && !env.MAIL_FROM)
    throw new ConfigError(['SMTP_URL is set without MAIL_FROM: say which address the mails come from.'])
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    dataDir: resolve(env.HAIDANG_DATA),
    key: env.HAIDANG_KEY ?? null,
    practice: env.HAIDANG_PRACTICE,
    allowHosts: env.HAIDANG_ALLOW_HOSTS === '' ? [] : env.HAIDANG_ALLOW_HOSTS.split(','),
    database: env.DATABASE_URL ? { url: env.DATABASE_URL, ownerUrl: env.DATABASE_OWNER_URL ?? null } : null,
    databasePool: env.DATABASE_POOL,
    redisUrl: env.REDIS_URL ?? null,
    mail: env.SMTP_URL && env.MAIL_FROM ? { url: env.SMTP_URL, from: env.MAIL_FROM } : null,
    logLevel: env.LOG_LEVEL,
    trustProxy: env.TRUST_PROXY,
    metricsToken: env.METRICS_TOKEN ?? null,
  }
}
