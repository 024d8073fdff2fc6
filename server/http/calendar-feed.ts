import { type RequestHandler, Router } from 'express'
import ical from 'ical-generator'
import { platformNames } from '../../connectors/rules/platforms.ts'
import type { CalendarFeeds, FeedContent } from '../domain/calendar-feeds.ts'
import { sendTagged, tagged } from './conditional.ts'

const eventMs = 15 * 60_000

const stateNames = {
  vi: {
    ...{ draft: 'Nháp', scheduled: 'Đã lên lịch', retrying: 'Đang thử lại', sending: 'Đang gửi', published: 'Đã đăng' },
    ...{
      unconfirmed: 'Chưa rõ',
      failed: 'Lỗi',
      missed: 'Lỡ giờ',
      held: 'Tạm giữ',
      cancelled: 'Đã hủy',
      removed: 'Đã gỡ',
    },
  },
  en: {
    ...{ draft: 'Draft', scheduled: 'Scheduled', retrying: 'Trying again', sending: 'Sending', published: 'Published' },
    ...{
      unconfirmed: 'Not confirmed',
      failed: 'Failed',
      missed: 'Missed',
      held: 'On hold',
      cancelled: 'Cancelled',
      removed: 'Taken down',
    },
  },
} as const

/** `/calendar/<256 random bits>.ics`: the plan for other calendar programs. Who has the address reads it. */
export function calendarFeed(feeds: Pick<CalendarFeeds, 'read'>, address: () => string): RequestHandler {
  const router = Router()
  router.get('/calendar/:name', async (req, res, next) => {
    const { name } = req.params
    if (!name.endsWith('.ics')) return next()
    const content = await feeds.read(name.slice(0, -'.ics'.length))
    res.set({ 'X-Robots-Tag': 'noindex', 'Content-Disposition': 'inline; filename="hai-dang.ics"' })
    sendTagged(req, res.type('text/calendar; charset=utf-8'), tagged(render(content, address())), 'private, no-cache')
  })
  return router
}

function render({ name, language, items }: FeedContent, address: string): string {
  const calendar = ical({ name, prodId: { company: 'hai-dang', product: 'plan', language: language.toUpperCase() } })
  for (const { id, dueAt, title, platform, channelName, state, postId, revision } of items) {
    if (!dueAt) continue
    const start = new Date(dueAt)
    calendar.createEvent({
      id: `${id}@hai-dang`,
      sequence: revision,
      // One that did not change keeps its stamp, so that readers see no change.
      stamp: start,
      start,
      end: new Date(start.getTime() + eventMs),
      summary: `${platformNames[platform]} · ${title}`,
      description: `${channelName} · ${stateNames[language][state]}`,
      url: `${address}/posts/${postId}`,
    })
  }
  return calendar.toString()
}
