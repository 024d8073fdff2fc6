import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Capabilities } from '../../../connectors/rules/capabilities.ts'
import { numbersOf } from '../../../connectors/rules/thread.ts'
import { PlusIcon, UndoIcon } from '../../ui/icons.tsx'
import classes from './composer.module.css'
import type { DraftVariant, PostDraft } from './draft.ts'
import { joinVariant, splitVariant } from './variants.ts'

interface Props {
  readonly draft: PostDraft
  readonly variant: DraftVariant
  readonly capabilities: Capabilities
  readonly isTooLong: boolean
  readonly onParts: (parts: string[] | null) => void
}

/** One text or a thread: cut it, number it, put it together again. A thread's own numbers say that they are wished. */
export function ThreadActions({ draft, variant, capabilities, isTooLong, onParts }: Props) {
  const { t } = useTranslation('composer')
  const { parts } = variant
  const [isWished, setWished] = useState(false)
  const count = parts?.length ?? 1
  const maxParts = capabilities.thread?.maxParts ?? 1
  const numbers = numbersOf(parts ?? [])
  const isNumbered = count > 1 ? numbers !== 'none' : isWished
  const split = (numbered: boolean) => onParts(splitVariant(draft, variant, capabilities, numbered))
  return (
    <div className={classes.variantActions}>
      {maxParts > 1 && isTooLong && (
        <Button variant="default" onClick={() => split(isNumbered)}>
          {t(count > 1 ? 'variant.splitAgain' : 'variant.split')}
        </Button>
      )}
      {maxParts > 1 && (isTooLong || count > 1) && (
        <Checkbox
          label={t('variant.number')}
          checked={isNumbered}
          onChange={(event) => {
            setWished(event.currentTarget.checked)
            if (count > 1) split(event.currentTarget.checked)
          }}
        />
      )}
      {numbers === 'wrong' && !isTooLong && (
        <Button variant="default" onClick={() => split(true)}>
          {t('variant.renumber')}
        </Button>
      )}
      {parts && count < maxParts && (
        <Button variant="subtle" leftSection={<PlusIcon size={14} />} onClick={() => onParts([...parts, ''])}>
          {t('variant.addPart')}
        </Button>
      )}
      {count > 1 && (
        <Button variant="subtle" onClick={() => onParts([joinVariant(draft, variant, capabilities)])}>
          {t('variant.join')}
        </Button>
      )}
      {parts && (
        <Button variant="subtle" leftSection={<UndoIcon size={14} />} onClick={() => onParts(null)}>
          {t('variant.back')}
        </Button>
      )}
    </div>
  )
}
