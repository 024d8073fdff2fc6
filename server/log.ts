import { IncomingMessage, ServerResponse } from 'node:http'
import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

const secretName =
  /cookie|authorization|password|passwd|token|secret|credential|api[-_]?key|access[-_]?key|(^|[-_])key$/i
const hidden = '[redacted]'

/**
 * The process's log: one JSON object a line. Values are hidden by the name of their field at any depth; errors are told
 * by name, message and stack alone, because those of HTTP clients carry whole requests; addresses lose their query and
 * anything as long as a token.
 */
export function createLogger(options: { level: string; destination?: DestinationStream }): Logger {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => clean(fields, 0) as Record<string, unknown>,
      },
      // Errors are told by `clean`; pino's own way copies every field of them.
      serializers: { err: (told: unknown) => told },
      hooks: {
        logMethod(given, method) {
          const [first, ...rest] = given as unknown[]
          const texts = rest.map((item) => (typeof item === 'string' ? cleanText(item) : item))
          const fields = first instanceof Error ? { err: first, msg: cleanText(first.message) } : first
          method.apply(this, [typeof fields === 'string' ? cleanText(fields) : fields, ...texts] as never)
        },
      },
    },
    options.destination ?? pino.destination({ dest: 1, sync: false }),
  )
  // pino's formatters leave the bindings of a child as they are. Children inherit this one, so theirs are clean too.
  const { child } = logger
  logger.child = function (this: Logger, bindings: object, ...rest: unknown[]) {
    return Reflect.apply(child, this, [clean(bindings, 0), ...rest])
  } as Logger['child']
  return logger
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return describeError(value, depth)
  if (value instanceof IncomingMessage) return describeRequest(value)
  if (value instanceof ServerResponse) return { status: value.statusCode }
  if (value instanceof Date) return value.toISOString()
  if (depth > 6) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => clean(item, depth + 1))
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
    return `[${value.constructor.name}]`
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretName.test(key) && item !== null && typeof item !== 'number' ? hidden : clean(item, depth + 1),
    ]),
  )
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown }
  return {
    name: error.name,
    message: cleanText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: cleanText(error.stack ?? ''),
    ...(error.cause === undefined || depth > 4 ? {} : { cause: clean(error.cause, depth + 1) }),
  }
}

function describeRequest(req: IncomingMessage): Record<string, unknown> {
  const { originalUrl = req.url ?? '' } = req as { originalUrl?: string }
  return { method: req.method, path: cleanPath(originalUrl), from: req.socket.remoteAddress }
}

/** Without the query (codes, states), and without path segments as long as a token: uuids stay. */
const cleanPath = (url: string) => (url.split('?', 1)[0] ?? '').replace(/[\w-]{40,}/g, hidden)

/** Texts of others' errors: user and password in addresses, bearer tokens, and the queries of addresses. */
const cleanText = (text: string) =>
  text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi, `$1${hidden}@`)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`)
    .replace(/(https?:\/\/[^\s?#"']+)[?#][^\s"']*/gi, '$1')
