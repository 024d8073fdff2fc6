import { useEffect, useLayoutEffect, useRef } from 'react'

/** Keys pressed together. */
export interface KeyCombination {
  /** As the browser names it, lower case: `t`, `/`, `delete`. */
  readonly key: string
  /** With Ctrl, on a Mac with Command. */
  readonly ctrl?: true
  readonly shift?: true
}

interface Shortcut {
  /** Any of these starts it. */
  readonly keys: readonly [KeyCombination, ...KeyCombination[]]
  /** Where it does something. */
  readonly place: 'everywhere' | 'calendar'
  /** Works in a field too; others leave the keys to the field. */
  readonly whileTyping?: true
}

/** Every key the product answers to, in the order the sheet lists them. Single keys are those of Google Calendar. */
export const shortcuts = {
  palette: { keys: [{ key: 'k', ctrl: true }], place: 'everywhere', whileTyping: true },
  help: { keys: [{ key: '?' }], place: 'everywhere' },
  create: { keys: [{ key: 'c' }], place: 'everywhere' },
  search: { keys: [{ key: '/' }], place: 'everywhere' },
  // A text being typed has an undo of its own.
  undo: { keys: [{ key: 'z' }, { key: 'z', ctrl: true }], place: 'everywhere' },
  redo: { keys: [{ key: 'z', shift: true }], place: 'everywhere' },
  today: { keys: [{ key: 't' }], place: 'calendar' },
  day: { keys: [{ key: 'd' }], place: 'calendar' },
  week: { keys: [{ key: 'w' }], place: 'calendar' },
  month: { keys: [{ key: 'm' }], place: 'calendar' },
  agenda: { keys: [{ key: 'a' }], place: 'calendar' },
  board: { keys: [{ key: 'b' }], place: 'calendar' },
  next: { keys: [{ key: 'j' }], place: 'calendar' },
  previous: { keys: [{ key: 'k' }], place: 'calendar' },
  edit: { keys: [{ key: 'e' }], place: 'calendar' },
  move: { keys: [{ key: 'r' }], place: 'calendar' },
  carry: { keys: [{ key: 'r', shift: true }], place: 'calendar' },
  cancel: { keys: [{ key: 'delete' }], place: 'calendar' },
  choose: { keys: [{ key: 'x' }], place: 'calendar' },
  chooseAll: { keys: [{ key: 'x', shift: true }], place: 'calendar' },
  chooseNone: { keys: [{ key: 'escape' }], place: 'calendar' },
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
  return shortcutIds.find((id) => combinationsOf(id).some((keys) => isOn(keys, name, ctrl, shift))) ?? null
}

/** Every combination of keys that starts it. */
export const combinationsOf = (id: ShortcutId): readonly KeyCombination[] => shortcuts[id].keys

const isOn = (keys: KeyCombination, key: string, ctrl: boolean, shift: boolean) =>
  keys.key === key && (keys.ctrl ?? false) === ctrl && (keys.shift ?? false) === shift

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
    // The key that closes a dialog is that dialog's alone, though it is gone when the key arrives here.
    let wasDialogOpen = false
    const onStart = () => {
      wasDialogOpen = isDialogOpen()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const id = shortcutOf(event)
      const act = id && handlers.get(id)?.at(-1)
      if (!id || !act) return
      const isSingle = !(event.ctrlKey || event.metaKey)
      if (isSingle && (!singleKeys || wasDialogOpen || isDialogOpen())) return
      if (!('whileTyping' in shortcuts[id]) && isTyping(event.target)) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onStart, true)
    document.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onStart, true)
      document.removeEventListener('keydown', onKey)
    }
  }, [singleKeys])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null

const isDialogOpen = () => document.querySelector('dialog[open], [role="dialog"][aria-modal="true"]') !== null
