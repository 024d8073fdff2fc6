import { Button, CopyButton, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { useNewsletterSteps } from './api.ts'
import classes from './newsletter.module.css'

interface Props {
  readonly channelId: string
  /** There is an address already. */
  readonly isTaken: boolean
}

/** The address to which the mailbox for returned mails hands them on; shown once. */
export function Bounces({ channelId, isTaken }: Props) {
  const { t } = useTranslation('newsletter')
  const { makeBounceAddress } = useNewsletterSteps(channelId)
  const [isAsking, setAsking] = useState(false)
  const [address, setAddress] = useState<string | null>(null)
  return (
    <Card title={t('bounces.title')}>
      <Stack gap="sm">
        <p className={classes.hint}>{isTaken ? t('bounces.taken') : t('bounces.notYet')}</p>
        {address && (
          <div className={classes.made} role="status">
            <p>{t('bounces.made')}</p>
            <code>{address}</code>
            <CopyButton value={address}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? t('bounces.copied') : t('bounces.copy')}
                </Button>
              )}
            </CopyButton>
          </div>
        )}
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {isTaken ? t('bounces.renew') : t('bounces.make')}
          </Button>
        </div>
      </Stack>
      {isAsking && (
        <ConfirmDialog
          opened
          title={isTaken ? t('bounces.renewTitle') : t('bounces.makeTitle')}
          confirm={isTaken ? t('bounces.renew') : t('bounces.make')}
          onConfirm={async () => setAddress((await makeBounceAddress()).url)}
          onClose={() => setAsking(false)}
        >
          {isTaken ? t('bounces.renewText') : t('bounces.makeText')}
        </ConfirmDialog>
      )}
    </Card>
  )
}
