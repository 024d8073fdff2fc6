import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Nothing from elsewhere is loaded, nothing inline runs, nobody frames us. */
export const securityPolicy = {
  'default-src': ["'self'"],
  // Mantine and FullCalendar place elements by style attributes.
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'media-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
}

/** Headers of every answer. */
export function securityHeaders({ tls }: { tls: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: securityPolicy },
    frameguard: { action: 'deny' },
    strictTransportSecurity: tls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  })
}
