/** A small vocabulary for flat scenes in SVG, on a canvas of 1200 × 900. */

/** The colours of one time of day. */
export interface Palette {
  /** From the top of the sky down to the horizon. */
  readonly sky: readonly [string, string]
  /** From the horizon down to the shore. */
  readonly sea: readonly [string, string]
  /** Sun or moon, and the light around it. */
  readonly light: string
  readonly glow: number
  readonly cloud: string
  /** Hills and houses, from far to near. */
  readonly far: string
  readonly mid: string
  readonly near: string
  readonly ground: string
  readonly path: string
  readonly leaf: string
  readonly leafDark: string
  readonly wall: string
  readonly shade: string
  readonly roof: string
  readonly roofDark: string
  readonly window: string
  readonly accent: string
  readonly dark: string
  readonly white: string
  readonly isNight: boolean
}

export const palettes: readonly [Palette, Palette, Palette] = [
  {
    ...{ sky: ['#a8d8ea', '#f3f6ea'], sea: ['#8fcdd6', '#2d7f97'], light: '#fff0bd', glow: 0.55, cloud: '#ffffff' },
    ...{ far: '#b3d3da', mid: '#7fb0bd', near: '#3a7d90', ground: '#a9c98f', path: '#ecdfc2' },
    ...{
      leaf: '#6aa874',
      leafDark: '#3f7d5a',
      wall: '#fdf6e8',
      shade: '#e9dac0',
      roof: '#dd6b48',
      roofDark: '#b64f33',
    },
    ...{ window: '#88b6c6', accent: '#f3ab3c', dark: '#274b5a', white: '#ffffff', isNight: false },
  },
  {
    ...{ sky: ['#f49d6e', '#fde4bf'], sea: ['#f5b585', '#8d5670'], light: '#fff3d2', glow: 0.7, cloud: '#ffd9b8' },
    ...{ far: '#e3a98b', mid: '#bf7c78', near: '#7d4f69', ground: '#b58a68', path: '#f1cfa4' },
    ...{
      leaf: '#93935f',
      leafDark: '#646b50',
      wall: '#fde6c8',
      shade: '#e9bf9b',
      roof: '#c1503f',
      roofDark: '#8f3a38',
    },
    ...{ window: '#ffdf96', accent: '#ffbf52', dark: '#4b3049', white: '#fff4e4', isNight: false },
  },
  {
    ...{ sky: ['#0d2340', '#49699a'], sea: ['#3a5f8a', '#0d2237'], light: '#fdf4d3', glow: 0.28, cloud: '#5a78a3' },
    ...{ far: '#34547c', mid: '#254264', near: '#152d49', ground: '#24435a', path: '#4a6784' },
    ...{
      leaf: '#356a63',
      leafDark: '#234c4a',
      wall: '#6b86a6',
      shade: '#516b8b',
      roof: '#a3565a',
      roofDark: '#7a3f49',
    },
    ...{ window: '#ffd57c', accent: '#ffc35e', dark: '#0b1c30', white: '#dbe6f2', isNight: true },
  },
]

export const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0) =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}" fill="${fill}"/>`
export const circle = (x: number, y: number, r: number, fill: string, opacity = 1) =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="${fill}"${faded(opacity)}/>`
export const ellipse = (x: number, y: number, rx: number, ry: number, fill: string, opacity = 1) =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"${faded(opacity)}/>`
export const polygon = (points: string, fill: string, opacity = 1) =>
  `<polygon points="${points}" fill="${fill}"${faded(opacity)}/>`
export const path = (d: string, fill: string, opacity = 1) => `<path d="${d}" fill="${fill}"${faded(opacity)}/>`
export const line = (d: string, stroke: string, width: number, opacity = 1) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"${faded(opacity)}/>`
export const group = (transform: string, inner: string) => `<g transform="${transform}">${inner}</g>`
export const series = (count: number, draw: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => draw(index)).join('')

