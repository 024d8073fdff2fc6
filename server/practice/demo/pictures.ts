/** Pictures of the demo office, drawn by the project itself: SVG scenes turned into WebP, nothing from outside. */
export const scenes = [
  'harbour',
  'flamboyant',
  'cranes',
  'hall',
  'food',
  'clinic',
  'lighthouse',
  'school',
  'storm',
  'museum',
] as const
export type SceneName = (typeof scenes)[number]

interface Palette {
  readonly sky: string
  readonly far: string
  readonly near: string
  readonly accent: string
}

/** Three times of day, so that one scene gives three pictures. */
const palettes: readonly Palette[] = [
  { sky: '#cfe6ef', far: '#8db6c9', near: '#2b6684', accent: '#f2a71b' },
  { sky: '#fde3c8', far: '#d9a98c', near: '#7a4a5a', accent: '#d8442f' },
  { sky: '#1d3a52', far: '#2b5674', near: '#0b2a40', accent: '#ffcf7a' },
]
export const variations = palettes.length

export const descriptions: Readonly<Record<SceneName, { vi: string; en: string }>> = {
  harbour: {
    vi: 'Tàu khách trắng vào cảng, mặt trời trên biển',
    en: 'A white passenger ship enters the harbour under the sun',
  },
  flamboyant: { vi: 'Cây phượng đỏ bên bờ nước', en: 'A red flamboyant tree by the water' },
  cranes: { vi: 'Cần cẩu và công-ten-nơ trên bến', en: 'Cranes and containers on the quay' },
  hall: { vi: 'Tòa nhà hành chính có hàng cột', en: 'A public building with columns' },
  food: { vi: 'Bát bún nóng trên bàn gỗ', en: 'A hot bowl of noodles on a wooden table' },
  clinic: { vi: 'Trạm y tế có dấu thập', en: 'A clinic with a cross above the door' },
  lighthouse: { vi: 'Ngọn hải đăng chiếu sáng trên mỏm đá', en: 'A lighthouse shining from a rock' },
  school: { vi: 'Trường học có cột cờ và cây xanh', en: 'A school with a flagpole and trees' },
  storm: { vi: 'Sóng lớn và mây đen trên biển', en: 'High waves and dark clouds over the sea' },
  museum: { vi: 'Mặt tiền bảo tàng trong nắng', en: 'The front of a museum in the sun' },
}

