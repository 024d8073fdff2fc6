import { Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { Pause } from '../../../server/contract/deliveries.ts'
import type { DeliveriesActedOn } from '../../../server/contract/deliveries-together.ts'
import { heldQuery } from '../../lib/outlook.ts'
import { usePauseScopeName } from '../../lib/pauses.ts'
import { useCan } from '../../lib/session.ts'
import { ChoiceLinks } from '../../ui/ChoiceLinks.tsx'
import { CheckIcon } from '../../ui/icons.tsx'
import { Empty, Page } from '../../ui/Page.tsx'
import { DecisionBar } from './DecisionBar.tsx'
import { type Decision, type HeldDelivery, stillThere } from './decide.ts'
import { HeldItem } from './HeldItem.tsx'
import classes from './held.module.css'
import { PauseLine } from './PauseLine.tsx'
import { Results } from './Results.tsx'

/** What came due under pauses: nothing of it is sent before a person keeps, moves or drops it. */
export function HeldPage() {
  const { t } = useTranslation('held')
  const canSee = useCan('deliveries.read')
  return (
    <Page title={t('title')} note={canSee && <Note />}>
      {canSee ? <Content /> : <Empty>{t('notForYou')}</Empty>}
    </Page>
  )
}

/** Which pause stands in the address. */
function usePauseId(): string | null {
  const [params] = useSearchParams()
  return params.get('pause')
}

function Note() {
  const { t } = useTranslation('held')
  const { data } = useQuery(heldQuery(usePauseId()))
  if (!data) return null
  return (
    <>
      {t('count', { count: data.deliveries.length + data.more })} · {t('live')}
    </>
  )
}

/** What became of the last decision. */
export interface Decided {
  readonly decision: Decision
  readonly outcome: DeliveriesActedOn
  /** As they were shown when it was taken. */
  readonly deliveries: readonly HeldDelivery[]
}

function Content() {
  const { t } = useTranslation('held')
  const pauseId = usePauseId()
  const { data: all } = useSuspenseQuery(heldQuery(null))
  const { data } = useSuspenseQuery(heldQuery(pauseId))
  const [decided, setDecided] = useState<Decided | null>(null)
  return (
    <>
      {decided && <Results decided={decided} onClose={() => setDecided(null)} />}
      {all.pauses.length > 1 && <Pauses pauses={all.pauses} shown={pauseId} />}
      {data.deliveries.length > 0 ? (
        <>
          <p className={classes.intro}>{t('intro')}</p>
          {data.pauses.map((pause) => (
            <PauseLine key={pause.id} pause={pause} />
          ))}
          <HeldList key={pauseId} deliveries={data.deliveries} onDecided={setDecided} />
          {data.more > 0 && <p className={classes.intro}>{t('more', { count: data.more })}</p>}
        </>
      ) : (
        <div className={classes.well}>
          <CheckIcon size={24} />
          <p>{t('none')}</p>
          <Button component={Link} to="/" variant="default">
            {t('calendar')}
          </Button>
        </div>
      )}
    </>
  )
}

function Pauses({ pauses, shown }: { readonly pauses: readonly Pause[]; readonly shown: string | null }) {
  const { t } = useTranslation('held')
  const scopeName = usePauseScopeName()
  return (
    <ChoiceLinks
      wraps
      className={classes.choices}
      label={t('pauses')}
      choices={[
        {
          to: '/held',
          name: t('all'),
          count: pauses.reduce((sum, { held }) => sum + held, 0),
          isShown: shown === null,
        },
        ...pauses.map((pause) => ({
          to: `/held?pause=${pause.id}`,
          name: t(`scope.${pause.scope}`, { name: scopeName(pause) }),
          count: pause.held,
          isShown: shown === pause.id,
        })),
      ]}
    />
  )
}

/** Drawn at once; choosing all chooses those beyond, too. */
const atOnce = 100

interface ListProps {
  readonly deliveries: readonly HeldDelivery[]
  readonly onDecided: (decided: Decided) => void
}

function HeldList({ deliveries, onDecided }: ListProps) {
  const { t } = useTranslation('held')
  const canDecide = useCan('deliveries.release')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [most, setMost] = useState(atOnce)
  const hidden = Math.max(0, deliveries.length - most)
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const decide = (decided: Decided) => {
    // What was refused stays chosen: it is what the next decision is about.
    setChosen(new Set(decided.outcome.results.flatMap((result) => (result.done ? [] : [result.id]))))
    onDecided(decided)
  }
  return (
    <>
      {canDecide && (
        <DecisionBar
          chosen={stillThere(deliveries, chosen)}
          of={deliveries.length}
          onAll={(isAll) => setChosen(new Set(isAll ? deliveries.map(({ id }) => id) : []))}
          onDecided={decide}
        />
      )}
      <ul className={classes.list} aria-label={t('title')}>
        {deliveries.slice(0, most).map((delivery) => (
          <HeldItem
            key={delivery.id}
            delivery={delivery}
            isChosen={chosen.has(delivery.id)}
            onToggle={canDecide ? () => toggle(delivery.id) : null}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <Button className={classes.showMore ?? ''} variant="default" onClick={() => setMost(most + atOnce)}>
          {t('showMore', { count: Math.min(hidden, atOnce) })}
        </Button>
      )}
    </>
  )
}
