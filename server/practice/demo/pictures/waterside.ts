import {
  circle,
  ellipse,
  group,
  gull,
  hills,
  line,
  type Palette,
  path,
  polygon,
  rect,
  scatter,
  sea,
  series,
  sky,
  skyline,
  tree,
  walker,
} from './drawing.ts'

/** Scenes by the water. @param time 0 to 1, the passing of a film */
export const waterside = {
  harbour: (p: Palette, time = 0) =>
    sky(p, { x: 900, y: 250 }, time) +
    hills(560, p.far, 190) +
    skyline(p, 562, p.mid, -20, 560) +
    hills(562, p.mid, 70, 3) +
    sea(p, 560, 900, time) +
    fishingBoat(p, 1010 + time * 40, 612, 0.62) +
    group(`translate(${-190 + time * 190} ${Math.sin(time * 12) * 3})`, ferry(p)) +
    series(4, (i) => gull(90 + i * 104 + time * 60, 190 + (i % 2) * 46 + i * 12, 0.9 + i * 0.12, p.dark)),

  cranes: (p: Palette, time = 0) =>
    sky(p, { x: 250, y: 230 }, time) +
    hills(560, p.far, 120, 2) +
    sea(p, 560, 250, time) +
    series(3, (i) => crane(p, 400 + i * 270, 1 - i * 0.05, (time + i * 0.3) % 1)) +
    containerShip(p, time) +
    rect(0, 760, 1200, 140, p.path) +
    rect(0, 760, 1200, 14, p.shade) +
    series(9, (i) => box(60 + (i % 5) * 128, 838 - Math.floor(i / 5) * 52, i)) +
    walker(820, 862, 1.05, '#f08a24') +
    walker(872, 866, 1.05, '#f2c230'),

  lighthouse: (p: Palette, time = 0) => {
    const sweep = Math.sin(time * Math.PI * 2) * 9
    const beam = (turn: number) =>
      group(`rotate(${turn} 470 262)`, polygon('470,252 1300,110 1300,420 470,272', p.accent, p.isNight ? 0.42 : 0.3))
    return (
      sky(p, { x: 960, y: 560, r: 70 }, time) +
      hills(600, p.far, 90, 5) +
      beam(sweep) +
      (p.isNight
        ? group(`rotate(${sweep} 470 262)`, polygon('470,252 -300,150 -300,330 470,272', p.accent, 0.26))
        : '') +
      sea(p, 600, 960, time) +
      path('M-20 900 V690 Q90 620 210 640 T400 600 Q470 560 560 604 Q640 650 700 720 T860 820 T980 900 Z', p.near) +
      path('M-20 900 V740 Q120 690 240 716 T430 690 Q520 700 590 760 T760 860 L790 900 Z', p.leafDark) +
      tower(p) +
      group('translate(800 700)', fishingBoat(p, time * 50, 0, 0.8)) +
      series(3, (i) => gull(760 + i * 96, 330 - i * 40 + Math.sin(time * 6 + i) * 8, 1, p.dark))
    )
  },

  storm: (p: Palette, time = 0) => {
    const top = p.isNight ? '#0a1726' : '#50626f'
    const low = p.isNight ? '#2b4258' : '#a9b9bd'
    const water = p.isNight
      ? ['#35567a', '#2a4767', '#1f3853', '#152a41', '#0d1d30']
      : ['#8fb0b8', '#6d98a5', '#4d7f90', '#356a7d', '#245466']
    const wave = (i: number) => {
      const y = 540 + i * 84
      const length = 300 + i * 40
      const shift = -length * 2 + ((i * 130 + time * (140 + i * 50)) % length)
      const high = 44 + i * 10
      const swell = ` c${length * 0.22} 0 ${length * 0.3} ${-high} ${length * 0.5} ${-high} c${length * 0.2} 0 ${length * 0.28} ${high} ${length * 0.5} ${high}`
      const crests = series(8, (at) =>
        line(
          `M${(shift + at * length + length * 0.36).toFixed(0)} ${y - high * 0.8} q${length * 0.15} ${-high * 0.5} ${length * 0.3} ${high * 0.06}`,
          p.white,
          6 + i,
          p.isNight ? 0.4 : 0.75,
        ),
      )
      return (
        path(`M${shift.toFixed(0)} ${y}${swell.repeat(8)} V900 H${shift.toFixed(0)} Z`, water[i] ?? p.dark) + crests
      )
    }
    const dark = (x: number, y: number, size: number, fill: string) =>
      group(
        `translate(${x} ${y}) scale(${size})`,
        circle(0, 0, 92, fill) +
          circle(110, -34, 110, fill) +
          circle(232, -6, 96, fill) +
          rect(-90, 10, 420, 84, fill, 42),
      )
    return (
      `<defs><linearGradient id="storm" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="0.62" stop-color="${low}"/></linearGradient></defs>` +
      rect(0, 0, 1200, 900, 'url(#storm)') +
      dark(60 + time * 30, 130, 1.15, p.isNight ? '#12263a' : '#3f515e') +
      dark(620 + time * 50, 90, 1.25, p.isNight ? '#16304a' : '#4a5d6a') +
      dark(330 + time * 40, 210, 0.9, p.isNight ? '#1d3a56' : '#5b6f7b') +
      polygon('842,232 772,366 828,366 784,500 922,326 860,326 900,232', p.accent) +
      series(70, (i) => {
        const x = ((scatter(i) * 1400 + time * 220) % 1400) - 60
        const y = 240 + scatter(i, 1) * 480
        return line(`M${x.toFixed(0)} ${y.toFixed(0)} l-16 46`, p.white, 2.5, 0.28)
      }) +
      series(2, wave) +
      group(
        `translate(330 ${545 + Math.sin(time * 9) * 10}) rotate(${Math.sin(time * 8) * 4 - 5})`,
        fishingBoat(p, 0, 0, 1.1),
      ) +
      series(3, (i) => wave(i + 2))
    )
  },

  beach: (p: Palette, time = 0) =>
    sky(p, { x: 310, y: 240 }, time) +
    path('M640 540 Q760 380 880 436 Q960 300 1080 400 Q1150 360 1240 470 V560 H620 Z', p.far) +
    sea(p, 540, 310, time) +
    sailboat(p, 620 + time * 70, 590, 1) +
    sailboat(p, 880 + time * 40, 572, 0.6) +
    path('M-20 760 Q240 690 560 742 T1220 690 V900 H-20 Z', p.isNight ? '#55708c' : '#f5e3b8') +
    line('M-20 748 Q240 678 560 730 T1220 678', p.white, 12, 0.6) +
    parasol(190, 836, 1.15, ['#e4574c', '#fff3e2']) +
    parasol(520, 858, 0.95, ['#2b8fa6', '#fff3e2']) +
    parasol(850, 836, 1.08, ['#f0a832', '#fff3e2']) +
    palm(p, 1085, 850, 1.15) +
    walker(690, 812, 0.95, '#e8694f') +
    walker(722, 818, 0.7, '#3c95b0'),

  bridge: (p: Palette, time = 0) => {
    const pylon = (x: number) =>
      series(11, (i) =>
        line(`M${x} 236 L${x - 40 - i * 27} 560 M${x} 236 L${x + 40 + i * 27} 560`, p.white, 2.6, 0.75),
      ) +
      polygon(`${x - 13},600 ${x - 6},196 ${x + 6},196 ${x + 13},600`, p.wall) +
      rect(x - 26, 586, 52, 132, p.shade) +
      circle(x, 190, 7, '#e4574c')
    return (
      sky(p, { x: 600, y: 400, r: 78 }, time) +
      hills(600, p.far, 160, 6) +
      skyline(p, 604, p.mid, 30, 1180) +
      sea(p, 600, 600, time) +
      pylon(330) +
      pylon(870) +
      rect(-10, 556, 1220, 26, p.wall) +
      rect(-10, 582, 1220, 9, p.shade) +
      series(7, (i) => vehicle(((i * 197 + time * 260) % 1300) - 60, 556, i, p)) +
      fishingBoat(p, 520 + time * 60, 740, 0.95) +
      path('M-20 900 V836 Q200 800 470 850 T900 862 T1220 840 V900 Z', p.leafDark) +
      tree(p, 96, 856, 1.1) +
      tree(p, 1120, 862, 1.25)
    )
  },

  turbines: (p: Palette, time = 0) =>
    sky(p, { x: 1000, y: 260 }, time) +
    hills(600, p.far, 80, 8) +
    sea(p, 600, 1000, time) +
    series(5, (i) =>
      turbine(p, 140 + i * 220 + (i % 2) * 40, 640 + (i % 3) * 34, 0.62 + (i % 3) * 0.24, time * 240 + i * 37),
    ) +
    group('translate(0 160)', fishingBoat(p, 640 + time * 60, 610, 0.9)) +
    series(3, (i) => gull(420 + i * 84 + time * 40, 470 - i * 30, 0.8, p.dark)),
} as const

