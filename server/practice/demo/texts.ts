import type { z } from 'zod'
import type { Kind, Tone } from '../../contract/content.ts'
import type { SceneName } from './pictures.ts'

/** One piece of made-up content in two languages. `{place}`, `{n}` and `{day}` are filled in so that no two are alike. */
export interface DemoText {
  readonly kind: z.infer<typeof Kind>
  readonly tone: z.infer<typeof Tone>
  /** Index into the demo's units and campaigns. */
  readonly unit: number
  readonly campaign: number | null
  readonly scene: SceneName
  readonly vi: { readonly title: string; readonly text: string }
  readonly en: { readonly title: string; readonly text: string }
}

export const places = [
  { vi: 'bến Bính', en: 'Binh wharf' },
  { vi: 'phố đi bộ Tam Bạc', en: 'Tam Bac walking street' },
  { vi: 'đảo Cát Bà', en: 'Cat Ba island' },
  { vi: 'quảng trường Nhà hát', en: 'Opera House square' },
  { vi: 'công viên Rồng Biển', en: 'Sea Dragon park' },
  { vi: 'cầu Hoàng Văn Thụ', en: 'Hoang Van Thu bridge' },
  { vi: 'bán đảo Đình Vũ', en: 'Dinh Vu peninsula' },
  { vi: 'khu Đồ Sơn', en: 'Do Son' },
  { vi: 'làng nghề Bảo Hà', en: 'Bao Ha craft village' },
  { vi: 'vườn hoa Nguyễn Du', en: 'Nguyen Du garden' },
] as const

