import { useEffect, useLayoutEffect, useRef } from 'react'

export interface Shortcut {
  /** As the browser names it, lower case: `t`, `/`, `delete`. */
  readonly key: string
  /** With Ctrl, on a Mac with Command; these work while typing too. */
  readonly ctrl?: true
  readonly shift?: true
  /** Where it does something. */
  readonly place: 'everywhere' | 'calendar'
}

/** Every key the product answers to, in the order the sheet lists them. Single keys are those of Google Calendar. */
export const shortcuts = {
  palette: { key: 'k', ctrl: true, place: 'everywhere' },
  help: { key: '?', place: 'everywhere' },
  create: { key: 'c', place: 'everywhere' },
  search: { key: '/', place: 'everywhere' },
  undo: { key: 'z', place: 'everywhere' },
  undoToo: { key: 'z', ctrl: true, place: 'everywhere' },
  redo: { key: 'z', shift: true, place: 'everywhere' },
  today: { key: 't', place: 'calendar' },
  day: { key: 'd', place: 'calendar' },
  week: { key: 'w', place: 'calendar' },
  month: { key: 'm', place: 'calendar' },
  agenda: { key: 'a', place: 'calendar' },
  next: { key: 'j', place: 'calendar' },
  previous: { key: 'k', place: 'calendar' },
  edit: { key: 'e', place: 'calendar' },
  move: { key: 'r', place: 'calendar' },
  cancel: { key: 'delete', place: 'calendar' },
} as const satisfies Readonly<Record<string, Shortcut>>

export type ShortcutId = keyof typeof shortcuts

export const shortcutIds = Object.keys(shortcuts) as ShortcutId[]

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** @returns null when no shortcut has these keys */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): ShortcutId | null {
  const ctrl = ctrlKey || metaKey
  if (altKey) return null
  const name = key.toLowerCase()
  // Signs are typed with Shift on some keyboards and without on others.
  const shift = /^[a-z]$/.test(name) && shiftKey
  return shortcutIds.find((id) => isOn(shortcuts[id], name, ctrl, shift)) ?? null
}

const isOn = (shortcut: Shortcut, key: string, ctrl: boolean, shift: boolean) =>
  shortcut.key === key && (shortcut.ctrl ?? false) === ctrl && (shortcut.shift ?? false) === shift

const handlers = new Map<ShortcutId, (() => void)[]>()

/** What a page does for these keys while it is shown; the page drawn last comes first. */
export function useShortcuts(acts: Partial<Readonly<Record<ShortcutId, () => void>>>): void {
  const latest = useRef(acts)
  useLayoutEffect(() => {
    latest.current = acts
  })
  const names = Object.keys(acts).join(' ')
  useEffect(() => {
    const ids = names.split(' ').filter(Boolean) as ShortcutId[]
    const own = ids.map((id) => [id, () => latest.current[id]?.()] as const)
    for (const [id, act] of own) handlers.set(id, [...(handlers.get(id) ?? []), act])
    return () => {
      for (const [id, act] of own)
        handlers.set(
          id,
          (handlers.get(id) ?? []).filter((other) => other !== act),
        )
    }
  }, [names])
}

/**
 * Listens for every shortcut. Single keys rest while somebody types, while a dialog is open, and when the person has
 * turned them off.
 */
export function useShortcutKeys(singleKeys: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const id = shortcutOf(event)
      const act = id && handlers.get(id)?.at(-1)
      if (!id || !act) return
      const isSingle = !('ctrl' in shortcuts[id])
      if (isSingle && (!singleKeys || isDialogOpen())) return
      // A text being typed has an undo of its own.
      if ((isSingle || id === 'undoToo') && isTyping(event.target)) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [singleKeys])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null

const isDialogOpen = () => document.querySelector('dialog[open], [role="dialog"][aria-modal="true"]') !== null