const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"/>`
const circle = (x: number, y: number, r: number, fill: string) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/>`
const shape = (points: string, fill: string) => `<polygon points="${points}" fill="${fill}"/>`
const series = (count: number, draw: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => draw(index)).join('')
const sea = (p: Palette, y: number) =>
  rect(0, y, 1200, 900 - y, p.near) +
  series(
    6,
    (i) =>
      `<path d="M0 ${y + 30 + i * 44} q75 -18 150 0 t150 0 t150 0 t150 0 t150 0 t150 0 t150 0 t150 0" fill="none" stroke="${p.far}" stroke-width="5" opacity=".5"/>`,
  )

const draw: Readonly<Record<SceneName, (p: Palette) => string>> = {
  harbour: (p) =>
    circle(920, 220, 90, p.accent) +
    shape('0,560 260,380 480,560', p.far) +
    sea(p, 560) +
    shape('260,600 940,600 860,700 340,700', '#ffffff') +
    rect(400, 500, 420, 100, '#ffffff', 8) +
    rect(480, 420, 260, 84, '#ffffff', 8) +
    rect(560, 330, 90, 92, p.accent) +
    series(10, (i) => rect(420 + i * 38, 530, 22, 22, p.near, 4)),
  flamboyant: (p) =>
    sea(p, 640) +
    shape('560,860 600,430 650,430 690,860', '#5a3a2a') +
    series(26, (i) =>
      circle(360 + ((i * 97) % 520), 200 + ((i * 61) % 260), 62 + ((i * 13) % 34), i % 3 ? '#d8442f' : '#b9251a'),
    ) +
    series(9, (i) => circle(420 + ((i * 71) % 420), 250 + ((i * 47) % 200), 18, '#4b8a55')),
  cranes: (p) =>
    sea(p, 660) +
    series(
      3,
      (i) =>
        rect(180 + i * 330, 200, 26, 460, p.accent) +
        rect(60 + i * 330, 240, 330, 22, p.accent) +
        rect(90 + i * 330, 262, 8, 160, p.near),
    ) +
    series(12, (i) =>
      rect(
        60 + (i % 6) * 180,
        560 + Math.floor(i / 6) * 58,
        168,
        52,
        ['#2c79b8', '#d8442f', '#16806a'][i % 3] ?? '#2c79b8',
        3,
      ),
    ),
  hall: (p) =>
    rect(0, 680, 1200, 220, p.far) +
    rect(220, 360, 760, 330, '#f3ead9') +
    shape('180,360 600,190 1020,360', p.accent) +
    series(6, (i) => rect(270 + i * 122, 400, 46, 280, '#d8c4a0')) +
    rect(180, 680, 840, 30, '#cdb894'),
  food: (p) =>
    rect(0, 520, 1200, 380, '#8a5a3a') +
    `<ellipse cx="600" cy="600" rx="330" ry="90" fill="#ffffff"/><path d="M270 600 q330 380 660 0z" fill="#e9eef1"/>` +
    `<ellipse cx="600" cy="596" rx="280" ry="66" fill="${p.accent}"/>` +
    series(7, (i) => circle(420 + i * 60, 590 + (i % 2) * 18, 26, i % 2 ? '#d8442f' : '#4b8a55')) +
    series(
      3,
      (i) =>
        `<path d="M${480 + i * 110} 470 q-40 -70 0 -130 t0 -120" fill="none" stroke="#ffffff" stroke-width="12" opacity=".6"/>`,
    ),
  clinic: (p) =>
    rect(0, 700, 1200, 200, '#7fae8a') +
    rect(300, 300, 600, 400, '#ffffff', 10) +
    rect(530, 500, 140, 200, p.near, 6) +
    rect(576, 340, 48, 130, '#d8442f') +
    rect(535, 381, 130, 48, '#d8442f') +
    series(2, (i) => rect(360 + i * 360, 480, 110, 90, p.far, 4)),
  lighthouse: (p) =>
    sea(p, 640) +
    shape('640,250 1200,120 1200,330 640,300', p.accent) +
    shape('360,900 460,640 760,640 880,900', '#4a4a52') +
    shape('540,640 570,300 640,300 670,640', '#ffffff') +
    series(3, (i) => rect(556 - i * 7, 370 + i * 95, 98 + i * 14, 40, '#d8442f')) +
    rect(556, 230, 98, 70, p.accent, 6) +
    shape('546,230 605,170 664,230', '#d8442f'),
  school: (p) =>
    rect(0, 690, 1200, 210, '#7fae8a') +
    rect(180, 380, 760, 310, '#f6e3a8') +
    rect(180, 350, 760, 40, '#d8442f') +
    series(12, (i) => rect(225 + (i % 6) * 120, 420 + Math.floor(i / 6) * 130, 76, 84, p.near, 4)) +
    rect(1020, 240, 12, 450, '#666666') +
    rect(1032, 250, 130, 84, '#d8442f'),
  storm: (p) =>
    series(7, (i) => circle(100 + i * 170, 180 + (i % 2) * 60, 130, '#5b6b76')) +
    series(
      4,
      (i) =>
        `<path d="M0 ${520 + i * 90} q150 -130 300 0 t300 0 t300 0 t300 0 V900 H0z" fill="${i % 2 ? p.near : p.far}"/>`,
    ) +
    shape('700,260 620,430 690,430 640,580 790,390 715,390', p.accent),
  museum: (p) =>
    circle(980, 200, 80, p.accent) +
    rect(0, 700, 1200, 200, '#cbb892') +
    rect(240, 380, 720, 320, '#efdfbf') +
    shape('200,380 600,210 1000,380', '#c8973a') +
    series(5, (i) => rect(300 + i * 140, 430, 40, 270, '#b98f45')) +
    rect(540, 540, 120, 160, p.near, 60),
}

/** @param variation 0 to `variations - 1`: day, evening or night @returns WebP, 1200 × 900 */
export async function drawPicture(scene: SceneName, variation: number): Promise<Buffer> {
  const palette = palettes[variation % palettes.length] ?? (palettes[0] as Palette)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900">${rect(0, 0, 1200, 900, palette.sky)}${draw[scene](palette)}</svg>`
  const { default: sharp } = await import('sharp')
  return sharp(Buffer.from(svg)).webp({ quality: 82 }).toBuffer()
}
