import type { DateTime } from 'luxon'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import { troubled } from './connected.ts'
import type { DemoPost } from './days.ts'
import type { Ground } from './ground.ts'
import { channels, type Pair, type UnitKey } from './office.ts'
import type { Fate, PastDelivery } from './past.ts'
import type { SceneName } from './pictures/index.ts'

interface Story {
  readonly platform: Platform
  readonly kind: DemoPost['kind']
  readonly tone: DemoPost['tone']
  readonly unit: UnitKey
  readonly scene: SceneName
  readonly title: Pair
  readonly text: Pair
}

/** What went wrong lately, one of each kind, as a person finds it under "Needs attention". */
export function recentTrouble(ground: Ground): PastDelivery[] {
  const { today } = ground
  // As early this morning, or as late yesterday, as its readers are up.
  const lately = (time: string, hoursAgo: number) => lastAt(today.minus({ hours: hoursAgo }), time)
  const story = (story: Story, at: DateTime<true>, fate: Fate, more: Partial<DemoPost> = {}): PastDelivery => {
    const post = { ...postOf(story, at, 'trouble'), ...more }
    const [delivery] = post.deliveries
    if (!delivery) throw new RangeError(`There is no channel on ${story.platform}`)
    return { post, delivery, fate }
  }
  return [
    story(
      stories.shelters,
      lately('11:30', 2),
      { state: 'failed', fault: { code: 'rejected', problem: 'media-too-large', detail: 'media-too-large' } },
      { usesPoster: true },
    ),
    story(stories.briefing, lately('15:00', 3), { state: 'missed', changed: true }),
    story(stories.visit, lately('09:15', 5), { state: 'missed', changed: false }),
    story(stories.concert, lately('17:00', 2), { state: 'unconfirmed' }),
    story(stories.closure, lately('08:00', 1), { state: 'held', heldBy: ground.id('pause') }),
    story(stories.turtles, minutesFromNow(today, -2), {
      state: 'retrying',
      fault: { code: 'rate-limited', retryAfterMs: 240_000 },
      wakeAt: minutesFromNow(today, 4).toJSDate(),
    }),
  ]
}

/** What goes out in the minutes after the office is opened, so that one sees it happen, and what waits for a channel. */
export function aboutToHappen({ today }: Ground): DemoPost[] {
  return [
    postOf(stories.bell, minutesFromNow(today, 3), 'soon'),
    postOf(stories.harbourLive, minutesFromNow(today, 7), 'soon'),
    postOf(stories.walk, minutesFromNow(today, 12), 'soon'),
    postOf(stories.fog, minutesFromNow(today, 240), 'soon'),
  ]
}

function postOf(story: Story, at: DateTime<true>, prefix: string): DemoPost {
  const { kind, tone, unit, scene, title, text, platform } = story
  return {
    ...{
      key: `${prefix} ${platform}`,
      kind,
      tone,
      unit,
      scene,
      campaign: null,
      variations: [0],
      translatedByMachine: false,
    },
    content: { vi: { title: title[0], text: text[0], link: '' }, en: { title: title[1], text: text[1], link: '' } },
    deliveries: channels
      .filter((channel) => channel.platform === platform)
      .map((channel) => ({ channel, wording: { title: null, parts: null }, at })),
  }
}

/** A wall time has minutes; the next whole one is meant. */
function minutesFromNow(today: DateTime<true>, minutes: number): DateTime<true> {
  return today.plus({ minutes }).startOf('minute')
}

/** The last time that a clock showed `time`. */
function lastAt(before: DateTime<true>, time: string): DateTime<true> {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const sameDay = before.set({ hour, minute, second: 0, millisecond: 0 })
  return sameDay <= before ? sameDay : sameDay.minus({ days: 1 })
}

