import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import { findFreeSlots } from '../../lib/slots.ts'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import type { PlannedVariant } from './plan.ts'
import classes from './schedule.module.css'
import { spreadSlots } from './slots.ts'

interface Props {
  readonly open: readonly PlannedVariant[]
  readonly channels: readonly Channel[]
  readonly postId: string | null
  /** Variants by key and the slot each takes when it is put in line. */
  readonly onSlots: (times: ReadonlyMap<string, string>) => void
}

/** Each variant takes the next free slot of its channel, two of one channel one after the other. */
export function NextSlotButton({ open, channels, postId, onSlots }: Props) {
  const { t } = useTranslation('composer')
  const find = useMutation({
    mutationFn: async () => {
      const ids = [...new Set(open.map(({ variant }) => variant.channelId))]
      return spreadSlots(open, await findFreeSlots(ids, { count: Math.min(20, open.length), postId }))
    },
    onSuccess: ({ times }) => onSlots(times),
  })
  const without = find.data?.without ?? []
  const names = channels.filter(({ id }) => without.includes(id)).map(({ name }) => name)
  return (
    <div className={classes.slot}>
      <Button variant="default" disabled={open.length === 0} loading={find.isPending} onClick={() => find.mutate()}>
        {t('schedule.slot')}
      </Button>
      {names.length > 0 && (
        <p className={classes.slotNote} role="status">
          {t('schedule.noSlots', { channels: names.join(', ') })}
        </p>
      )}
      {find.isError && <FaultNotice error={find.error} />}
    </div>
  )
}
