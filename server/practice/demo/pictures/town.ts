import {
  circle,
  ellipse,
  fade,
  group,
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
import {
  anchor,
  arch,
  banner,
  basket,
  bench,
  cannon,
  chopsticks,
  column,
  conical,
  electricBus,
  flowerBed,
  house,
  lantern,
  lime,
  sapling,
  shrimp,
  stall,
  star,
  steam,
  window,
} from './town-parts.ts'

/** Scenes in the streets. @param time 0 to 1, the passing of a film */
export const town = {
  flamboyant: (p: Palette, time = 0) => {
    const reds = p.isNight ? ['#a8343c', '#c2484a', '#8a2733'] : ['#e2452f', '#f0633f', '#c22f24']
    const canopy = series(44, (i) => {
      const angle = scatter(i) * Math.PI * 2
      const reach = Math.sqrt(scatter(i, 1))
      const x = 470 + Math.cos(angle) * reach * 400
      const y = 300 + Math.sin(angle) * reach * 150 - Math.abs(Math.cos(angle)) * 10
      return circle(x, y, 46 + scatter(i, 2) * 36, reds[i % 3] ?? '#e2452f')
    })
    const leaves = series(26, (i) =>
      ellipse(150 + scatter(i, 4) * 640, 210 + scatter(i, 5) * 200, 12 + scatter(i, 6) * 8, 5, p.leaf),
    )
    const falling = series(20, (i) => {
      const y = 420 + ((scatter(i, 7) * 420 + time * 150) % 420)
      const x = 60 + scatter(i, 8) * 900 + Math.sin(time * 6 + i) * 14
      return ellipse(x, y, 8, 5, reds[i % 3] ?? '#e2452f')
    })
    return (
      sky(p, { x: 990, y: 210 }, time) +
      hills(560, p.far, 120, 4) +
      skyline(p, 564, p.mid, 640, 1200) +
      sea(p, 560, 990, time) +
      rect(0, 716, 1200, 184, p.path) +
      series(13, (i) => rect(12 + i * 98, 650, 9, 70, p.white)) +
      rect(0, 656, 1200, 9, p.white) +
      rect(0, 682, 1200, 6, p.white) +
      ellipse(480, 820, 330, 26, '#00000018') +
      path(
        'M430 830 Q468 700 440 560 Q400 470 300 420 L318 406 Q420 440 462 520 Q470 420 450 340 H476 Q494 420 492 520 Q560 430 660 400 L672 416 Q560 470 516 570 Q500 700 540 830 Z',
        '#6b4a38',
      ) +
      canopy +
      leaves +
      falling +
      series(26, (i) => ellipse(150 + scatter(i, 9) * 700, 800 + scatter(i, 10) * 80, 9, 5, reds[i % 3] ?? '#e2452f')) +
      bench(p, 800, 826) +
      walker(980, 840, 1.35, '#f4f1ea') +
      walker(1022, 844, 1.2, '#3c95b0')
    )
  },

  hall: (p: Palette, time = 0) =>
    sky(p, { x: 180, y: 210 }, time) +
    skyline(p, 690, p.far, -20, 1240) +
    rect(0, 686, 1200, 214, p.path) +
    rect(170, 420, 860, 270, p.wall) +
    series(4, (i) => arch(p, 204 + (i % 2) * 76 + Math.floor(i / 2) * 640, 470, 56, 170)) +
    rect(350, 360, 500, 330, p.wall) +
    polygon('324,362 600,226 876,362', p.roof) +
    polygon('380,350 600,244 820,350', p.wall) +
    circle(600, 316, 30, p.accent) +
    rect(334, 356, 532, 20, p.shade) +
    rect(160, 412, 176, 14, p.roof) +
    rect(864, 412, 176, 14, p.roof) +
    arch(p, 560, 500, 80, 190) +
    series(6, (i) => column(p, 366 + i * 88, 376, 304)) +
    series(4, (i) => rect(300 - i * 26, 680 + i * 16, 600 + i * 52, 17, i % 2 ? p.shade : p.wall)) +
    line('M600 226 V120', p.dark, 6) +
    path(`M603 122 q${28 + Math.sin(time * 12) * 5} -12 54 0 t54 0 v46 q-28 12 -54 0 t-54 0 Z`, '#d8342c') +
    star(657, 146, 15, '#ffd24a') +
    flowerBed(p, 60, 812, 360) +
    flowerBed(p, 780, 812, 360) +
    tree(p, 84, 744, 1.15) +
    tree(p, 1118, 744, 1.15) +
    walker(520, 850, 1.1, '#e8694f') +
    walker(566, 846, 1, '#2f7fa8') +
    walker(700, 838, 0.95, '#5c9b72'),

  food: (p: Palette, time = 0) => {
    const table = p.isNight ? '#4a3328' : '#b07a4c'
    return (
      fade('wall', 0, 480, [p.sky[0], p.isNight ? p.near : p.sky[1]]) +
      series(7, (i) => circle(90 + i * 170, 120 + (i % 2) * 40, 60, p.accent, 0.14)) +
      series(5, (i) => lantern(120 + i * 240, 0, 0.8, i % 2 ? '#e4574c' : '#f0a832', Math.sin(time * 6 + i) * 3)) +
      rect(0, 470, 1200, 430, table) +
      series(6, (i) => line(`M0 ${520 + i * 70} H1200`, '#00000018', 4)) +
      ellipse(560, 690, 400, 120, '#00000026') +
      path('M190 590 Q210 830 560 836 Q910 830 930 590 Z', '#f6f1e7') +
      path('M196 640 Q560 760 924 640 L916 676 Q560 796 206 676 Z', '#3a7fb0') +
      ellipse(560, 590, 372, 118, '#fffaf0') +
      ellipse(560, 594, 336, 100, '#c9652f') +
      ellipse(560, 590, 322, 92, '#e08a45') +
      series(15, (i) => {
        const y = 540 + i * 7
        const half = 300 * Math.sqrt(1 - ((y - 590) / 84) ** 2) - 20
        const wobble = 10 + scatter(i) * 12
        return line(
          `M${(560 - half).toFixed(0)} ${y} q${(half / 2).toFixed(0)} ${-wobble} ${half.toFixed(0)} 0 t${half.toFixed(0)} 0`,
          i % 3 ? '#f4dfb2' : '#d9a66a',
          8,
        )
      }) +
      series(7, (i) =>
        group(
          `translate(${390 + scatter(i, 3) * 340} ${556 + scatter(i, 4) * 62}) rotate(${scatter(i, 5) * 180})`,
          shrimp(),
        ),
      ) +
      series(10, (i) =>
        ellipse(360 + scatter(i, 6) * 400, 545 + scatter(i, 7) * 90, 22, 10, i % 2 ? '#4f9a5c' : '#79b95f'),
      ) +
      series(6, (i) => circle(400 + scatter(i, 8) * 330, 548 + scatter(i, 9) * 84, 9, '#d8342c')) +
      chopsticks() +
      lime(1010, 760) +
      lime(1082, 806) +
      steam(time)
    )
  },

  clinic: (p: Palette, time = 0) =>
    sky(p, { x: 960, y: 190 }, time) +
    hills(700, p.far, 200, 2) +
    rect(0, 696, 1200, 204, p.ground) +
    rect(250, 330, 700, 380, p.wall, 8) +
    rect(230, 312, 740, 34, p.roof, 8) +
    rect(250, 600, 700, 110, p.shade) +
    series(6, (i) => window(p, 300 + (i % 3) * 86, 390 + Math.floor(i / 3) * 118)) +
    series(4, (i) => window(p, 754 + (i % 2) * 92, 390 + Math.floor(i / 2) * 118)) +
    rect(562, 540, 156, 170, p.near, 6) +
    rect(572, 552, 64, 158, p.window, 4) +
    rect(644, 552, 64, 158, p.window, 4) +
    rect(540, 520, 200, 24, p.roof, 6) +
    circle(640, 432, 62, p.white) +
    rect(625, 392, 30, 80, '#d8342c', 4) +
    rect(600, 417, 80, 30, '#d8342c', 4) +
    path('M540 900 L566 710 H716 L780 900 Z', p.path) +
    tree(p, 150, 770, 1.3) +
    tree(p, 1070, 762, 1.2) +
    flowerBed(p, 300, 772, 190) +
    flowerBed(p, 800, 772, 190) +
    walker(600, 838, 1.3, '#e8694f') +
    walker(640, 842, 0.85, '#f0b43c') +
    walker(690, 806, 1.15, '#fdfaf4'),

  school: (p: Palette, time = 0) =>
    sky(p, { x: 190, y: 180 }, time) +
    hills(690, p.far, 150, 9) +
    rect(0, 690, 1200, 210, p.path) +
    rect(140, 380, 780, 320, p.isNight ? p.wall : '#fbe3a4') +
    rect(110, 352, 840, 36, p.roof, 4) +
    rect(140, 528, 780, 16, p.white) +
    series(14, (i) => window(p, 172 + (i % 7) * 108, 410 + Math.floor(i / 7) * 156, 62, 84)) +
    rect(452, 250, 156, 108, p.isNight ? p.wall : '#fbe3a4') +
    polygon('436,252 530,186 624,252', p.roof) +
    circle(530, 302, 32, p.white) +
    line('M530 302 V282 M530 302 L546 310', p.dark, 5) +
    rect(478, 590, 106, 112, p.near, 4) +
    line('M1040 700 V200', '#d9d9d9', 10) +
    path(`M1045 206 q${30 + Math.sin(time * 10) * 6} -14 58 0 t58 0 v70 q-30 14 -58 0 t-58 0 Z`, '#d8342c') +
    star(1103, 241, 22, '#ffd24a') +
    tree(p, 62, 760, 1.35, p.isNight ? p.leaf : '#e2583c', p.isNight ? p.leafDark : '#b93c2c') +
    tree(p, 1138, 772, 1.2) +
    series(9, (i) =>
      walker(
        250 + i * 78 + scatter(i) * 20,
        800 + (i % 3) * 32,
        0.95 + (i % 3) * 0.08,
        ['#fdfaf4', '#2f7fa8', '#e8694f'][i % 3] ?? '#fdfaf4',
      ),
    ),

  museum: (p: Palette, time = 0) =>
    sky(p, { x: 1010, y: 210 }, time) +
    hills(720, p.far, 110, 7) +
    rect(0, 716, 1200, 184, p.path) +
    rect(150, 350, 900, 370, p.wall) +
    rect(130, 324, 940, 34, p.shade) +
    series(14, (i) => rect(146 + i * 66, 296, 34, 30, p.wall)) +
    series(3, (i) => arch(p, 200 + i * 106, 450, 70, 220)) +
    series(3, (i) => arch(p, 718 + i * 106, 450, 70, 220)) +
    rect(508, 270, 184, 450, p.isNight ? p.wall : '#fffaf0') +
    polygon('484,276 600,176 716,276', p.roof) +
    arch(p, 540, 500, 120, 220) +
    anchor(600, 400, 1, p.isNight ? p.accent : '#c78a2c') +
    series(3, (i) => rect(470 - i * 30, 716 + i * 18, 260 + i * 60, 19, i % 2 ? p.shade : p.wall)) +
    banner(150, 380, '#c8473c', time) +
    banner(1010, 380, '#2f7fa8', time + 0.4) +
    cannon(p, 320, 834) +
    tree(p, 70, 772, 1.1) +
    tree(p, 1140, 772, 1.1) +
    walker(760, 842, 1.2, '#e8694f') +
    walker(806, 846, 0.85, '#f0b43c') +
    walker(850, 838, 1.15, '#5c9b72'),

  market: (p: Palette, time = 0) =>
    sky(p, { x: 600, y: 170 }, time) +
    skyline(p, 430, p.far, -20, 1240) +
    rect(0, 428, 1200, 472, p.path) +
    series(3, (i) => stall(p, 30 + i * 396, 470, i, time)) +
    walker(250, 850, 1.4, '#f0b43c') +
    walker(640, 860, 1.45, '#2f7fa8') +
    walker(690, 862, 1, '#e8694f') +
    conical(250, 850 - 72 * 1.4 - 12, 1.4) +
    basket(960, 842),

  lanterns: (p: Palette, time = 0) =>
    sky(p, { x: 1010, y: 150, r: 50 }, time) +
    series(5, (i) => house(p, -40 + i * 262, 300 + (i % 2) * 46, i)) +
    rect(0, 740, 1200, 160, p.isNight ? '#24374c' : p.path) +
    series(3, (row) => {
      const y = 120 + row * 78
      return (
        line(`M-20 ${y - 30} Q600 ${y + 110} 1220 ${y - 40}`, p.dark, 3) +
        series(8, (i) => {
          const x = 60 + i * 154 + row * 46
          const sag = 4 * (x / 1200) * (1 - x / 1200)
          const colour = ['#e4574c', '#f0a832', '#e9778e', '#5aa58a'][(i + row) % 4] ?? '#e4574c'
          return lantern(x, y - 30 + sag * 70, 0.62 + row * 0.14, colour, Math.sin(time * 6 + i + row) * 5)
        })
      )
    }) +
    series(13, (i) =>
      walker(
        50 + i * 92 + scatter(i) * 30,
        812 + (i % 3) * 34,
        1.1 + (i % 3) * 0.14,
        ['#e8694f', '#f4f1ea', '#2f7fa8', '#f0b43c', '#7a5c8e'][i % 5] ?? '#e8694f',
      ),
    ),

  bus: (p: Palette, time = 0) =>
    sky(p, { x: 260, y: 190 }, time) +
    skyline(p, 620, p.far, -20, 1240) +
    series(5, (i) => tree(p, 60 + i * 270, 668, 1.05 + (i % 2) * 0.2)) +
    rect(0, 650, 1200, 60, p.path) +
    rect(0, 706, 1200, 194, p.isNight ? '#1b2936' : '#67757e') +
    series(7, (i) => rect(30 + ((i * 190 - time * 150 + 1330) % 1330) - 60, 838, 100, 12, '#f6efdd', 3)) +
    group(`translate(${-40 + time * 90} 0)`, electricBus(p)) +
    rect(1000, 500, 12, 210, p.dark) +
    rect(958, 452, 96, 62, '#2f7fa8', 8) +
    rect(974, 470, 64, 10, '#ffffff', 4) +
    rect(974, 488, 44, 8, '#ffffff', 4) +
    walker(1082, 706, 1.3, '#e8694f') +
    walker(1124, 706, 1.15, '#f0b43c'),

  garden: (p: Palette, time = 0) =>
    sky(p, { x: 880, y: 200 }, time) +
    hills(560, p.far, 130, 11) +
    skyline(p, 562, p.mid, 60, 700) +
    rect(0, 556, 1200, 344, p.ground) +
    path('M480 900 Q560 740 470 640 Q420 590 520 556 H580 Q540 600 610 660 Q720 760 760 900 Z', p.path) +
    ellipse(930, 724, 220, 60, p.sea[0]) +
    ellipse(930, 728, 190, 46, p.sea[1], 0.5) +
    series(
      6,
      (i) =>
        ellipse(800 + i * 52, 716 + (i % 2) * 22, 24, 9, p.leaf) +
        (i % 2 ? circle(800 + i * 52, 708 + (i % 2) * 22, 10, '#ef8fb0') : ''),
    ) +
    series(5, (i) => tree(p, 80 + i * 110, 640 + (i % 2) * 40, 1 + (i % 3) * 0.22)) +
    tree(p, 1120, 660, 1.5) +
    series(7, (i) => sapling(p, 110 + i * 62, 800 + (i % 2) * 34)) +
    bench(p, 690, 690) +
    walker(250, 880, 1.25, '#2f7fa8') +
    walker(310, 884, 1.05, '#e8694f') +
    series(30, (i) =>
      circle(620 + scatter(i) * 560, 800 + scatter(i, 1) * 90, 6, ['#e4574c', '#f0b43c', '#ffffff'][i % 3] ?? '#fff'),
    ),
} as const
