import { type PointerEvent, useState } from 'react'

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Less than this is a click. */
const leastPixels = 6

/**
 * Draws a box with Shift held over empty ground, and tells which deliveries it touches. It begins before the grid below
 * hears of the pointer, so nothing is dragged or made meanwhile.
 */
export function useBox(onBoxed: (ids: readonly string[]) => void) {
  const [box, setBox] = useState<Box | null>(null)
  const begin = (event: PointerEvent<HTMLElement>) => {
    const isOnDelivery = event.target instanceof Element && event.target.closest('[data-delivery], button, a') !== null
    if (!event.shiftKey || event.button !== 0 || event.pointerType !== 'mouse' || isOnDelivery) return
    event.stopPropagation()
    event.preventDefault()
    const ground = event.currentTarget
    const { clientX, clientY } = event
    let drawn: Box | null = null
    const moving = new AbortController()
    const { signal } = moving
    const draw = (move: globalThis.PointerEvent) => {
      drawn = {
        left: Math.min(clientX, move.clientX),
        top: Math.min(clientY, move.clientY),
        width: Math.abs(move.clientX - clientX),
        height: Math.abs(move.clientY - clientY),
      }
      setBox(drawn)
    }
    const end = () => {
      moving.abort()
      setBox(null)
      if (drawn && Math.max(drawn.width, drawn.height) >= leastPixels) onBoxed(deliveriesIn(ground, drawn))
    }
    window.addEventListener('pointermove', draw, { signal })
    window.addEventListener('pointerup', end, { signal })
    window.addEventListener('pointercancel', end, { signal })
  }
  return { box, begin }
}

function deliveriesIn(ground: HTMLElement, { left, top, width, height }: Box): string[] {
  const found = [...ground.querySelectorAll<HTMLElement>('[data-delivery]')].filter((element) => {
    const place = element.getBoundingClientRect()
    return place.right > left && place.left < left + width && place.bottom > top && place.top < top + height
  })
  return [...new Set(found.flatMap(({ dataset }) => dataset['delivery'] ?? []))]
}
