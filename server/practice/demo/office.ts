import type { z } from 'zod'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import type { Audience } from '../../contract/channels.ts'
import type { DemoAccounts, Role } from '../../contract/people.ts'

/** The demo office: a made-up port city. Every name in it is invented, so that no made-up news is about a real place. */

/** In Vietnamese and in English. */
export type Pair = readonly [vi: string, en: string]
export type Language = 'vi' | 'en'
export const inLanguage = ([vi, en]: Pair, language: Language) => (language === 'vi' ? vi : en)

export const office = {
  name: 'Văn phòng Truyền thông Thành phố Cảng',
  zone: 'Asia/Ho_Chi_Minh',
  language: 'vi',
  /** Where the city's articles would stand; the name is reserved and leads nowhere. */
  site: 'https://thanhphocang.example',
} as const

export const units = {
  office: { parent: null, name: ['Văn phòng Truyền thông', 'Communications Office'] },
  newsroom: { parent: 'office', name: ['Tổ Biên tập', 'Newsroom'] },
  studio: { parent: 'office', name: ['Tổ Ảnh và Video', 'Photo and Video'] },
  ports: { parent: 'office', name: ['Sở Kinh tế và Cảng biển', 'Economy and Ports'] },
  investment: { parent: 'ports', name: ['Trung tâm Xúc tiến Đầu tư', 'Investment Promotion Centre'] },
  culture: { parent: 'office', name: ['Sở Văn hóa và Du lịch', 'Culture and Tourism'] },
  museum: { parent: 'culture', name: ['Bảo tàng Hàng hải', 'Maritime Museum'] },
  health: { parent: 'office', name: ['Sở Y tế', 'Health'] },
  education: { parent: 'office', name: ['Sở Giáo dục', 'Education'] },
  environment: { parent: 'office', name: ['Công ty Môi trường đô thị', 'City Environment Company'] },
  rescue: { parent: 'office', name: ['Ban Phòng chống thiên tai', 'Disaster Prevention'] },
  island: { parent: 'office', name: ['Đặc khu đảo Mây', 'May Island District'] },
} as const satisfies Record<string, { parent: string | null; name: Pair }>
export type UnitKey = keyof typeof units
export const unitKeys = Object.keys(units) as readonly UnitKey[]

/** One shared password: the sign-in page and the first line of the start offer it. */
export const demoPassword = 'hai-dang-luyen-tap'

export interface DemoPerson {
  readonly role: Role
  readonly name: string
  readonly email: string
  readonly unit: UnitKey
}

export const demoPeople: readonly DemoPerson[] = [
  { role: 'officer', name: 'Nguyễn Thu Hà', email: 'officer@demo.haidang.test', unit: 'newsroom' },
  { role: 'manager', name: 'Lê Hải Yến', email: 'manager@demo.haidang.test', unit: 'office' },
  { role: 'approver', name: 'Phạm Quốc Bảo', email: 'approver@demo.haidang.test', unit: 'office' },
  { role: 'contributor', name: 'Vũ Ngọc Anh', email: 'contributor@demo.haidang.test', unit: 'museum' },
  { role: 'admin', name: 'Đỗ Minh Quân', email: 'admin@demo.haidang.test', unit: 'office' },
]

/** As the sign-in page offers them. */
export const demoAccounts: DemoAccounts = {
  password: demoPassword,
  people: demoPeople.map(({ name, email, role }) => ({ name, email, role })),
}

/** Dates count in days from today. */
export const campaigns = {
  festival: {
    name: ['Mùa hội Thành phố Cảng', 'Port City Festival Season'],
    unit: 'culture',
    from: -24,
    to: 27,
    objective: [
      'Người dân và du khách biết lịch hội, đi lại thuận tiện và kể lại thành phố bằng ảnh của mình.',
      'Residents and visitors know the programme and tell the city in their own pictures.',
    ],
    audience: 'residents, visitors',
  },
  invest: {
    name: ['Đầu tư vào Thành phố Cảng', 'Invest in Port City'],
    unit: 'investment',
    from: -95,
    to: 62,
    objective: [
      'Nhà đầu tư thấy hạ tầng, thủ tục và những dự án đang chạy thật.',
      'Investors see the infrastructure, the procedures and projects that really run.',
    ],
    audience: 'investors, press',
  },
  green: {
    name: ['Thành phố xanh bên biển', 'A Green City by the Sea'],
    unit: 'environment',
    from: -47,
    to: 44,
    objective: [
      'Mỗi phường một việc xanh làm được ngay, có số liệu trước và sau.',
      'One green thing every ward can do at once, with figures before and after.',
    ],
    audience: 'residents',
  },
} as const satisfies Record<
  string,
  { name: Pair; unit: UnitKey; from: number; to: number; objective: Pair; audience: string }
