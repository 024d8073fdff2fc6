import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { deliveryQuery } from '../../lib/deliveries.ts'
import { Card } from '../../ui/Card.tsx'
import { DeliveryActions } from '../../ui/DeliveryActions.tsx'
import { Page } from '../../ui/Page.tsx'
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
import classes from './page.module.css'

/** The same delivery with room: what it says on one side, what became of it on the other. */
export function DeliveryPage({ id }: { readonly id: string }) {
  const { t } = useTranslation('delivery')
  const { data } = useQuery(deliveryQuery(id))
  return (
    <Page
      title={t('page.title')}
      note={
        data && (
          <span className={classes.states}>
            <StateChip state={data.state} />
            {data.paused && <PauseTag />}
          </span>
        )
      }
    >
      <PageContent id={id} />
    </Page>
  )
}

function PageContent({ id }: { readonly id: string }) {
  const { data: delivery } = useSuspenseQuery(deliveryQuery(id))
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <Card>
          <DeliveryHead delivery={delivery} level={2} />
          <DeliveryReason delivery={delivery} />
          <Parts delivery={delivery} />
          <EditingNote delivery={delivery} />
        </Card>
        <Card>
          <DeliveryActions delivery={delivery} direction="row" />
        </Card>
      </div>
      <div className={classes.column}>
        <Card>
          <Facts delivery={delivery} />
        </Card>
        <PartOfSeries delivery={delivery} />
        <Figures delivery={delivery} />
        <OtherDeliveries delivery={delivery} />
        <Edits delivery={delivery} />
        <Attempts delivery={delivery} />
      </div>
    </div>
  )
}
