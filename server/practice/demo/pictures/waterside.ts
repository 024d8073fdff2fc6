import {
  circle,
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
import {
  box,
  containerShip,
  crane,
  ferry,
  fishingBoat,
  palm,
  parasol,
  sailboat,
  tower,
  turbine,
  vehicle,
} from './waterside-parts.ts'

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
