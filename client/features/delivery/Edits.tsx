import { useTranslation } from 'react-i18next'
import type { DeliveryDetail, DeliveryEdit } from '../../../server/contract/deliveries.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { Card } from '../../ui/Card.tsx'
import { platformWords } from '../../ui/reasons.ts'
import { WordChange } from '../../ui/WordChange.tsx'
import classes from './edits.module.css'

/** Every change of what is out, latest first: who, when, word by word, and what came of it. */
export function Edits({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t } = useTranslation('delivery')
  if (delivery.edits.length === 0) return null
  return (
    <Card title={t('edits.title')}>
      <ol className={classes.list}>
        {delivery.edits.map((edit) => (
          <EditItem key={edit.id} edit={edit} delivery={delivery} />
        ))}
      </ol>
    </Card>
  )
}

function EditItem({ edit, delivery }: { readonly edit: DeliveryEdit; readonly delivery: DeliveryDetail }) {
  const { t } = useTranslation('delivery')
  const { zone } = useMe().organization
  const { at, by, outcome, fault, title, parts } = edit
  const { language } = delivery
  const words = platformWords(fault)
  return (
    <li className={classes.edit} data-outcome={outcome}>
      <p className={classes.who}>
        <strong>{by}</strong> · <time dateTime={at}>{formatDateTime(at, zone)}</time> · {t(`edits.outcome.${outcome}`)}
      </p>
      {words && <p className={classes.note}>{t('reason.words', { words })}</p>}
      {title && (
        <Change label={t('edits.headline')} before={title.before} after={title.after ?? ''} language={language} />
      )}
      {parts.map(({ position, before, after }) => (
        <Change
          key={position}
          label={delivery.parts.length > 1 ? t('edits.part', { number: position + 1 }) : null}
          {...{ before, after, language }}
        />
      ))}
      {!title && parts.length === 0 && <p className={classes.note}>{t('edits.marksOnly')}</p>}
    </li>
  )
}

interface ChangeProps {
  readonly label: string | null
  readonly before: string | null
  readonly after: string
  readonly language: string
}

function Change({ label, before, after, language }: ChangeProps) {
  const { t } = useTranslation('delivery')
  return (
    <div>
      {label && <p className={classes.label}>{label}</p>}
      {before === null && <p className={classes.note}>{t('edits.unknownBefore')}</p>}
      <WordChange {...{ before, after, language }} />
    </div>
  )
}
