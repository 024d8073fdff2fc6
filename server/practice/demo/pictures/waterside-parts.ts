import { circle, ellipse, group, line, type Palette, path, polygon, rect, scatter, series } from './drawing.ts'

/** What floats and stands in the scenes by the water. */

export function ferry(p: Palette): string {
  const windows = (y: number, count: number, from: number) =>
    series(count, (i) => rect(from + i * 46, y, 26, 22, p.window, 6))
  return (
    ellipse(640, 716, 430, 16, p.dark, 0.25) +
    path('M230 606 H1040 Q1010 712 930 716 H340 Q270 700 230 606 Z', p.white) +
    path('M252 660 H1026 Q1002 712 930 716 H340 Q280 704 252 660 Z', '#c8473c') +
    path('M330 606 L350 516 H930 L960 606 Z', p.wall) +
    path('M410 516 L424 440 H830 L852 516 Z', p.white) +
    path('M500 440 L510 392 H690 L706 440 Z', p.wall) +
    windows(548, 12, 376) +
    windows(466, 8, 448) +
    rect(528, 404, 148, 22, p.window, 6) +
    path('M740 440 L752 340 H812 L806 440 Z', p.accent) +
    path('M747 372 L750 352 H811 L810 372 Z', p.dark) +
    line('M600 392 V312', p.dark, 5) +
    polygon('602,314 650,326 602,340', '#d8342c') +
    series(5, (i) => circle(800 + i * 26, 312 - i * 24, 15 + i * 7, p.cloud, 0.5 - i * 0.08)) +
    series(6, (i) => circle(310 + i * 120, 636, 10, p.dark, 0.75)) +
    line('M190 716 q40 -16 80 0 M1010 716 q60 -14 120 0', p.white, 7, 0.6)
  )
}

export function fishingBoat(p: Palette, x: number, y: number, size: number): string {
  return group(
    `translate(${x.toFixed(1)} ${y}) scale(${size})`,
    ellipse(60, 34, 110, 9, p.dark, 0.25) +
      path('M-50 -6 Q60 14 176 -22 Q160 36 120 38 H-4 Q-40 30 -50 -6 Z', '#2f7fb0') +
      path('M-47 4 Q60 22 170 -12 L166 0 Q60 32 -42 14 Z', '#d8473c') +
      rect(8, -62, 62, 60, p.wall, 5) +
      rect(18, -52, 18, 20, p.window, 3) +
      rect(44, -52, 18, 20, p.window, 3) +
      rect(2, -72, 74, 12, p.roof, 5) +
      line('M100 -8 V-104 M100 -100 L158 -20', p.dark, 4) +
      polygon('102,-104 140,-96 102,-84', '#d8342c'),
  )
}

export function sailboat(p: Palette, x: number, y: number, size: number): string {
  return group(
    `translate(${x.toFixed(1)} ${y}) scale(${size})`,
    path('M-46 0 H56 Q40 26 18 28 H-24 Q-42 20 -46 0 Z', p.wall) +
      line('M4 0 V-128', p.dark, 4) +
      path('M8 -124 Q62 -60 56 -10 H8 Z', p.white) +
      path('M0 -110 Q-40 -56 -40 -10 H0 Z', '#e4574c'),
  )
}

export function tower(p: Palette): string {
  const stripe = (y: number, half: number) =>
    path(
      `M${470 - half} ${y} Q470 ${y + 12} ${470 + half} ${y} L${470 + half + 6} ${y + 54} Q470 ${y + 66} ${470 - half - 6} ${y + 54} Z`,
      '#d8473c',
    )
  return (
    rect(556, 598, 132, 82, p.wall, 3) +
    polygon('540,602 622,546 704,602', p.roof) +
    rect(582, 628, 26, 30, p.window, 2) +
    rect(634, 628, 26, 30, p.window, 2) +
    path('M404 690 L432 296 H508 L536 690 Q470 708 404 690 Z', '#fdf6ec') +
    path('M470 296 H508 L536 690 Q506 700 470 700 Z', p.isNight ? '#8b99ad' : '#e6dccb') +
    stripe(372, 45) +
    stripe(492, 54) +
    stripe(612, 62) +
    rect(420, 284, 100, 16, p.dark, 4) +
    rect(438, 234, 64, 52, p.accent, 4) +
    circle(470, 260, 20, p.light) +
    series(3, (i) => rect(450 + i * 19, 234, 3, 52, p.dark)) +
    path('M428 236 Q470 176 512 236 Z', '#c1403a') +
    rect(467, 168, 6, 26, p.dark) +
    series(2, (i) => rect(458, 440 + i * 124, 24, 32, p.window, 12))
  )
}

const boxColours = ['#c8553d', '#2f7ea8', '#e0a433', '#4b8f6b', '#7a5c8e'] as const

export function box(x: number, y: number, index: number): string {
  const colour = boxColours[index % boxColours.length] ?? boxColours[0]
  return (
    rect(x, y, 122, 48, colour, 3) +
    series(9, (i) => rect(x + 8 + i * 12.5, y + 6, 3, 36, '#00000022')) +
    rect(x, y, 122, 5, '#ffffff33', 3)
  )
}