function ferry(p: Palette): string {
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

function fishingBoat(p: Palette, x: number, y: number, size: number): string {
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

function sailboat(p: Palette, x: number, y: number, size: number): string {
  return group(
    `translate(${x.toFixed(1)} ${y}) scale(${size})`,
    path('M-46 0 H56 Q40 26 18 28 H-24 Q-42 20 -46 0 Z', p.wall) +
      line('M4 0 V-128', p.dark, 4) +
      path('M8 -124 Q62 -60 56 -10 H8 Z', p.white) +
      path('M0 -110 Q-40 -56 -40 -10 H0 Z', '#e4574c'),
  )
}

function tower(p: Palette): string {
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

function box(x: number, y: number, index: number): string {
  const colour = boxColours[index % boxColours.length] ?? boxColours[0]
  return (
    rect(x, y, 122, 48, colour, 3) +
    series(9, (i) => rect(x + 8 + i * 12.5, y + 6, 3, 36, '#00000022')) +
    rect(x, y, 122, 5, '#ffffff33', 3)
  )
}

function crane(p: Palette, x: number, size: number, load: number): string {
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

function containerShip(p: Palette, time: number): string {
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

function parasol(x: number, y: number, size: number, [first, second]: readonly [string, string]): string {
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

function palm(p: Palette, x: number, y: number, size: number): string {
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

function vehicle(x: number, y: number, index: number, p: Palette): string {
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

function turbine(p: Palette, x: number, y: number, size: number, turn: number): string {
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
