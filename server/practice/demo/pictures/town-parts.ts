import { circle, ellipse, group, line, type Palette, path, polygon, rect, scatter, series, walker } from './drawing.ts'

/** What stands in the scenes of the streets. */

export function window(p: Palette, x: number, y: number, width = 58, height = 76): string {
  return (
    rect(x - 5, y - 5, width + 10, height + 10, p.white, 3) +
    rect(x, y, width, height, p.window, 2) +
    rect(x + width / 2 - 2, y, 4, height, p.white) +
    rect(x, y + height * 0.42, width, 4, p.white)
  )
}

export function arch(p: Palette, x: number, y: number, width: number, height: number): string {
  const d = (inset: number) => {
    const r = width / 2 - inset
    return `M${x + inset} ${y + height} V${y + width / 2} A${r} ${r} 0 0 1 ${x + width - inset} ${y + width / 2} V${y + height} Z`
  }
  return (
    path(d(0), p.shade) +
    path(d(7), p.isNight ? p.window : p.near) +
    rect(x + width / 2 - 2, y + 8, 4, height - 8, p.shade)
  )
}

export function column(p: Palette, x: number, y: number, height: number): string {
  return (
    rect(x + 4, y + 14, 24, height - 26, p.white) +
    rect(x + 20, y + 14, 8, height - 26, p.shade) +
    rect(x - 3, y, 38, 15, p.white, 3) +
    rect(x - 5, y + height - 14, 42, 15, p.white, 3)
  )
}

export function star(x: number, y: number, r: number, fill: string): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const reach = i % 2 ? r * 0.4 : r
    const angle = (i * Math.PI) / 5 - Math.PI / 2
    return `${(x + Math.cos(angle) * reach).toFixed(1)},${(y + Math.sin(angle) * reach).toFixed(1)}`
  })
  return polygon(points.join(' '), fill)
}

export function flowerBed(p: Palette, x: number, y: number, width: number): string {
  const count = Math.round(width / 15)
  return (
    rect(x, y, width, 34, p.leafDark, 17) +
    series(count, (i) =>
      circle(x + 12 + i * 14.6, y + 4 + scatter(i, x) * 16, 10, ['#e4574c', '#f6c344', '#f08fa8'][i % 3] ?? '#e4574c'),
    )
  )
}

export function bench(p: Palette, x: number, y: number): string {
  return (
    rect(x, y - 52, 130, 12, '#9a6a44', 4) +
    rect(x, y - 32, 130, 12, '#9a6a44', 4) +
    rect(x + 12, y - 52, 9, 52, p.dark) +
    rect(x + 109, y - 52, 9, 52, p.dark)
  )
}

export function lantern(x: number, y: number, size: number, colour: string, swing: number): string {
  return group(
    `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${swing.toFixed(1)}) scale(${size})`,
    line('M0 0 V40', '#5a3a2a', 3) +
      circle(0, 84, 74, colour, 0.16) +
      ellipse(0, 84, 46, 42, colour) +
      ellipse(0, 84, 26, 42, '#ffffff', 0.22) +
      rect(-18, 38, 36, 9, '#8a5a2a', 3) +
      rect(-18, 121, 36, 9, '#8a5a2a', 3) +
      line('M0 130 V162 M-7 130 V154 M7 130 V154', '#f0c04a', 3),
  )
}

export function shrimp(): string {
  return (
    line('M-26 8 Q-24 -22 6 -20 Q30 -16 26 10', '#f1865c', 16) +
    line('M-14 -12 l4 12 M2 -19 l0 12 M16 -14 l-5 11', '#fff1e2', 4)
  )
}

export function chopsticks(): string {
  return group(
    'rotate(-17 930 500)',
    rect(690, 486, 470, 12, '#7a3f28', 6) +
      rect(700, 512, 470, 12, '#8f4d30', 6) +
      rect(1090, 486, 70, 12, '#e0a433', 6) +
      rect(1100, 512, 70, 12, '#e0a433', 6),
  )
}

export function lime(x: number, y: number): string {
  return (
    circle(x, y, 44, '#4f9a44') +
    circle(x, y, 36, '#e6f0b4') +
    series(6, (i) =>
      group(
        `rotate(${i * 60} ${x} ${y})`,
        path(`M${x} ${y - 4} L${x - 13} ${y - 29} Q${x} ${y - 36} ${x + 13} ${y - 29} Z`, '#b6d65a'),
      ),
    )
  )
}

export function steam(time: number): string {
  return series(3, (i) => {
    const x = 430 + i * 130
    const sway = Math.sin(time * 6 + i) * 16
    return line(`M${x} 470 q${-44 + sway} -64 0 -122 t0 -118`, '#ffffff', 15, 0.5)
  })
}

export function anchor(x: number, y: number, size: number, fill: string): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    line('M0 -44 V54 M-26 -18 H26 M-46 22 Q-40 58 0 58 Q40 58 46 22', fill, 11) +
      `<circle cx="0" cy="-56" r="12" fill="none" stroke="${fill}" stroke-width="9"/>`,
  )
}

export function banner(x: number, y: number, colour: string, time: number): string {
  const sway = Math.sin(time * 6) * 6
  return (
    path(`M${x} ${y} h44 q${sway.toFixed(1)} 90 0 180 l-22 -18 l-22 18 q${sway.toFixed(1)} -90 0 -180 Z`, colour) +
    circle(x + 22, y + 64, 13, '#ffffff', 0.85)
  )
}