/** A band that fades from one colour to another downwards. */
export function fade(id: string, y: number, height: number, [from, to]: readonly [string, string]): string {
  return `<defs><linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs>${rect(0, y, 1200, height, `url(#${id})`)}`
}

/** Even, repeatable scatter: the same index always falls on the same place. @returns 0 to 1 */
export const scatter = (index: number, salt = 0) => {
  const value = Math.sin((index + 1) * 12.9898 + salt * 78.233) * 43_758.5453
  return value - Math.floor(value)
}

/** The sky with its light; stars at night, drifting clouds by day. @param time 0 to 1, the passing of a film */
export function sky(p: Palette, light: { x: number; y: number; r?: number }, time = 0): string {
  const { x, y, r = 62 } = light
  const stars = p.isNight
    ? series(46, (i) =>
        circle(scatter(i) * 1200, scatter(i, 1) * 460, 1.2 + scatter(i, 2) * 2, p.white, 0.25 + 0.6 * scatter(i, 3)),
      )
    : ''
  const glow = series(4, (i) => circle(x, y, r * (1.5 + i * 0.75), p.light, p.glow * (0.32 - i * 0.065)))
  const clouds = [0, 1, 2].map((i) => {
    const drift = ((scatter(i, x) * 1500 + time * 160) % 1500) - 150
    return cloud(drift, 96 + i * 74, 0.7 + scatter(i, x + 1) * 0.5, p.cloud, p.isNight ? 0.28 : 0.72)
  })
  return fade('sky', 0, 900, p.sky) + stars + glow + circle(x, y, r, p.light) + clouds.join('')
}

function cloud(x: number, y: number, size: number, fill: string, opacity: number): string {
  const puffs = [
    [0, 0, 44],
    [52, -22, 54],
    [112, -6, 46],
    [158, 6, 32],
  ] as const
  const shapes = puffs.map(([dx, dy, r]) => circle(dx, dy, r, fill)).join('') + rect(-40, 2, 232, 42, fill, 21)
  return `<g transform="translate(${n(x)} ${n(y)}) scale(${n(size)})" opacity="${opacity}">${shapes}</g>`
}

/** Soft hills along a horizon. */
export function hills(y: number, fill: string, height: number, shift = 0): string {
  const h = (i: number) => y - height * (0.35 + 0.65 * scatter(i, shift))
  const crest = Array.from({ length: 7 }, (_, i) => `S${i * 220 - 40} ${n(h(i))} ${i * 220 + 60} ${n(h(i) + 14)}`)
  return path(`M-200 ${y} L-200 ${n(h(9))} ${crest.join(' ')} L1400 ${y} Z`, fill)
}

/** Houses along a far shore, with lit windows when it is dark. */
export function skyline(p: Palette, y: number, fill: string, from = 0, to = 1200): string {
  const count = Math.round((to - from) / 62)
  return series(count, (i) => {
    const width = 40 + scatter(i, 7) * 46
    const height = 46 + scatter(i, 8) ** 2 * 150
    const x = from + i * 62
    const lit = series(4, (w) =>
      scatter(i * 4 + w, 9) > 0.45
        ? rect(x + 9 + (w % 2) * (width - 26), y - height + 14 + Math.floor(w / 2) * 26, 8, 11, p.window)
        : '',
    )
    return rect(x, y - height, width, height + 2, fill) + (p.isNight ? lit : '')
  })
}

/** Water with the path of the light on it; waves move with time. */
export function sea(p: Palette, y: number, lightX: number, time = 0): string {
  const waves = series(9, (i) => {
    const at = y + 22 + i * i * 4.6 + i * 6
    const length = 90 + i * 14
    const offset = -200 + ((scatter(i, 4) * 200 + time * (60 + i * 12)) % (2 * length))
    const d = `M${n(offset)} ${n(at)}${` q${length / 2} ${-5 - i} ${length} 0 t${length} 0`.repeat(8)}`
    return line(d, p.white, 2 + i * 0.35, p.isNight ? 0.14 : 0.3)
  })
  const glitter = series(16, (i) => {
    const at = y + 12 + i * 19
    const half = (18 + i * 6) * (0.5 + scatter(i, 2))
    return ellipse(
      lightX + (scatter(i, 3) - 0.5) * (20 + i * 5),
      at,
      half,
      3 + i * 0.25,
      p.light,
      p.isNight ? 0.4 : 0.5,
    )
  })
  return fade('sea', y, 900 - y, p.sea) + glitter + waves
}

/** A round tree; `y` is where its trunk meets the ground. */
export function tree(p: Palette, x: number, y: number, size: number, crown = p.leaf, shade = p.leafDark): string {
  const trunk = path(
    `M${x - 9 * size} ${y} q6 ${-60 * size} 2 ${-110 * size} h${14 * size} q-4 ${60 * size} 4 ${110 * size} z`,
    '#7a5a45',
  )
  const puff = (dx: number, dy: number, r: number, fill: string) => circle(x + dx * size, y + dy * size, r * size, fill)
  return (
    trunk +
    puff(-34, -128, 48, shade) +
    puff(38, -124, 46, shade) +
    puff(0, -158, 60, crown) +
    puff(-30, -146, 38, crown) +
    puff(30, -150, 36, crown)
  )
}

export function gull(x: number, y: number, size: number, stroke: string): string {
  const span = 22 * size
  return line(
    `M${n(x - span)} ${n(y - 4 * size)} q${n(span / 2)} ${n(-9 * size)} ${n(span)} ${n(6 * size)} q${n(span / 2)} ${n(-15 * size)} ${n(span)} ${n(-6 * size)}`,
    stroke,
    3.2 * size,
  )
}

/** A walker, seen from afar. */
export function walker(x: number, y: number, size: number, coat: string, skin = '#e7b892'): string {
  return (
    path(
      `M${n(x - 9 * size)} ${n(y)} l${n(4 * size)} ${n(-34 * size)} h${n(10 * size)} l${n(4 * size)} ${n(34 * size)} h${n(-6 * size)} l${n(-3 * size)} ${n(-26 * size)} l${n(-3 * size)} ${n(26 * size)} z`,
      '#3c4754',
    ) +
    path(
      `M${n(x - 11 * size)} ${n(y - 30 * size)} q${n(-1 * size)} ${n(-34 * size)} ${n(11 * size)} ${n(-34 * size)} q${n(12 * size)} 0 ${n(11 * size)} ${n(34 * size)} z`,
      coat,
    ) +
    circle(x, y - 72 * size, 9.5 * size, skin) +
    path(
      `M${n(x - 10 * size)} ${n(y - 72 * size)} a${n(10 * size)} ${n(10 * size)} 0 0 1 ${n(20 * size)} 0 q${n(-10 * size)} ${n(-7 * size)} ${n(-20 * size)} 0 z`,
      '#2b2428',
    )
  )
}

const faded = (opacity: number) => (opacity === 1 ? '' : ` opacity="${n(opacity)}"`)
const n = (value: number) => Math.round(value * 10) / 10
