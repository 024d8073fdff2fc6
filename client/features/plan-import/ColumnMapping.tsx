import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportField, ImportMapping, PlanImport } from '../../../server/contract/plan-import.ts'
import { Card } from '../../ui/Card.tsx'
import classes from './plan-import.module.css'

/** In the order people fill them in. */
const fields: readonly ImportField[] = [
  ...(['date', 'time', 'channels', 'title', 'text', 'link'] as const),
  ...(['language', 'kind', 'tone', 'campaign', 'unit', 'source'] as const),
]
const needed: readonly ImportField[] = ['channels', 'text']

interface Props {
  readonly opened: PlanImport
  readonly disabled: boolean
  readonly onChange: (mapping: ImportMapping) => void
}

/** Which column of the table is read as what. */
export function ColumnMapping({ opened: { header, mapping, sample }, disabled, onChange }: Props) {
  const { t } = useTranslation('plan-import')
  const columns = header.map((name, at) => ({ value: String(at), label: name || t('column', { number: at + 1 }) }))
  return (
    <Card title={t('mapping.title')}>
      <p className={classes.hint}>{t('mapping.hint')}</p>
      <div className={classes.fields}>
        {fields.map((field) => {
          const at = mapping[field]
          return (
            <Select
              key={field}
              label={t(`field.${field}`)}
              placeholder={t('mapping.none')}
              description={at === null ? undefined : sample[0]?.[at]?.slice(0, 40) || t('mapping.empty')}
              inputWrapperOrder={['label', 'input', 'description']}
              required={needed.includes(field)}
              withAsterisk={needed.includes(field)}
              clearable
              disabled={disabled}
              data={columns}
              value={at === null ? null : String(at)}
              onChange={(chosen) => onChange({ ...mapping, [field]: chosen === null ? null : Number(chosen) })}
            />
          )
        })}
      </div>
    </Card>
  )
}
