import { Button, ColorInput, Group, SegmentedControl, Slider } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type PointerEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { centred, isMisshapen, planFitting, sharedLimits } from '../../../connectors/rules/fitting.ts'
import type { FitMedia } from '../../../server/contract/media.ts'
import { fitMedia, fittingPreview } from '../../lib/media.ts'
import { onThisPage } from '../../lib/on-this-page.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { FittingSteps } from '../../ui/FittingSteps.tsx'
import { formatBytes } from '../../ui/MediaThumb.tsx'
import { showUndo } from '../../ui/UndoToast.ts'
import { useAttempt } from '../../ui/use-attempt.ts'
import type { VariantCheck } from './checks.ts'
import type { PostDraft } from './draft.ts'
import classes from './fit.module.css'
import { limitsOf, type Misfit, replaceEverywhere, replaceInVariant, targetOf } from './fittings.ts'

interface Props {
  readonly misfit: Misfit
  readonly checks: readonly VariantCheck[]
  /** How many are left to look at, this one included. */
  readonly count: number
  readonly onChange: (edit: (draft: PostDraft) => PostDraft) => void
  readonly onDone: () => void
  readonly onClose: () => void
}

/** A picture before and after, what would change in words, and where the result is used. Nothing happens unasked. */
export function FitDialog({ misfit: { check, medium }, checks, count, onChange, onDone, onClose }: Props) {
  const { t, i18n } = useTranslation(['composer', 'common'])
  const cache = useQueryClient()
  const [scope, setScope] = useState<'channel' | 'everywhere'>('channel')
  const [shape, setShape] = useState<'crop' | 'letterbox'>('crop')
  const [focus, setFocus] = useState({ x: 0.5, y: 0.5 })
  const [background, setBackground] = useState(centred.background)
  const { attempt, isBusy, error: refusal } = useAttempt()

  const showing = checks.filter((one) => limitsOf(one) && one.media.some(({ id }) => id === medium.id))
  const chosen = scope === 'channel' ? [check] : showing
  const limits = sharedLimits(chosen.flatMap((one) => limitsOf(one) ?? []))
  const shaping = shape === 'crop' ? ({ kind: 'crop', ...focus } as const) : ({ kind: 'letterbox' } as const)
  const plan = limits && planFitting({ ...medium, alt: '' }, limits, { shaping, background })
  // As text, which stays the same while nothing in it changes.
  const wanted = JSON.stringify({ targets: chosen.map(targetOf), shaping, background } satisfies FitMedia)
  const [settled] = useDebouncedValue(wanted, 250)
  const request: FitMedia = JSON.parse(settled)
  const { data: after, error, isFetching } = useQuery({ ...fittingPreview(medium.id, request), enabled: plan !== null })
  const crop = plan?.steps.find((step) => step.kind === 'crop')
  const { width = 1, height = 1 } = { width: medium.width ?? 1, height: medium.height ?? 1 }
  const axis = crop && crop.width < width ? 'x' : 'y'
  const point = ({ currentTarget, clientX, clientY, buttons }: PointerEvent<HTMLElement>) => {
    if (!crop || buttons === 0) return
    const box = currentTarget.getBoundingClientRect()
    const share = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 100) / 100
    setFocus({ x: share((clientX - box.left) / box.width), y: share((clientY - box.top) / box.height) })
  }

  const use = async () => {
    const fitted = await fitMedia(medium.id, request)
    void cache.invalidateQueries({ queryKey: ['media'] })
    let before: PostDraft | null = null
    const use = (draft: PostDraft) => {
      before ??= draft
      return scope === 'channel'
        ? replaceInVariant(draft, check.key, medium.id, fitted)
        : replaceEverywhere(draft, medium.id, fitted)
    }
    const giveBack = (draft: PostDraft) =>
      before
        ? {
            ...draft,
            media: before.media,
            ownMedia: before.ownMedia,
            variants: draft.variants.map(mediaAsIn(before)),
          }
        : draft
    onChange(use)
    showUndo(t('fit.done', { name: medium.fileName }), {
      undo: onThisPage(() => onChange(giveBack)),
      redo: onThisPage(() => onChange(use)),
    })
    onDone()
  }

  return (
    <Dialog
      opened
      onClose={onClose}
      size="xl"
      title={
        count > 1
          ? t('fit.titleLeft', { channel: check.channel.name, count })
          : t('fit.title', { channel: check.channel.name })
      }
    >
      <div className={classes.dialog}>
        <div className={classes.pair}>
          <figure>
            <div className={classes.frame}>
              <span
                className={classes.before}
                data-movable={crop !== undefined || undefined}
                onPointerDown={point}
                onPointerMove={point}
              >
                <img src={medium.url} alt={medium.alt[check.resolved.language] ?? ''} draggable={false} />
                {crop && (
                  <span
                    className={classes.crop}
                    style={{
                      insetInlineStart: `${(crop.left / width) * 100}%`,
                      insetBlockStart: `${(crop.top / height) * 100}%`,
                      inlineSize: `${(crop.width / width) * 100}%`,
                      blockSize: `${(crop.height / height) * 100}%`,
                    }}
                  />
                )}
              </span>
            </div>
            <figcaption>
              {t('fit.before', { width, height, size: formatBytes(medium.bytes, i18n.language) })}
            </figcaption>
          </figure>
          <figure aria-busy={isFetching}>
            <div className={classes.frame}>{after && plan && <img src={after.address} alt={t('fit.after')} />}</div>
            <figcaption aria-live="polite">
              {after && plan
                ? t('fit.afterFacts', { ...after, size: formatBytes(after.bytes, i18n.language) })
                : t(plan ? 'fit.making' : 'fit.impossible')}
            </figcaption>
          </figure>
        </div>
        {showing.length > 1 && (
          <SegmentedControl
            aria-label={t('fit.scope')}
            value={scope}
            onChange={(value) => setScope(value === 'everywhere' ? 'everywhere' : 'channel')}
            data={[
              { value: 'channel', label: t('fit.forChannel') },
              { value: 'everywhere', label: t('fit.everywhere', { count: showing.length }) },
            ]}
          />
        )}
        {limits && isMisshapen(medium, limits) && (
          <SegmentedControl
            aria-label={t('fit.shape')}
            value={shape}
            onChange={(value) => setShape(value === 'letterbox' ? 'letterbox' : 'crop')}
            data={[
              { value: 'crop', label: t('fit.crop') },
              { value: 'letterbox', label: t('fit.letterbox') },
            ]}
          />
        )}
        {crop && (
          <div className={classes.focus}>
            <span aria-hidden="true">{t(`fit.focus.${axis}`)}</span>
            <Slider
              thumbLabel={t(`fit.focus.${axis}`)}
              label={null}
              min={0}
              max={100}
              value={Math.round(focus[axis] * 100)}
              onChange={(value) => setFocus({ ...focus, [axis]: value / 100 })}
            />
          </div>
        )}
        {plan?.steps.some(({ kind }) => kind === 'flatten' || kind === 'letterbox') && (
          <ColorInput label={t('fit.background')} format="hex" value={background} onChangeEnd={setBackground} />
        )}
        {plan && <FittingSteps steps={plan.steps} />}
        {(refusal ?? error) !== null && <FaultNotice error={refusal ?? error} />}
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.close')}
          </Button>
          <Button disabled={!plan || !after || wanted !== settled} loading={isBusy} onClick={() => void attempt(use)}>
            {t(scope === 'channel' ? 'fit.use' : 'fit.useEverywhere')}
          </Button>
        </Group>
      </div>
    </Dialog>
  )
}

/** A variant with the files it had; everything else stays as it is now. */
const mediaAsIn = (before: PostDraft) => (variant: PostDraft['variants'][number]) => {
  const was = before.variants.find(
    ({ channelId, language }) => channelId === variant.channelId && language === variant.language,
  )
  return was ? { ...variant, mediaIds: was.mediaIds } : variant
}
