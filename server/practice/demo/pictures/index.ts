import { palettes } from './drawing.ts'
import { town } from './town.ts'
import { waterside } from './waterside.ts'

/** Pictures of the demo office, drawn by the project itself: SVG scenes turned into JPEG, nothing from outside. */
const draw = { ...waterside, ...town }
export type SceneName = keyof typeof draw
export const scenes = Object.keys(draw) as readonly SceneName[]
/** Morning, evening and night: one scene gives three pictures. */
export const variations = palettes.length
export const picture = { width: 1200, height: 900 } as const
export const poster = { width: 1800, height: 1350 } as const

const descriptions: Readonly<Record<SceneName, { readonly vi: string; readonly en: string }>> = {
  harbour: {
    vi: 'Tàu khách trắng vào cảng, hải âu bay trên mũi tàu',
    en: 'A white passenger ship enters the harbour under gulls',
  },
  cranes: {
    vi: 'Ba cần cẩu bốc công-ten-nơ từ tàu lên bến',
    en: 'Three cranes lift containers from a ship onto the quay',
  },
  lighthouse: {
    vi: 'Ngọn hải đăng sọc đỏ trắng chiếu sáng trên mỏm đá',
    en: 'A red and white lighthouse shines from a rock',
  },
  storm: {
    vi: 'Thuyền cá giữa sóng lớn, mây đen và tia chớp',
    en: 'A fishing boat among high waves, dark clouds and lightning',
  },
  beach: {
    vi: 'Bãi biển có ô che nắng, cây dừa và thuyền buồm',
    en: 'A beach with parasols, a palm and sailing boats',
  },
  bridge: {
    vi: 'Cầu dây văng bắc qua sông, xe chạy trên cầu, thuyền dưới sông',
    en: 'A cable-stayed bridge over the river, cars above and a boat below',
  },
  turbines: {
    vi: 'Năm tuabin điện gió ngoài khơi, một thuyền cá đi qua',
    en: 'Five wind turbines at sea with a passing fishing boat',
  },
  flamboyant: {
    vi: 'Cây phượng nở đỏ bên bờ nước, cánh hoa rơi trên lối đi',
    en: 'A flamboyant tree in red bloom by the water, petals on the path',
  },
  hall: {
    vi: 'Nhà hát có hàng cột và cờ, trước mặt là bồn hoa',
    en: 'An opera house with columns and a flag behind flower beds',
  },
  food: {
    vi: 'Bát bánh đa cua bốc khói trên bàn gỗ, có tôm, rau và chanh',
    en: 'A steaming bowl of noodles with shrimp, herbs and lime on a wooden table',
  },
  clinic: {
    vi: 'Trạm y tế có dấu thập đỏ trên cửa, một gia đình đi vào',
    en: 'A clinic with a red cross above the door and a family walking in',
  },
  school: {
    vi: 'Trường học hai tầng có cột cờ, học sinh ngoài sân',
    en: 'A two-storey school with a flagpole and pupils in the yard',
  },
  museum: {
    vi: 'Mặt tiền bảo tàng có mỏ neo vàng và khẩu pháo cổ',
    en: 'The front of a museum with a golden anchor and an old cannon',
  },
  market: { vi: 'Ba quầy chợ mái sọc bày hoa quả', en: 'Three market stalls with striped awnings and fruit' },
  lanterns: {
    vi: 'Đèn lồng nhiều màu treo trên phố cổ, người đi chơi bên dưới',
    en: 'Coloured lanterns above an old street full of people',
  },
  bus: {
    vi: 'Xe buýt điện xanh đến trạm, hành khách ngồi bên cửa sổ',
    en: 'A green electric bus reaches a stop, passengers at the windows',
  },
  garden: {
    vi: 'Vườn hoa có hồ sen, hàng cây và hai người trồng cây non',
    en: 'A park with a lotus pond, trees and two people planting saplings',
  },
}
const times = [
  { vi: 'buổi sáng', en: 'in the morning' },
  { vi: 'lúc hoàng hôn', en: 'at sunset' },
  { vi: 'ban đêm', en: 'at night' },
] as const

/** What the picture shows, for those who do not see it. */
export function descriptionOf(scene: SceneName, variation: number): { vi: string; en: string } {
  const time = times[variation % times.length] ?? times[0]
  const { vi, en } = descriptions[scene]
  return { vi: `${vi}, ${time.vi}.`, en: `${en}, ${time.en}.` }
}

/** @param time 0 to 1, the passing of a film @returns the scene as SVG, 1200 × 900 */
export function sceneSvg(scene: SceneName, variation: number, time = 0): string {
  const palette = palettes[variation % variations] ?? palettes[0]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900" viewBox="0 0 1200 900">${draw[scene](palette, time)}</svg>`
}

/** @returns JPEG of `picture` size: the one kind of file that every platform takes */
export async function drawPicture(scene: SceneName, variation: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp(Buffer.from(sceneSvg(scene, variation)))
    .jpeg({ quality: 84 })
    .toBuffer()
}

/** @returns a JPEG of more than 1 MB of `poster` size: the grain of paper keeps it from packing well */
export async function drawPoster(scene: SceneName): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
  const { width, height } = poster
  const raw = { width, height, channels: 3 } as const
  const grain = await sharp({ create: { ...raw, background: '#808080', noise } })
    .raw()
    .toBuffer()
  return sharp(Buffer.from(sceneSvg(scene, 0)), { density: (72 * width) / picture.width })
    .composite([{ input: grain, raw, blend: 'soft-light' }])
    .jpeg({ quality: 94 })
    .toBuffer()
}
