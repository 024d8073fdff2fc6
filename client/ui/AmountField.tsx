import { NumberInput } from '@mantine/core'

interface Props {
  readonly label: string
  readonly value: number
  readonly max: number
  readonly onChange: (value: number) => void
  /** Where a dialog's focus begins. */
  readonly isFirst?: boolean
}

/** A whole number from 0 on; what is no number is 0. */
export function AmountField({ label, value, max, onChange, isFirst = false }: Props) {
  return (
    <NumberInput
      label={label}
      value={value}
      min={0}
      max={max}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      {...(isFirst && { 'data-autofocus': true })}
      onChange={(chosen) => onChange(Number(chosen) || 0)}
    />
  )
}