export function cannon(p: Palette, x: number, y: number): string {
  return (
    path(`M${x - 20} ${y - 56} L${x + 150} ${y - 84} V${y - 58} L${x - 14} ${y - 22} Z`, p.dark) +
    circle(x + 20, y - 20, 28, '#7a5a45') +
    circle(x + 20, y - 20, 8, p.dark)
  )
}

export function stall(p: Palette, x: number, y: number, index: number, time: number): string {
  const colours = [
    ['#e4574c', '#fff6ea'],
    ['#2f8f8a', '#fff6ea'],
    ['#e0a433', '#fff6ea'],
  ] as const
  const [first, second] = colours[index % 3] ?? colours[0]
  const fruit = ['#f0a832', '#d8473c', '#6aa84f', '#b5527a', '#f2cf4a']
  return (
    rect(x + 14, y, 10, 330, '#7a5a45') +
    rect(x + 326, y, 10, 330, '#7a5a45') +
    series(7, (i) =>
      path(
        `M${x + i * 50} ${y - 60} H${x + i * 50 + 50} V${y + 34} q-25 ${30 + Math.sin(time * 6 + i) * 4} -50 0 Z`,
        i % 2 ? second : first,
      ),
    ) +
    rect(x - 6, y - 74, 362, 20, first, 8) +
    rect(x + 8, y + 200, 334, 150, '#b0814f', 6) +
    series(4, (i) => rect(x + 8, y + 236 + i * 30, 334, 4, '#00000022')) +
    series(
      3,
      (tray) =>
        rect(x + 20 + tray * 108, y + 176, 100, 30, '#8a6238', 5) +
        series(9, (i) =>
          circle(
            x + 36 + tray * 108 + (i % 5) * 17 + (i > 4 ? 8 : 0),
            y + 174 - (i > 4 ? 18 : 0),
            13,
            fruit[(index + tray) % 5] ?? '#f0a832',
          ),
        ),
    ) +
    walker(x + 175, y + 196, 1.25, ['#3c95b0', '#e8694f', '#5c9b72'][index % 3] ?? '#3c95b0') +
    conical(x + 175, y + 196 - 90 - 12, 1.25) +
    lantern(x + 60, y + 40, 0.5, p.accent, Math.sin(time * 6 + index) * 5)
  )
}

export function conical(x: number, y: number, size: number): string {
  return group(
    `translate(${x} ${y}) scale(${size})`,
    path('M-34 14 Q0 -10 0 -28 Q0 -10 34 14 Q0 24 -34 14 Z', '#e9d3a0') + line('M-34 14 Q0 24 34 14', '#b8955a', 3),
  )
}

export function basket(x: number, y: number): string {
  return (
    ellipse(x, y + 24, 92, 18, '#00000022') +
    path(`M${x - 84} ${y - 30} H${x + 84} L${x + 62} ${y + 30} H${x - 62} Z`, '#a9743f') +
    series(8, (i) => circle(x - 62 + i * 18, y - 38 - (i % 2) * 14, 17, i % 2 ? '#d8473c' : '#f0a832'))
  )
}

export function house(p: Palette, x: number, y: number, index: number): string {
  const walls = p.isNight ? ['#5b6f8c', '#6d6a86', '#4f6d80'] : ['#f6d79a', '#f0b995', '#cfdcc0', '#f3e3c4']
  const wall = walls[index % walls.length] ?? p.wall
  return (
    rect(x, y, 236, 744 - y, wall) +
    polygon(`${x - 14},${y + 6} ${x + 118},${y - 70} ${x + 250},${y + 6}`, index % 2 ? p.roof : p.roofDark) +
    series(4, (i) => window(p, x + 40 + (i % 2) * 98, y + 50 + Math.floor(i / 2) * 134, 56, 84)) +
    rect(x + 26, y + 290, 184, 14, p.roofDark) +
    rect(x + 70, 640, 96, 104, p.isNight ? p.window : '#7a4a35', 4)
  )
}

export function electricBus(p: Palette): string {
  return (
    ellipse(500, 812, 420, 18, '#00000033') +
    rect(130, 500, 740, 290, '#3f9a72', 26) +
    rect(130, 690, 740, 60, '#f6f1e4') +
    path('M470 700 l40 -34 l-8 26 h34 l-42 40 l8 -30 z', '#f0b43c') +
    rect(160, 540, 560, 120, p.window, 14) +
    series(4, (i) => rect(296 + i * 136, 540, 10, 120, '#2f7558')) +
    rect(744, 540, 104, 210, p.window, 12) +
    rect(792, 540, 8, 210, '#2f7558') +
    rect(170, 516, 240, 16, '#ffd57c', 6) +
    series(
      5,
      (i) =>
        circle(230 + i * 104, 628, 22, ['#e7b892', '#d8a27c'][i % 2] ?? '#e7b892') +
        path(`M${200 + i * 104} 660 q30 -34 60 0 z`, ['#e8694f', '#2f7fa8', '#fdfaf4'][i % 3] ?? '#e8694f'),
    ) +
    [280, 720].map((x) => circle(x, 790, 46, '#22303a') + circle(x, 790, 20, '#c8d0d4')).join('') +
    circle(852, 724, 14, '#ffe9a8')
  )
}

export function sapling(p: Palette, x: number, y: number): string {
  return (
    ellipse(x, y + 2, 22, 7, '#7a5a3a') +
    line(`M${x} ${y} v-58`, '#7a5a45', 5) +
    circle(x, y - 66, 20, p.leaf) +
    circle(x - 12, y - 56, 13, p.leafDark) +
    line(`M${x + 14} ${y} v-50`, '#c9b084', 4)
  )
}
