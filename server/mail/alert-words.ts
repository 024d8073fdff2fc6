import type { Platform } from '../../connectors/rules/platforms.ts'
import type { AlertKind } from '../db/schema.ts'

/** What a mail about alerts says, in one language. The words are those of the pages. */
export interface AlertWords {
  readonly platform: Record<Platform, string>
  readonly practice: string
  readonly due: string
  readonly ends: string
  readonly channel: string
  readonly what: Record<AlertKind, string>
  /** Next step, by what it is. */
  readonly step: Record<AlertKind, string>
  /** Why, by what keeps an overdue delivery, or by the fault of one that failed. */
  readonly why: Readonly<Record<string, string>>
  readonly open: string
  readonly openAll: string
  subject(count: number): string
  greeting(name: string): string
  intro(count: number, office: string): string
  more(count: number): string
  readonly withoutLinks: string
  readonly footer: string
}

const names = {
  ...{ facebook: 'Facebook', youtube: 'YouTube', tiktok: 'TikTok', zalo: 'Zalo OA', x: 'X', instagram: 'Instagram' },
  ...{ threads: 'Threads', linkedin: 'LinkedIn', telegram: 'Telegram', bluesky: 'Bluesky', mastodon: 'Mastodon' },
}

const vi: AlertWords = {
  platform: { ...names, wordpress: 'Cổng thông tin', email: 'Bản tin thư' },
  practice: 'thực hành',
  due: 'Giờ đăng',
  ends: 'Hết hạn',
  channel: 'Kênh',
  what: {
    overdue: 'Quá giờ mà chưa lên kênh',
    failed: 'Không đăng được',
    missed: 'Lỡ giờ, không tự gửi muộn',
    unconfirmed: 'Chưa xác nhận: có thể đã lên kênh',
    held: 'Còn giữ sau khi mở lại, không tự gửi',
    'channel-lost': 'Kênh mất quyền đăng',
    'channel-ends-day': 'Quyền đăng của kênh hết hạn trong 1 ngày',
    'channel-ends-week': 'Quyền đăng của kênh hết hạn trong 7 ngày',
  },
  step: {
    overdue: 'Xem lý do trên trang. Không cần gửi lại: nếu còn trong hạn, lượt này tự đi khi hết vướng.',
    failed: 'Sửa theo lý do rồi chọn gửi lại, hoặc bỏ.',
    missed: 'Chọn gửi ngay, dời sang giờ khác, hoặc bỏ.',
    unconfirmed: 'Mở kênh xem bài đã lên chưa, rồi trả lời trên trang. Đừng gửi lại trước khi xem.',
    held: 'Chọn giữ, dời hoặc bỏ.',
    'channel-lost': 'Quản trị kết nối lại kênh. Lịch đã đặt vẫn giữ nguyên.',
    'channel-ends-day': 'Quản trị kết nối lại kênh hôm nay để không lỡ lượt nào.',
    'channel-ends-week': 'Quản trị kết nối lại kênh trước ngày đó để không lỡ lượt nào.',
  },
  why: {
    'not-released': 'Chưa ai thả lượt này.',
    changed: 'Nội dung đã đổi sau khi được thả. Cần xem lại và thả bản mới.',
    'channel-broken': 'Kênh mất quyền đăng.',
    'not-attested': 'Chưa ai xác nhận kênh này là kênh chính thức của cơ quan.',
    resting: 'Nền tảng tạm thời không nhận thêm bài của kênh.',
    late: 'Đã trễ quá mức cho phép.',
    'rate-limited': 'Nền tảng báo đã gửi quá nhiều trong lúc này.',
    unreachable: 'Không kết nối được tới nền tảng.',
    'platform-down': 'Nền tảng đang gặp sự cố hoặc bảo trì.',
    'outcome-unknown': 'Nền tảng ngắt kết nối đúng lúc nhận bài.',
    rejected: 'Nền tảng từ chối bài này.',
    'credentials-expired': 'Quyền đăng đã hết hạn.',
    'credentials-revoked': 'Nền tảng đã thu hồi quyền đăng.',
  },
  open: 'Mở',
  openAll: 'Mở trang Cần chú ý',
  subject: (count) => `${count} việc cần chú ý`,
  greeting: (name) => `Chào ${name},`,
  intro: (count, office) => `${office} có ${count} việc cần chú ý:`,
  more: (count) => `và ${count} việc nữa.`,
  withoutLinks: 'Mở Hải Đăng, trang Cần chú ý, để xem và quyết định.',
  footer: 'Thư này do Hải Đăng tự gửi, nhiều nhất một thư trong 5 phút. Chọn nhận thư nào ở Cài đặt, phần Của tôi.',
}

const en: AlertWords = {
  platform: { ...names, wordpress: 'Web portal', email: 'E-mail newsletter' },
  practice: 'practice',
  due: 'Due',
  ends: 'Ends',
  channel: 'Channel',
  what: {
    overdue: 'Overdue and not out',
    failed: 'Not published',
    missed: 'Missed its time, not sent late by itself',
    unconfirmed: 'Not confirmed: it may be out',
    held: 'Still on hold after a pause, not sent by itself',
    'channel-lost': 'The channel has lost its permission to post',
    'channel-ends-day': 'The channel’s permission to post ends within 1 day',
    'channel-ends-week': 'The channel’s permission to post ends within 7 days',
  },
  step: {
    overdue:
      'See the reason on the page. It need not be sent again: if still in time, it goes once nothing is in its way.',
    failed: 'Put right what the reason says and send it again, or drop it.',
    missed: 'Send it now, move it to another time, or drop it.',
    unconfirmed: 'Look at the channel whether it is out, then answer on the page. Do not send it again before.',
    held: 'Keep, move or drop it.',
    'channel-lost': 'An administrator reconnects the channel. Everything scheduled is kept.',
    'channel-ends-day': 'An administrator reconnects the channel today, so that no delivery is missed.',
    'channel-ends-week': 'An administrator reconnects the channel before that day, so that no delivery is missed.',
  },
  why: {
    'not-released': 'Nobody has released it.',
    changed: 'Its content was changed after it was released. Somebody has to look at the new version.',
    'channel-broken': 'The channel has lost its permission to post.',
    'not-attested': 'Nobody has stated that this channel is the office’s own.',
    resting: 'The platform takes no more posts of this channel for now.',
    late: 'It is later than allowed.',
    'rate-limited': 'The platform says that too much was sent just now.',
    unreachable: 'The platform could not be reached.',
    'platform-down': 'The platform is having trouble or is under maintenance.',
    'outcome-unknown': 'The platform hung up just as it took the post.',
    rejected: 'The platform refused it.',
    'credentials-expired': 'The permission to post has expired.',
    'credentials-revoked': 'The platform has withdrawn the permission to post.',
  },
  open: 'Open',
  openAll: 'Open Needs attention',
  subject: (count) => (count === 1 ? '1 thing needs attention' : `${count} things need attention`),
  greeting: (name) => `Hello ${name},`,
  intro: (count, office) => `${office}: ${count === 1 ? '1 thing needs' : `${count} things need`} attention.`,
  more: (count) => `and ${count} more.`,
  withoutLinks: 'Open Hải Đăng, page Needs attention, to see and decide.',
  footer: 'Hải Đăng sent this by itself, at most one mail in 5 minutes. Choose which ones you get in Settings, Mine.',
}

export const alertWords = { vi, en } as const
