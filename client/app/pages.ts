import type { ComponentType } from 'react'
import {
  AttentionIcon,
  CalendarIcon,
  CheckIcon,
  ClockIcon,
  FlagIcon,
  GearIcon,
  type IconProps,
  ImageIcon,
  PencilIcon,
  PlugIcon,
} from '../ui/icons.tsx'

/** A page that navigation and palette lead to. Its name stands under `nav.<name>`. */
export interface PageEntry {
  readonly name:
    | 'calendar'
    | 'nextDay'
    | 'compose'
    | 'attention'
    | 'tasks'
    | 'media'
    | 'campaigns'
    | 'channels'
    | 'settings'
  readonly to: string
  readonly icon: ComponentType<IconProps>
  /** What a person must be allowed to do; the server's policies. */
  readonly needs?: string
  /** `bar` also stands in the phone's bottom bar, `wide` only where there is room, `manage` under administration. */
  readonly place: 'bar' | 'wide' | 'manage'
}

/** In the order they stand. */
export const pages: readonly PageEntry[] = [
  { name: 'calendar', to: '/', icon: CalendarIcon, needs: 'deliveries.read', place: 'bar' },
  { name: 'nextDay', to: '/next-24-hours', icon: ClockIcon, needs: 'deliveries.read', place: 'wide' },
  { name: 'compose', to: '/posts/new', icon: PencilIcon, needs: 'posts.edit', place: 'bar' },
  { name: 'attention', to: '/attention', icon: AttentionIcon, needs: 'deliveries.read', place: 'bar' },
  { name: 'tasks', to: '/tasks', icon: CheckIcon, needs: 'posts.read', place: 'wide' },
  { name: 'media', to: '/media', icon: ImageIcon, place: 'wide' },
  { name: 'campaigns', to: '/campaigns', icon: FlagIcon, place: 'wide' },
  { name: 'channels', to: '/channels', icon: PlugIcon, place: 'manage' },
  { name: 'settings', to: '/settings', icon: GearIcon, place: 'manage' },
]
