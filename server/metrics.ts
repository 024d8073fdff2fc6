import type { RequestHandler } from 'express'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What /metrics tells. Every part of the process may register its own figures on `registry`. */
export interface Metrics {
  readonly registry: Registry
  /** Times every request, by route pattern (never by address: ids would make a series each). */
  readonly observe: RequestHandler
  /** Reads a value when /metrics is asked. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'haidang_http_request_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  return {
    registry,
    observe(req, res, next) {
      const stop = duration.startTimer()
      res.once('finish', () => {
        const { route = 'other' } = res.locals as { route?: string }
        stop({ method: req.method, route, status: res.statusCode })
      })
      next()
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read())
        },
      })
    },
  }
}