>
export type CampaignKey = keyof typeof campaigns
export const campaignKeys = Object.keys(campaigns) as readonly CampaignKey[]

export interface DemoChannel {
  readonly platform: Platform
  readonly account: string
  readonly name: string
  readonly language: Language
  readonly audience: z.infer<typeof Audience>
  readonly unit: UnitKey
}

export const channels: readonly DemoChannel[] = [
  {
    platform: 'facebook',
    account: 'thanhphocang',
    name: 'Thành phố Cảng',
    language: 'vi',
    audience: 'residents',
    unit: 'newsroom',
  },
  {
    platform: 'youtube',
    account: 'thanhphocang.tv',
    name: 'Truyền hình Thành phố Cảng',
    language: 'vi',
    audience: 'residents',
    unit: 'studio',
  },
  {
    platform: 'tiktok',
    account: 'cang.ke.chuyen',
    name: 'Cảng Kể Chuyện',
    language: 'vi',
    audience: 'residents',
    unit: 'studio',
  },
  {
    platform: 'zalo',
    account: 'thanhphocang.oa',
    name: 'Thành phố Cảng',
    language: 'vi',
    audience: 'residents',
    unit: 'newsroom',
  },
  {
    platform: 'x',
    account: 'portcity.press',
    name: 'Port City Press Desk',
    language: 'en',
    audience: 'press',
    unit: 'newsroom',
  },
  {
    platform: 'instagram',
    account: 'visit.portcity',
    name: 'Visit Port City',
    language: 'en',
    audience: 'visitors',
    unit: 'culture',
  },
  {
    platform: 'threads',
    account: 'chuyen.pho.cang',
    name: 'Chuyện phố Cảng',
    language: 'vi',
    audience: 'residents',
    unit: 'studio',
  },
  {
    platform: 'linkedin',
    account: 'invest.portcity',
    name: 'Invest in Port City',
    language: 'en',
    audience: 'investors',
    unit: 'investment',
  },
  {
    platform: 'telegram',
    account: 'tin.nhanh.cang',
    name: 'Tin nhanh Thành phố Cảng',
    language: 'vi',
    audience: 'residents',
    unit: 'newsroom',
  },
  {
    platform: 'bluesky',
    account: 'portcity.news',
    name: 'Port City News',
    language: 'en',
    audience: 'press',
    unit: 'newsroom',
  },
  {
    platform: 'mastodon',
    account: 'portcity.green',
    name: 'Port City Green',
    language: 'en',
    audience: 'visitors',
    unit: 'environment',
  },
  {
    platform: 'wordpress',
    account: 'cong.thong.tin',
    name: 'Cổng thông tin Thành phố Cảng',
    language: 'vi',
    audience: 'residents',
    unit: 'newsroom',
  },
  {
    platform: 'email',
    account: 'thu.xa.que',
    name: 'Thư gửi người xa quê',
    language: 'vi',
    audience: 'compatriots',
    unit: 'newsroom',
  },
]

export const places: readonly Pair[] = [
  ['bến Hải Âu', 'Hai Au wharf'],
  ['phố đi bộ Ven Sông', 'the Riverside walk'],
  ['đảo Mây', 'May island'],
  ['quảng trường Hải Đăng', 'Lighthouse square'],
  ['công viên Sóng Biển', 'Song Bien park'],
  ['cầu Cánh Buồm', 'Canh Buom bridge'],
  ['bán đảo Đá Bạc', 'Da Bac peninsula'],
  ['bãi Cát Vàng', 'Cat Vang beach'],
  ['làng nghề Phượng Hạ', 'Phuong Ha craft village'],
  ['vườn hoa Bến Cũ', 'Ben Cu garden'],
  ['chợ Hải Thanh', 'Hai Thanh market'],
  ['phường Lạc Viên Đông', 'Lac Vien Dong ward'],
  ['phố cổ Cửa Nước', 'Cua Nuoc old quarter'],
  ['bến phà Gió', 'the Gio ferry landing'],
]
