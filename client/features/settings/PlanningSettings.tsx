import { Button, NumberInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Observance, PlanLimits } from '../../../server/contract/planning.ts'
import { planningQuery } from '../../lib/planning.ts'
import { useCan } from '../../lib/session.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { CloseIcon, PencilIcon, PlusIcon } from '../../ui/icons.tsx'
import { showDone, showUndo } from '../../ui/UndoToast.ts'
import { useSending } from '../../ui/use-sending.ts'
import { useSettingsSteps } from './api.ts'
import { ObservanceDialog } from './ObservanceDialog.tsx'
import classes from './settings.module.css'

/** When planning warns, and the days the office keeps. */
export function PlanningSettings() {
  return (
    <Stack gap="md">
      <LimitsCard />
      <ObservancesCard />
    </Stack>
  )
}

const limits = [
  ['crowdedMinutes', 1440],
  ['duplicateDays', 90],
  ['silentDays', 90],
] as const satisfies readonly (readonly [keyof PlanLimits, number])[]

function LimitsCard() {
  const { t } = useTranslation(['settings', 'common'])
  const canEdit = useCan('organization.edit')
  const { data: planning } = useSuspenseQuery(planningQuery)
  const { updatePlanning } = useSettingsSteps()
  const form = useForm({ initialValues: planning.limits })
  const { onSubmit, isBusy, error } = useSending(form, async (values) => {
    await updatePlanning({ limits: values })
    form.resetDirty(values)
    showDone(t('planning.done'))
  })
  return (
    <Card title={t('planning.limits')}>
      <form onSubmit={onSubmit}>
        <fieldset className={classes.fields} disabled={!canEdit}>
          <p className={classes.hint}>{t('planning.limitsHint')}</p>
          {limits.map(([name, max]) => (
            <NumberInput
              key={name}
              className={classes.short ?? ''}
              label={t(`planning.limit.${name}`)}
              suffix={t(name === 'crowdedMinutes' ? 'planning.minutes' : 'planning.days')}
              min={0}
              max={max}
              allowDecimal={false}
              required
              {...form.getInputProps(name)}
            />
          ))}
          {error !== null && <FaultNotice error={error} />}
          {canEdit && (
            <Button
              type="submit"
              variant="default"
              className={classes.own ?? ''}
              loading={isBusy}
              disabled={!form.isDirty()}
            >
              {t('common:action.save')}
            </Button>
          )}
        </fieldset>
      </form>
    </Card>
  )
}

function ObservancesCard() {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const canEdit = useCan('organization.edit')
  const { data: planning } = useSuspenseQuery(planningQuery)
  const { updatePlanning } = useSettingsSteps()
  const [edited, setEdited] = useState<Observance | 'new' | null>(null)
  const [isResetting, setResetting] = useState(false)
  const list = planning.observances.toSorted(byCalendar)
  const put = (observances: readonly Observance[]) => updatePlanning({ observances: [...observances] })
  const without = (gone: Observance | 'new' | null) => list.filter((observance) => observance !== gone)
  const nameOf = ({ name, nameEn }: Observance) => (i18n.language === 'en' ? nameEn : name)
  return (
    <Card
      title={t('planning.observances')}
      aside={
        canEdit && (
          <Button leftSection={<PlusIcon />} onClick={() => setEdited('new')}>
            {t('planning.add')}
          </Button>
        )
      }
    >
      <p className={classes.hint}>{t(planning.shipped ? 'planning.shipped' : 'planning.own')}</p>
      <ul className={classes.days}>
        {list.map((observance) => (
          <li key={JSON.stringify(observance)}>
            <span className={classes.date}>
              {observance.day}/{observance.month}
              {observance.calendar === 'lunar' && <small> {t('planning.lunarShort')}</small>}
            </span>
            <span>
              {nameOf(observance)}
              {observance.days > 1 && <small> · {t('planning.lasts', { count: observance.days })}</small>}
            </span>
            {observance.holiday ? <span className={classes.tag}>{t('planning.holiday')}</span> : <span />}
            {canEdit && (
              <span className={classes.acts}>
                <button
                  type="button"
                  className={classes.pencil}
                  aria-label={t('planning.edit', { name: nameOf(observance) })}
                  title={t('planning.edit', { name: nameOf(observance) })}
                  onClick={() => setEdited(observance)}
                >
                  <PencilIcon />
                </button>
                <button
                  type="button"
                  className={classes.pencil}
                  aria-label={t('planning.remove', { name: nameOf(observance) })}
                  title={t('planning.remove', { name: nameOf(observance) })}
                  onClick={async () => {
                    await put(without(observance))
                    showUndo(t('planning.removed', { name: nameOf(observance) }), {
                      undo: () => put(list),
                      redo: () => put(without(observance)),
                    })
                  }}
                >
                  <CloseIcon size={14} />
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {canEdit && !planning.shipped && (
        <Button variant="default" className={classes.own ?? ''} onClick={() => setResetting(true)}>
          {t('planning.reset')}
        </Button>
      )}
      {edited && (
        <ObservanceDialog
          observance={edited === 'new' ? null : edited}
          onSave={(observance) => put([...without(edited), observance])}
          onClose={() => setEdited(null)}
        />
      )}
      <ConfirmDialog
        opened={isResetting}
        title={t('planning.resetAsk')}
        confirm={t('planning.reset')}
        onConfirm={() => updatePlanning({ observances: null })}
        onClose={() => setResetting(false)}
      >
        {t('planning.resetText')}
      </ConfirmDialog>
    </Card>
  )
}

/** Solar days first, each calendar from January on. */
function byCalendar(one: Observance, other: Observance): number {
  const place = ({ calendar, month, day }: Observance) => (calendar === 'lunar' ? 10_000 : 0) + month * 100 + day
  return place(one) - place(other)
}
