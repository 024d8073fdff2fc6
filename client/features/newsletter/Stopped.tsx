import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { useAttempt } from '../../ui/use-attempt.ts'
import { type NewsletterOverview, useNewsletterSteps } from './api.ts'
import classes from './newsletter.module.css'

interface Props {
  readonly channelId: string
  readonly stopped: NewsletterOverview['stopped']
}

/** Issues whose rest waits, because the mail server refused what they say: a person looks, then the rest goes out. */
export function Stopped({ channelId, stopped }: Props) {
  const { t } = useTranslation('newsletter')
  const { resume } = useNewsletterSteps(channelId)
  const { attempt, isBusy, error } = useAttempt()
  if (stopped.length === 0) return null
  const goOn = async () => {
    await resume()
    showDone(t('stopped.done'))
  }
  return (
    <Card
      title={t('stopped.title', { count: stopped.length })}
      aside={
        <Button loading={isBusy} onClick={() => attempt(goOn)}>
          {t('stopped.resume')}
        </Button>
      }
    >
      <p className={classes.hint}>{t('stopped.hint')}</p>
      <ul className={classes.addresses}>
        {stopped.map(({ deliveryId, code }) => (
          <li key={deliveryId}>
            <Link to={`/deliveries/${deliveryId}`}>{t('stopped.issue')}</Link> · {t('stopped.code', { code })}
          </li>
        ))}
      </ul>
      {error !== null && <FaultNotice error={error} />}
    </Card>
  )
}
