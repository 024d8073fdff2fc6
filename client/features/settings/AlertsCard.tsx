import { Radio, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '../../lib/session.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { useSettingsSteps } from './api.ts'
import classes from './settings.module.css'

const choices = ['all', 'urgent', 'off'] as const

/** Which alerts come by mail; for those who can do something about them. Chosen here, it holds at once. */
export function AlertsCard() {
  const { t } = useTranslation('settings')
  const { preferences } = useMe()
  const { updateMe } = useSettingsSteps()
  const remember = useMutation({ mutationFn: updateMe })
  // While it is sent, what was chosen is shown.
  const chosen = (remember.isPending && remember.variables.preferences?.alerts) || (preferences.alerts ?? 'all')
  return (
    <Card title={t('alerts.title')}>
      <div className={classes.fields}>
        <MailState />
        <Radio.Group
          label={t('alerts.which')}
          value={chosen}
          onChange={(value) => {
            const alerts = choices.find((choice) => choice === value) ?? 'all'
            remember.mutate({ preferences: { alerts } })
          }}
        >
          <Stack gap="sm" mt="xs">
            {choices.map((choice) => (
              <Radio
                key={choice}
                value={choice}
                label={t(`alerts.choice.${choice}`)}
                description={t(`alerts.about.${choice}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {remember.isError && <FaultNotice error={remember.error} />}
      </div>
    </Card>
  )
}

/** Why no mail comes whatever is chosen. */
function MailState() {
  const { t } = useTranslation('settings')
  const { mail, demo } = useMe()
  const canSet = useCan('operations.read')
  if (mail) return null
  return (
    <p className={classes.hint}>
      {demo ? t('alerts.demo') : t('alerts.notSet')} {canSet && !demo && t('alerts.howTo')}
    </p>
  )
}
