import { palettes } from './drawing.ts'
import { town } from './town.ts'
import { waterside } from './waterside.ts'

/** Pictures of the demo office, drawn by the project itself: SVG scenes turned into JPEG, nothing from outside. */
const draw = { ...waterside, ...town }
export type SceneName = keyof typeof draw
export const scenes = Object.keys(draw) as readonly SceneName[]
/** Morning, evening and night: one scene gives three pictures. */
export const variations = palettes.length

/** @param time 0 to 1, the passing of a film @returns the scene as SVG, 1200 × 900 */
export function sceneSvg(scene: SceneName, variation: number, time = 0): string {
  const palette = palettes[variation % variations] ?? palettes[0]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900" viewBox="0 0 1200 900">${draw[scene](palette, time)}</svg>`
}

/** @returns JPEG, 1200 × 900: the one kind of file that every platform takes */
export async function drawPicture(scene: SceneName, variation: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp(Buffer.from(sceneSvg(scene, variation)))
    .jpeg({ quality: 84 })
    .toBuffer()
}
