import { ActionIcon, Box } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { deliveryQuery } from '../../lib/deliveries.ts'
import { DeliveryActions } from '../../ui/DeliveryActions.tsx'
import { CloseIcon, ExternalIcon } from '../../ui/icons.tsx'
import { Boundary } from '../../ui/Page.tsx'
import { PauseTag } from '../../ui/PauseTag.tsx'
import { StateChip } from '../../ui/StateMark.tsx'
import { Attempts } from './Attempts.tsx'
import { DeliveryHead } from './DeliveryHead.tsx'
import { DeliveryReason } from './DeliveryReason.tsx'
import { EditingNote } from './EditingNote.tsx'
import { Edits } from './Edits.tsx'
import { Facts } from './Facts.tsx'
import { Figures } from './Figures.tsx'
import { OtherDeliveries } from './OtherDeliveries.tsx'
import { PartOfSeries } from './PartOfSeries.tsx'
import { Parts } from './Parts.tsx'
import classes from './panel.module.css'

interface Props {
  readonly id: string
  readonly onClose: () => void
}

/** One delivery beside the calendar: what goes out where and when, what became of it, what can be done now. */
export function DeliveryPanel({ id, onClose }: Props) {
  const { t } = useTranslation(['delivery', 'common'])
  return (
    <section className={classes.panel} aria-label={t('panel.label')}>
      <Boundary key={id} waiting={<div className={classes.body} />}>
        <PanelContent id={id} onClose={onClose} />
      </Boundary>
    </section>
  )
}

function PanelContent({ id, onClose }: Props) {
  const { t } = useTranslation(['delivery', 'common'])
  const { data: delivery } = useSuspenseQuery(deliveryQuery(id))
  return (
    <>
      <div className={classes.top}>
        <StateChip state={delivery.state} />
        {delivery.paused && <PauseTag />}
        <Link className={classes.whole ?? ''} to={`/deliveries/${id}`} title={t('panel.whole')}>
          <span className="visually-hidden">{t('panel.whole')}</span>
          <ExternalIcon />
        </Link>
        <ActionIcon aria-label={t('common:action.close')} title={t('common:action.close')} onClick={onClose}>
          <CloseIcon />
        </ActionIcon>
      </div>
      {/* Scrolls by itself, so the keyboard has to reach it. */}
      <Box component="section" className={classes.body ?? ''} tabIndex={0} aria-label={t('page.title')}>
        <DeliveryHead delivery={delivery} level={2} />
        <DeliveryReason delivery={delivery} />
        <Parts delivery={delivery} />
        <EditingNote delivery={delivery} />
        <Facts delivery={delivery} />
        <PartOfSeries delivery={delivery} />
        <Figures delivery={delivery} />
        <OtherDeliveries delivery={delivery} />
        <Edits delivery={delivery} />
        <Attempts delivery={delivery} />
      </Box>
      <div className={classes.foot}>
        <DeliveryActions delivery={delivery} direction="row" />
      </div>
    </>
  )
}
