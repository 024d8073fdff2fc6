import type { ReactNode } from 'react'

export interface IconProps {
  /** Pixels; 16 unless told. */
  readonly size?: number
}

/** Drawn on a 16 grid with strokes of 1.5. Beside a word an icon says nothing of its own, so it is hidden from readers. */
const icon = (drawing: ReactNode) =>
  function Icon({ size = 16 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {drawing}
      </svg>
    )
  }

export const CalendarIcon = icon(
  <path d="M2 6.5h12M5 1.5v2.5M11 1.5v2.5M3.5 3h9A1.5 1.5 0 0 1 14 4.5v8A1.5 1.5 0 0 1 12.5 14h-9A1.5 1.5 0 0 1 2 12.5v-8A1.5 1.5 0 0 1 3.5 3Z" />,
)
export const PencilIcon = icon(<path d="M10.5 3 13 5.5 5.5 13 2.5 13.5 3 10.5ZM9 4.5 11.5 7" />)
export const AttentionIcon = icon(<path d="M8 2 14.5 13.5h-13ZM8 6.5v3M8 11.5v.01" />)
export const ImageIcon = icon(
  <path d="M3 2.5h10a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM2.5 12 6.5 8l2.5 2.5L10.5 9l3 3M10.5 5.5v.01" />,
)
export const FlagIcon = icon(<path d="M3.5 14V2.5M3.5 3h8.5l-2 3 2 3H3.5" />)
export const PlugIcon = icon(<path d="M5.5 1.5v3M10.5 1.5v3M3.5 4.5h9v2.5a4.5 4.5 0 0 1-9 0ZM8 11.5v3" />)
export const GearIcon = icon(
  <path d="M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 1.8v1.7M8 12.5v1.7M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M1.8 8h1.7M12.5 8h1.7M3.6 12.4l1.2-1.2M11.2 4.8l1.2-1.2" />,
)
export const SearchIcon = icon(<path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14" />)
export const BellIcon = icon(
  <path d="M8 2a4 4 0 0 0-4 4c0 4-1.5 5-1.5 5h11S12 10 12 6a4 4 0 0 0-4-4ZM6.7 13.5a1.5 1.5 0 0 0 2.6 0" />,
)
export const RepeatIcon = icon(
  <path d="M3 8V6.5a2 2 0 0 1 2-2h7.5L10.5 2.5m2 2-2 2M13 8v1.5a2 2 0 0 1-2 2H3.5l2 2m-2-2 2-2" />,
)
export const ClockIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3l2 1.5" />)
export const PauseIcon = icon(<path d="M5.5 3v10M10.5 3v10" strokeWidth="2" />)
export const PlayIcon = icon(<path d="M4.5 2.8v10.4l8.5-5.2Z" />)
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />)
export const CloseIcon = icon(<path d="m3.5 3.5 9 9M12.5 3.5l-9 9" />)
export const CheckIcon = icon(<path d="m3 8.5 3.5 3.5L13 4.5" />)
export const ChevronLeftIcon = icon(<path d="M10 3 5 8l5 5" />)
export const ChevronRightIcon = icon(<path d="m6 3 5 5-5 5" />)
export const ChevronDownIcon = icon(<path d="m3 6 5 5 5-5" />)
export const ChevronUpIcon = icon(<path d="m3 10 5-5 5 5" />)
export const MoreIcon = icon(<path d="M3 8h.01M8 8h.01M13 8h.01" strokeWidth="2.2" />)
export const ExternalIcon = icon(
  <path d="M9.5 2.5h4v4M13.5 2.5 7.5 8.5M12 9.5v3a1 1 0 0 1-1 1H3.5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h3" />,
)
export const UndoIcon = icon(<path d="M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H7" />)
export const UploadIcon = icon(<path d="M8 10.5V2.5M4.5 6 8 2.5 11.5 6M2.5 10v2.5a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1V10" />)
export const PrintIcon = icon(<path d="M4.5 6V2h7v4M4.5 12H2.5V6.5h11V12h-2M4.5 9.5h7V14h-7Z" />)
export const FilterIcon = icon(<path d="M2 3h12L9.5 8.5V13l-3-1.5v-3Z" />)
export const SunIcon = icon(
  <path d="M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />,
)
export const MoonIcon = icon(<path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z" />)
export const SignOutIcon = icon(<path d="M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10 5l3 3-3 3M13 8H6" />)
export const MenuIcon = icon(<path d="M2.5 4h11M2.5 8h11M2.5 12h11" />)
export const InfoIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.5V11M8 5v.01" />)
export const KeyboardIcon = icon(
  <path d="M2.5 4h11a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01M5 9.5h6" />,
)
export const GlobeIcon = icon(
  <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c4 4 4 8 0 12M8 2c-4 4-4 8 0 12" />,
)
export const PersonIcon = icon(<path d="M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8ZM3 13.5c.5-3 2.5-4 5-4s4.5 1 5 4" />)
export const TableIcon = icon(<path d="M2.5 3h11v10h-11ZM2.5 6.3h11M2.5 9.6h11M6.5 6.3V13" />)
export const ListIcon = icon(<path d="M6 4h8M6 8h8M6 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01" />)

/** The mark: a lighthouse with its beam. The tower takes the text's colour, the light is always amber. */
export function BrandMark({ size = 28 }: IconProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <path d="M17 7.5 26 3.5v7.5L17 9Z" fill="var(--hd-amber)" />
      <path d="M11 7.5 2 3.5v7.5L11 9Z" fill="var(--hd-amber)" opacity=".6" />
      <path d="M10.5 5.5 14 2l3.5 3.5Z" fill="currentColor" />
      <path d="M11.3 6.5h5.4v4h-5.4Z" fill="var(--hd-amber)" />
      <path d="M10 11h8v1.5h-8Z" fill="currentColor" />
      <path d="M11 13.5h6l.4 3.2h-6.8ZM10.4 18.5h7.2l.4 3.2h-8ZM8.5 23.5h11V26h-11Z" fill="currentColor" />
    </svg>
  )
}
