import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeliveryState } from '../../server/contract/deliveries.ts'
import type { IconProps } from './icons.tsx'
import classes from './StateMark.module.css'

/** One silhouette per state on a 16 grid, told apart without colour. Cut-outs take the fill behind the mark. */
const marks: Readonly<Record<DeliveryState, ReactNode>> = {
  draft: <circle cx="8" cy="8" r="6" strokeDasharray="2.1 2.2" />,
  scheduled: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.2l2 1.3" />,
  sending: <path d="M8 1.5 14 8h-3.5v6h-5V8H2Z" fill="currentColor" stroke="none" />,
  published: (
    <>
      <circle cx="8" cy="8" r="6.7" fill="currentColor" stroke="none" />
      <path className={classes.cut} d="m5 8.3 2.2 2.2L11.2 6" />
    </>
  ),
  retrying: <path d="M13.3 6.5A5.6 5.6 0 1 0 13.6 9M13.7 2.5v4h-4" />,
  unconfirmed: (
    <>
      <path d="M8 .8 15.2 8 8 15.2.8 8Z" fill="currentColor" stroke="none" />
      <path className={classes.cut} d="M6.4 6.5C6.4 4.3 9.7 4.4 9.6 6.5 9.6 7.7 8 7.7 8 9M8 11.2v.01" />
    </>
  ),
  failed: (
    <>
      <path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2Z" fill="currentColor" stroke="none" />
      <path className={classes.cut} d="m5.7 5.7 4.6 4.6M10.3 5.7l-4.6 4.6" />
    </>
  ),
  missed: <path d="M4.3 3.3a6 6 0 0 0 8.4 8.4M6.5 2.2a6 6 0 0 1 7.3 7.3M8 5v3M2 2l12 12" />,
  held: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="currentColor" stroke="none" />
      <path className={classes.cut} d="M6 5v6M10 5v6" />
    </>
  ),
  cancelled: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM3.8 12.2l8.4-8.4" />,
  removed: <path d="M2.5 4h11M6 4V2.5h4V4M4 4l.6 9.5h6.8L12 4" />,
}

interface MarkProps extends IconProps {
  readonly state: DeliveryState
}

/** The mark alone; a word or an accessible name has to stand beside it. */
export function StateMark({ state, size = 16 }: MarkProps) {
  return (
    <svg
      className={classes.mark}
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
      data-state={state}
    >
      {marks[state]}
    </svg>
  )
}

/** Mark and full word on the state's colour. */
export function StateChip({ state }: { readonly state: DeliveryState }) {
  const { t } = useTranslation('common')
  return (
    <span className={classes.chip} data-state={state}>
      <StateMark state={state} size={14} />
      {t(`state.${state}`)}
    </span>
  )
}