export const texts: readonly DemoText[] = [
  {
    kind: 'news',
    tone: 'positive',
    unit: 3,
    campaign: 0,
    scene: 'flamboyant',
    vi: {
      title: 'Hoa phượng nở rộ ở {place}',
      text: 'Sáng {day}, những hàng phượng ở {place} đã vào độ rực rỡ nhất. Mời bà con và du khách ghé chụp ảnh; đường vào mở từ 6:00, gửi xe miễn phí. #HoaPhuongDo',
    },
    en: {
      title: 'Flamboyants in bloom at {place}',
      text: 'On {day} the flamboyant trees at {place} reached their brightest. Come and take pictures: the lane opens at 6:00 and parking is free. #RedFlamboyant',
    },
  },
  {
    kind: 'photo_story',
    tone: 'positive',
    unit: 3,
    campaign: 0,
    scene: 'harbour',
    vi: {
      title: 'Bộ ảnh: một buổi sớm ở {place}',
      text: 'Từ chuyến đò đầu tiên đến tiếng còi tàu vào cảng: {n} khoảnh khắc ghi lại ở {place} trong buổi sớm {day}.',
    },
    en: {
      title: 'In pictures: early morning at {place}',
      text: 'From the first ferry to the horn of an arriving ship: {n} moments from {place} on the morning of {day}.',
    },
  },
  {
    kind: 'infographic',
    tone: 'positive',
    unit: 1,
    campaign: 1,
    scene: 'cranes',
    vi: {
      title: 'Cảng biển qua {n} con số',
      text: 'Sản lượng, số tàu, thời gian thông quan và lượng hàng xanh qua cảng: {n} con số đáng chú ý tính đến {day}.',
    },
    en: {
      title: 'The port in {n} figures',
      text: 'Throughput, calls, clearance time and green cargo: {n} figures worth knowing as of {day}.',
    },
  },
  {
    kind: 'news',
    tone: 'positive',
    unit: 1,
    campaign: 1,
    scene: 'cranes',
    vi: {
      title: 'Thêm {n} nhà đầu tư khảo sát {place}',
      text: 'Ngày {day}, {n} doanh nghiệp đến khảo sát hạ tầng ở {place}, tập trung vào kho lạnh, điện gió và sửa chữa tàu.',
    },
    en: {
      title: '{n} more investors visit {place}',
      text: 'On {day}, {n} companies looked at the infrastructure of {place}, with a focus on cold storage, offshore wind and ship repair.',
    },
  },
  {
    kind: 'statement',
    tone: 'neutral',
    unit: 0,
    campaign: null,
    scene: 'hall',
    vi: {
      title: 'Thông báo về giao thông quanh {place}',
      text: 'Từ 20:00 ngày {day}, xe tải trên {n} tấn tạm thời không vào {place} để nâng cấp mặt đường. Lối vòng có biển chỉ dẫn.',
    },
    en: {
      title: 'Notice: traffic around {place}',
      text: 'From 20:00 on {day}, lorries over {n} tonnes may not enter {place} while the road is resurfaced. Follow the signs for the detour.',
    },
  },
  {
    kind: 'short_video',
    tone: 'positive',
    unit: 4,
    campaign: 0,
    scene: 'food',
    vi: {
      title: '60 giây: món ngon ở {place}',
      text: 'Bánh đa cua, nem cua bể và {n} quán nhỏ mà người ở đây vẫn ghé. Tập {n}, quay ở {place} ngày {day}.',
    },
    en: {
      title: '60 seconds of good food at {place}',
      text: 'Crab noodles, crab rolls and {n} small places that locals love. Episode {n}, filmed at {place} on {day}.',
    },
  },
  {
    kind: 'news',
    tone: 'neutral',
    unit: 5,
    campaign: 2,
    scene: 'clinic',
    vi: {
      title: 'Lịch tiêm chủng tuần này tại {place}',
      text: 'Trạm y tế ở {place} tiêm vào sáng thứ Ba và thứ Năm tuần của ngày {day}, {n} suất mỗi buổi. Mang theo sổ tiêm của bé.',
    },
    en: {
      title: 'This week’s vaccinations at {place}',
      text: 'The clinic at {place} is open on Tuesday and Thursday mornings in the week of {day}, {n} places each. Please bring the child’s record.',
    },
  },
  {
    kind: 'correction',
    tone: 'corrective',
    unit: 0,
    campaign: null,
    scene: 'hall',
    vi: {
      title: 'Đính chính: giờ mở cửa ở {place}',
      text: 'Bản tin trước ghi sai giờ. Giờ đúng ở {place} là 8:00 đến {n}:30 kể từ {day}. Nguồn: ban quản lý. Xin lỗi bạn đọc vì nhầm lẫn.',
    },
    en: {
      title: 'Correction: opening hours at {place}',
      text: 'Our earlier notice gave the wrong time. {place} is open from 8:00 to {n}:30 as of {day}. Source: its management. We are sorry for the mistake.',
    },
  },
  {
    kind: 'video',
    tone: 'positive',
    unit: 2,
    campaign: 2,
    scene: 'harbour',
    vi: {
      title: 'Phóng sự: những người giữ {place} sạch',
      text: 'Họ bắt đầu ca từ 4 giờ sáng. {n} phút cùng đội môi trường ở {place}, ghi hình ngày {day}.',
    },
    en: {
      title: 'Report: the people who keep {place} clean',
      text: 'Their shift begins at 4 in the morning. {n} minutes with the crew at {place}, filmed on {day}.',
    },
  },
  {
    kind: 'podcast',
    tone: 'positive',
    unit: 6,
    campaign: null,
    scene: 'lighthouse',
    vi: {
      title: 'Podcast số {n}: chuyện ở {place}',
      text: 'Người trông hải đăng kể về {n} mùa gió và những chuyến tàu đêm qua {place}. Nghe từ {day}.',
    },
    en: {
      title: 'Podcast {n}: stories from {place}',
      text: 'A lighthouse keeper on {n} seasons of wind and the night ships passing {place}. Out on {day}.',
    },
  },
  {
    kind: 'news',
    tone: 'positive',
    unit: 7,
    campaign: 2,
    scene: 'school',
    vi: {
      title: 'Học sinh {place} trồng {n} cây xanh',
      text: 'Ngày {day}, các em cùng thầy cô ở {place} trồng {n} cây phượng và bằng lăng quanh sân trường.',
    },
    en: {
      title: 'Pupils plant {n} trees at {place}',
      text: 'On {day}, pupils and teachers at {place} planted {n} flamboyant and crape myrtle trees around the school yard.',
    },
  },
  {
    kind: 'news',
    tone: 'critical',
    unit: 8,
    campaign: null,
    scene: 'hall',
    vi: {
      title: 'Xử lý {n} điểm đổ rác sai quy định ở {place}',
      text: 'Kiểm tra ngày {day} phát hiện {n} điểm đổ rác sai quy định ở {place}. Quận đã lập biên bản và thu gom trong ngày.',
    },
    en: {
      title: '{n} illegal dumps dealt with at {place}',
      text: 'An inspection on {day} found {n} illegal dumps at {place}. The district fined those responsible and cleared them the same day.',
    },
  },
  {
    kind: 'newsletter',
    tone: 'neutral',
    unit: 0,
    campaign: null,
    scene: 'lighthouse',
    vi: {
      title: 'Bản tin tuần {n}: việc đáng biết ở {place}',
      text: 'Tuần của ngày {day}: lịch cắt điện, chợ đêm ở {place}, và {n} thủ tục nay làm được qua mạng.',
    },
    en: {
      title: 'Weekly {n}: what to know at {place}',
      text: 'The week of {day}: planned power cuts, the night market at {place}, and {n} services that moved online.',
    },
  },
  {
    kind: 'infographic',
    tone: 'neutral',
    unit: 9,
    campaign: null,
    scene: 'storm',
    vi: {
      title: 'Chuẩn bị gì khi có gió mạnh ở {place}',
      text: '{n} việc nên làm trước khi gió mạnh vào {place}: neo thuyền, chằng mái, sạc đèn. Cập nhật {day}; số khẩn cấp 112.',
    },
    en: {
      title: 'Getting ready for strong wind at {place}',
      text: '{n} things to do before strong wind reaches {place}: moor boats, tie roofs, charge lamps. Updated on {day}; emergency number 112.',
    },
  },
  {
    kind: 'photo_story',
    tone: 'positive',
    unit: 10,
    campaign: 1,
    scene: 'museum',
    vi: {
      title: 'Bên trong Bảo tàng Hàng hải, phòng {n}',
      text: 'Phòng {n} vừa mở lại ở {place}: hải đồ, mô hình tàu và chiếc đèn biển đầu tiên. Vào cửa tự do đến hết {day}.',
    },
    en: {
      title: 'Inside the Maritime Museum, room {n}',
      text: 'Room {n} has reopened at {place}: charts, ship models and the first sea lamp. Free entry until {day}.',
    },
  },
  {
    kind: 'news',
    tone: 'positive',
    unit: 11,
    campaign: 0,
    scene: 'flamboyant',
    vi: {
      title: 'Đêm nhạc ngoài trời ở {place}',
      text: 'Tối {day}, {n} nghệ sĩ biểu diễn ở {place}. Vào cửa tự do; xe buýt chạy thêm đến 23:00.',
    },
    en: {
      title: 'Open-air concert at {place}',
      text: 'On the evening of {day}, {n} artists play at {place}. Free entry; extra buses run until 23:00.',
    },
  },
]
