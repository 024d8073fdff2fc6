import { z } from 'zod'
import { jsonOf, readJson } from '../answers.ts'
import { ConnectorError, type ContentMedia, type HttpResponse } from '../contract.ts'
import { GraphRefusal, generalFault, problemIn } from '../meta/refusals.ts'
import { meaningOf } from './client.ts'
import type { Making } from './containers.ts'

const Failure = z.object({
  debug_info: z.object({ retriable: z.boolean().default(false), message: z.string().default('') }),
})
const Done = z.object({ success: z.literal(true) })
const pieceTimeoutMs = 120_000

/** Sends a film into its container, piece by piece. @throws ConnectorError */
export async function uploadFilm(container: string, film: ContentMedia, making: Making): Promise<void> {
  const { access, settings, context } = making
  const url = `${settings.facebookUpload}/ig-api-upload/${settings.version}/${container}`
  for (let offset = 0; offset < film.bytes; offset += settings.pieceBytes) {
    const response = await context.http({
      method: 'POST',
      url,
      headers: { authorization: `OAuth ${access.token}`, offset: String(offset), file_size: String(film.bytes) },
      body: await film.slice(offset, Math.min(film.bytes, offset + settings.pieceBytes)),
      timeoutMs: pieceTimeoutMs,
    })
    assertTaken(response, context.now())
  }
}

function assertTaken(response: HttpResponse, now: Date): void {
  const failure = Failure.safeParse(jsonOf(response))
  if (failure.success) {
    const { retriable, message } = failure.data.debug_info
    throw new ConnectorError(
      retriable
        ? { code: 'platform-down' }
        : { code: 'rejected', problem: 'media-processing', detail: message.slice(0, 300) },
    )
  }
  const problem = problemIn(response)
  if (problem) throw new GraphRefusal(meaningOf(problem) ?? generalFault(problem, response, now), problem)
  readJson(response, Done, { code: 'platform-down' })
}
