import { ActionIcon, Button, Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Channel } from '../../../server/contract/channels.ts'
import type { Pause } from '../../../server/contract/deliveries.ts'
import { languageName } from '../../lib/languages.ts'
import { useCan } from '../../lib/session.ts'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { ExternalIcon, MoreIcon } from '../../ui/icons.tsx'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { useChannelSteps } from './api.ts'
import { ChannelDialog, type ChannelDialogKind } from './ChannelDialog.tsx'
import classes from './channels.module.css'
import { HealthLine, useHealthSentence } from './HealthLine.tsx'
import type { Health } from './health.ts'
import { healthOf } from './health.ts'

interface Props {
  readonly channel: Channel
  readonly pause: Pause | null
  readonly health: Health
}

export function ChannelRow({ channel, pause, health }: Props) {
  const { t, i18n } = useTranslation(['channels', 'common'])
  const navigate = useNavigate()
  const platformName = usePlatformName()
  const sentence = useHealthSentence(channel.platform)
  const canManage = useCan('channels.manage')
  const canCheck = useCan('channels.check')
  const canPause = useCan('pauses.manage')
  const canPlan = useCan('channels.slots')
  const steps = useChannelSteps()
  const [dialog, setDialog] = useState<ChannelDialogKind | null>(null)
  const check = useMutation({
    mutationFn: () => steps.check(channel.id),
    onSuccess: (checked) =>
      showDone(t('check.done', { name: checked.name, health: sentence(checked, healthOf(checked, pause), pause) })),
  })
  const isConnected = channel.state !== 'disconnected'
  const reconnectTo = `/channels/connect?channel=${channel.id}`
  return (
    <li className={classes.row} data-tone={health.tone}>
      <PlatformIcon platform={channel.platform} size={24} />
      <div className={classes.who}>
        <h2 className={classes.name}>
          {channel.name}
          {channel.practice && <PracticeBadge />}
        </h2>
        <p className={classes.facts}>
          {platformName(channel.platform)}
          {channel.handle && ` · ${channel.handle}`}
          {channel.url && (
            <a className={classes.open} href={channel.url} target="_blank" rel="noreferrer">
              {t('row.open')} <ExternalIcon size={12} />
            </a>
          )}
        </p>
        <p className={classes.facts}>
          {languageName(channel.language, i18n.language)} · {t(`common:audience.${channel.audience}`)}
        </p>
      </div>
      <HealthLine channel={channel} health={health} pause={pause} />
      <div className={classes.steps}>
        {health.step === 'reconnect' && canManage && (
          <Button className={classes.step ?? ''} component={Link} to={reconnectTo}>
            {t('step.reconnect')}
          </Button>
        )}
        {health.step === 'attest' && canManage && (
          <Button className={classes.step ?? ''} onClick={() => setDialog('attest')}>
            {t('step.attest')}
          </Button>
        )}
        {health.step === 'resume' && canPause && (
          <Button className={classes.step ?? ''} onClick={() => setDialog('resume')}>
            {t('step.resume')}
          </Button>
        )}
        {health.step === 'check' && canCheck && (
          <Button className={classes.step ?? ''} loading={check.isPending} onClick={() => check.mutate()}>
            {t('step.check')}
          </Button>
        )}
        {isConnected && (canCheck || canManage || canPause) && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon
                aria-label={t('row.more', { name: channel.name })}
                title={t('row.moreTitle')}
                variant="default"
              >
                <MoreIcon />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {canCheck && <Menu.Item onClick={() => check.mutate()}>{t('step.check')}</Menu.Item>}
              {canPause && !pause && <Menu.Item onClick={() => setDialog('pause')}>{t('step.pause')}</Menu.Item>}
              {canPause && pause && <Menu.Item onClick={() => setDialog('resume')}>{t('step.resume')}</Menu.Item>}
              {canPlan && <Menu.Item onClick={() => setDialog('slots')}>{t('step.slots')}</Menu.Item>}
              {canManage && <Menu.Item onClick={() => setDialog('edit')}>{t('step.edit')}</Menu.Item>}
              {canManage && !channel.attested && !channel.practice && (
                <Menu.Item onClick={() => setDialog('attest')}>{t('step.attest')}</Menu.Item>
              )}
              {canManage && channel.platform === 'email' && !channel.practice && (
                <Menu.Item component={Link} to={`/channels/${channel.id}/newsletter`}>
                  {t('step.newsletter')}
                </Menu.Item>
              )}
              {canManage && <Menu.Item onClick={() => navigate(reconnectTo)}>{t('step.reconnect')}</Menu.Item>}
              {canManage && <Menu.Divider />}
              {canManage && (
                <Menu.Item color="red" onClick={() => setDialog('disconnect')}>
                  {t('step.disconnect')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {check.isError && (
        <div className={classes.failure}>
          <FaultNotice error={check.error} />
        </div>
      )}
      {dialog && <ChannelDialog kind={dialog} channel={channel} pause={pause} onClose={() => setDialog(null)} />}
    </li>
  )
}