export function crane(p: Palette, x: number, size: number, load: number): string {
  const reach = -150 + load * 190
  return group(
    `translate(${x} 760) scale(${size})`,
    line(
      'M-58 0 L-40 -440 M58 0 L40 -440 M-52 -150 H52 M-50 -150 L46 -300 M50 -150 L-46 -300 M-46 -300 H46',
      '#d9613c',
      12,
    ) +
      line('M-250 -440 H150', '#d9613c', 15) +
      line('M0 -560 L-240 -446 M0 -560 L140 -446 M0 -560 V-440', '#d9613c', 6) +
      rect(-30, -438, 66, 40, p.wall, 4) +
      rect(-22, -430, 24, 20, p.window, 2) +
      line(`M${reach.toFixed(0)} -434 V-250`, p.dark, 4) +
      group(`translate(${(reach - 61).toFixed(0)} -250)`, box(0, 0, Math.round(x / 90))),
  )
}

export function containerShip(p: Palette, time: number): string {
  const stacks = series(21, (i) => {
    const column = i % 7
    const height = 1 + Math.floor(scatter(column, 3) * 3)
    const row = Math.floor(i / 7)
    return row <= height ? box(180 + column * 126, 612 - row * 50, i * 3 + column) : ''
  })
  return group(
    `translate(${-70 + time * 26} 0)`,
    stacks +
      rect(1072, 470, 118, 190, p.wall, 4) +
      series(8, (i) => rect(1088 + (i % 4) * 24, 488 + Math.floor(i / 4) * 40, 16, 20, p.window, 2)) +
      path('M120 658 H1236 L1214 786 H196 Q140 740 120 658 Z', '#27506b') +
      path('M152 722 H1226 L1214 786 H196 Q168 760 152 722 Z', '#a63f38'),
  )
}

export function parasol(x: number, y: number, size: number, [first, second]: readonly [string, string]): string {
  const slice = (from: number, to: number, fill: string) =>
    path(
      `M0 -170 Q${(from * 0.7).toFixed(0)} -160 ${from} -92 Q${((from + to) / 2).toFixed(0)} -112 ${to} -92 Q${(to * 0.7).toFixed(0)} -160 0 -170 Z`,
      fill,
    )
  return group(
    `translate(${x} ${y}) scale(${size})`,
    ellipse(26, 2, 110, 13, '#00000022') +
      line('M0 -160 V0', '#7a5a45', 7) +
      series(5, (i) => slice(-115 + i * 46, -69 + i * 46, i % 2 ? second : first)) +
      path('M34 0 L84 -34 H132 L128 -26 H90 L44 6 Z', '#d8c6a4'),
  )
}

export function palm(p: Palette, x: number, y: number, size: number): string {
  const frond = (turn: number) =>
    group(
      `rotate(${turn})`,
      path('M0 0 Q60 -58 150 -26 Q84 -34 0 0 Z', p.leaf) + path('M0 0 Q70 -30 150 -26 Q80 -6 0 0 Z', p.leafDark),
    )
  return group(
    `translate(${x} ${y}) scale(${size})`,
    path('M-12 0 Q22 -160 -6 -318 H8 Q40 -160 16 0 Z', '#8a6a4c') +
      group(
        'translate(2 -318)',
        [-160, -115, -62, -14, 26, 64, 148].map(frond).join('') +
          circle(4, 14, 13, '#7a5a35') +
          circle(-12, 18, 11, '#6b4d2c'),
      ),
  )
}

export function vehicle(x: number, y: number, index: number, p: Palette): string {
  const colour = ['#d8473c', '#f0b43c', '#3f86a8', '#fdf6e8', '#5c9b72'][index % 5] ?? '#d8473c'
  const isBus = index % 3 === 1
  const body = isBus
    ? rect(0, -38, 84, 32, colour, 5)
    : path('M0 -6 V-18 L12 -20 Q22 -34 32 -34 H46 Q58 -32 62 -18 L72 -16 V-6 Z', colour)
  const glass = isBus
    ? series(4, (i) => rect(8 + i * 18, -32, 13, 11, p.window, 2))
    : rect(26, -30, 22, 10, p.window, 2)
  return group(
    `translate(${x.toFixed(1)} ${y})`,
    body + glass + circle(16, -4, 7, '#26323c') + circle(isBus ? 66 : 56, -4, 7, '#26323c'),
  )
}

export function turbine(p: Palette, x: number, y: number, size: number, turn: number): string {
  const blade = (angle: number) =>
    group(`rotate(${angle.toFixed(1)})`, path('M-5 0 Q-10 -70 0 -176 Q12 -70 6 0 Z', p.white))
  return group(
    `translate(${x} ${y}) scale(${size})`,
    ellipse(0, 4, 34, 7, p.dark, 0.25) +
      rect(-14, -22, 28, 26, '#e0a433', 3) +
      path('M-9 -20 L-5 -330 H5 L9 -20 Z', p.white) +
      group('translate(0 -330)', blade(turn) + blade(turn + 120) + blade(turn + 240) + circle(0, 0, 10, p.shade)),
  )
}