const stories = {
  shelters: {
    ...{ platform: 'zalo', kind: 'infographic', tone: 'neutral', unit: 'rescue', scene: 'storm' },
    title: ['Bản đồ điểm trú an toàn mùa gió', 'Map of shelters for the windy season'],
    text: [
      'Tất cả điểm trú an toàn của thành phố trên một bản đồ khổ lớn, kèm số điện thoại người trực. In ra và dán ở đầu ngõ.',
      'Every shelter of the city on one large map, with the number of the person on duty. Print it for your street.',
    ],
  },
  briefing: {
    ...{ platform: 'x', kind: 'statement', tone: 'neutral', unit: 'office', scene: 'hall' },
    title: ['Họp báo về đường dẫn cầu Cánh Buồm', 'Press briefing on the Canh Buom approach road'],
    text: [
      'Họp báo về đường dẫn cầu Cánh Buồm: 9:30 sáng mai, phòng họp tầng 2, có phiên dịch tiếng Anh.',
      'Press briefing on the Canh Buom approach road: tomorrow 9:30, second floor, interpreting into English. Please register by noon.',
    ],
  },
  visit: {
    ...{ platform: troubled.expiring, kind: 'news', tone: 'positive', unit: 'investment', scene: 'turbines' },
    title: ['Mở đăng ký thăm xưởng cánh quạt gió', 'Register to visit the blade workshop'],
    text: [
      'Xưởng cánh quạt gió ở bán đảo Đá Bạc mở cửa cho nhà đầu tư vào thứ Ba đầu tháng tới.',
      'The blade workshop at Da Bac peninsula opens its doors to investors on the first Tuesday of next month. Thirty places, boots provided.',
    ],
  },
  concert: {
    ...{ platform: 'facebook', kind: 'news', tone: 'positive', unit: 'culture', scene: 'lanterns' },
    title: ['Tối nay có nhạc ở phố đi bộ Ven Sông', 'Music at the Riverside walk tonight'],
    text: [
      'Tối nay ban nhạc công nhân cảng chơi ở phố đi bộ Ven Sông từ 19:30. Mang theo ghế con, trẻ em ngồi hàng đầu.',
      'The dockers’ band plays at the Riverside walk tonight from 19:30. Bring a stool; children sit in front.',
    ],
  },
  closure: {
    ...{ platform: troubled.paused, kind: 'statement', tone: 'neutral', unit: 'office', scene: 'bus' },
    title: ['Đổi điểm đón xe buýt ở chợ Hải Thanh', 'Bus stop moved at Hai Thanh market'],
    text: [
      'Trong ba ngày tới, xe buýt số 7 và 12 đón khách ở cổng đông chợ Hải Thanh để thay mái che trạm cũ.',
      'For the next three days buses 7 and 12 stop at the east gate of Hai Thanh market while the old shelter is replaced.',
    ],
  },
  turtles: {
    ...{ platform: 'bluesky', kind: 'news', tone: 'positive', unit: 'island', scene: 'beach' },
    title: ['Ổ trứng rùa thứ ba trong tháng', 'Third turtle nest this month'],
    text: [
      'Kiểm lâm biển đảo Mây vừa ghi nhận ổ trứng rùa thứ ba trong tháng. Xin đi lối ván, đừng bật đèn.',
      'Rangers on May island have recorded the third turtle nest this month. Please stay on the boardwalk and keep lights off.',
    ],
  },
  bell: {
    ...{ platform: 'wordpress', kind: 'news', tone: 'positive', unit: 'museum', scene: 'museum' },
    title: ['Chuông tàu cổ về với Bảo tàng Hàng hải', 'An old ship’s bell comes to the Maritime Museum'],
    text: [
      'Một gia đình ở phố cổ Cửa Nước vừa trao cho Bảo tàng Hàng hải chiếc chuông đồng của con tàu từng chạy tuyến đảo Mây.\n\nChuông được làm sạch trong hai tuần và sẽ treo ở phòng 3, nơi trẻ em được gõ thử mỗi sáng Chủ nhật.',
      'A family of Cua Nuoc old quarter has given the Maritime Museum the bronze bell of a ship that once served May island.\n\nIt is being cleaned for two weeks and will hang in room 3, where children may ring it on Sunday mornings.',
    ],
  },
  harbourLive: {
    ...{ platform: 'facebook', kind: 'photo_story', tone: 'positive', unit: 'studio', scene: 'harbour' },
    title: ['Ngay lúc này ở bến Hải Âu', 'Right now at Hai Au wharf'],
    text: [
      'Ngay lúc này ở bến Hải Âu: tàu khách vừa cập, hải âu theo kín mũi tàu. Bạn đang ở gần? Chụp cho chúng tôi một tấm nhé.',
      'Right now at Hai Au wharf: the ferry has just come in, gulls all around its bow. Are you near? Send us a picture.',
    ],
  },
  walk: {
    ...{ platform: 'instagram', kind: 'photo_story', tone: 'positive', unit: 'culture', scene: 'bridge' },
    title: ['Đi bộ lúc chiều xuống', 'A walk at the end of the day'],
    text: [
      'Từ cầu Cánh Buồm xuống phố đi bộ Ven Sông mất 25 phút, nhiều ghế nghỉ, không bậc thang.',
      'From Canh Buom bridge down to the Riverside walk: 25 minutes, plenty of benches, no steps.\n\n#VisitPortCity #GoldenHour',
    ],
  },
  fog: {
    ...{ platform: troubled.broken, kind: 'photo_story', tone: 'positive', unit: 'studio', scene: 'lighthouse' },
    title: ['Sương trên mũi Gió', 'Fog over Gio point'],
    text: [
      'Sương xuống mũi Gió, hải đăng bật sớm hai tiếng. Người trông đèn bảo: mùa này đêm nào cũng nghe còi tàu gọi nhau.',
      'Fog came down on Gio point and the lighthouse was lit two hours early.',
    ],
  },
} as const satisfies Record<string, Story>
