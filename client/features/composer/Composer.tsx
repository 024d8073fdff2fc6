import { SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Channel } from '../../../server/contract/channels.ts'
import type { Post } from '../../../server/contract/deliveries.ts'
import { useCampaigns } from '../../lib/campaigns.ts'
import { useChannels } from '../../lib/channels.ts'
import { useNow } from '../../lib/now.ts'
import { pausesQuery } from '../../lib/pauses.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { toLocalTime } from '../../lib/time.ts'
import { useUnits } from '../../lib/units.ts'
import { moveUploads } from '../../lib/uploads.ts'
import { useWindowTitle } from '../../lib/window-title.ts'
import { RepeatDialog } from '../../ui/RepeatDialog.tsx'
import { weeklyFrom } from '../../ui/rule-words.ts'
import { showDone } from '../../ui/UndoToast.ts'
import { ChannelList } from './ChannelList.tsx'
import { CheckList } from './CheckList.tsx'
import { ComposerHeader } from './ComposerHeader.tsx'
import { type ComposerProblem, createChecker, type VariantCheck } from './checks.ts'
import classes from './composer.module.css'
import { languagesOf, type PostDraft, titleOfDraft, variantKey } from './draft.ts'
import { goTo } from './go-to.ts'
import { languagesInUse } from './languages.ts'
import { Notices } from './Notices.tsx'
import { PlanNotes } from './PlanNotes.tsx'
import { PostDetails } from './PostDetails.tsx'
import { PostMedia } from './PostMedia.tsx'
import { PostSeries } from './PostSeries.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import { commonTime, hasReleased, type PlannedVariant, planOf } from './plan.ts'
import { PreviewPane } from './previews/PreviewPane.tsx'
import { ScheduleBar } from './ScheduleBar.tsx'
import { SourceEditor } from './SourceEditor.tsx'
import { useLatest } from './use-latest.ts'
import { usePostDraft } from './use-post-draft.ts'
import { VariantEditor } from './VariantEditor.tsx'
import { newVariant, withSource } from './variants.ts'

interface Props {
  /** The post as the server has it; null for one that was never saved. */
  readonly post: Post | null
  readonly start: PostDraft
  /** Wall time the person came with, from a slot of the calendar. */
  readonly presetTime: string | null
}

/** Whom a file on its way is for. */
const placeOf = (postId: string | null) => `post:${postId ?? 'new'}`

type Pane = 'write' | 'channels' | 'preview'

/** One post for many channels: channels, writing, previews, and when it goes out. */
export function Composer({ post, start, presetTime }: Props) {
  const { t } = useTranslation(['composer', 'versions'])
  const navigate = useNavigate()
  const { member, organization } = useMe()
  const canEdit = useCan('posts.edit') && post?.state !== 'archived'
  const channels = useChannels()
  const campaigns = useCampaigns()
  const units = useUnits()
  const { data: pauses = [] } = useQuery(pausesQuery)
  const now = toLocalTime(useNow(), organization.zone)

  const isRepeated = post?.deliveries.some(({ seriesId, state }) => seriesId !== null && state === 'scheduled') ?? false
  const isReleased = post !== null && (isRepeated || hasReleased(planOf(start.variants, post.deliveries)))
  const state = usePostDraft({
    post,
    start,
    memberId: member.id,
    untitled: t('untitled'),
    autosaves: canEdit && !isReleased,
    onMerged: () => showDone(t('versions:merge.done')),
  })
  const { draft, change } = state
  const { variants } = draft
  const plan = useMemo(() => planOf(variants, post?.deliveries ?? []), [variants, post])

  // Typing comes first: checks and previews follow when there is time.
  const settled = useDeferredValue(draft)
  const [check] = useState(createChecker)
  const { altRequired } = organization
  const checks = useMemo(
    () => check(settled, { channels, pauses, altRequired }),
    [check, settled, channels, pauses, altRequired],
  )

  const [chosen, setChosen] = useState<string | null>(null)
  const selected = plan.find(({ key }) => key === chosen) ?? plan[0] ?? null
  const selectedCheck = checks.find(({ key }) => key === selected?.key) ?? null
  const [chosenLanguage, setLanguage] = useState(draft.sourceLanguage)
  const language = languagesInUse(draft).includes(chosenLanguage) ? chosenLanguage : draft.sourceLanguage
  const [pane, setPane] = useState<Pane>('write')
  const [publishing, setPublishing] = useState<readonly PlannedVariant[]>([])
  const [repeating, setRepeating] = useState<readonly PlannedVariant[]>([])
  const [isBusy, setBusy] = useState(false)

  const names = languagesOf(draft).join(' ')
  const languages = useMemo(() => names.split(' '), [names])
  const { kind, tone, campaignId, unitId, source, machineMarks, sourceLanguage } = draft
  const details = useMemo(
    () => ({ kind, tone, campaignId, source, machineMarks, sourceLanguage, ...(unitId && { unitId }) }),
    [kind, tone, campaignId, unitId, source, machineMarks, sourceLanguage],
  )

  const place = placeOf(post?.id ?? null)
  const title = titleOfDraft(draft) || t('untitled')
  useWindowTitle(title)

  const select = useCallback((key: string) => {
    setChosen(key)
    setLanguage(key.slice(key.indexOf(' ') + 1))
    setPane('write')
  }, [])
  const toggle = useCallback(
    (channel: Channel, on: boolean) => {
      if (!on) {
        change((before) => ({
          ...before,
          variants: before.variants.filter(({ channelId }) => channelId !== channel.id),
        }))
        return
      }
      const variant = newVariant(channel.id, channel.language, commonTime(plan) ?? presetTime)
      change((before) => ({
        ...withSource(before, channel.language, {}),
        variants: [...before.variants, variant],
      }))
      setChosen(variantKey(variant))
    },
    [change, plan, presetTime],
  )
  const go = useCallback((problem: ComposerProblem, at: VariantCheck) => {
    setPane('write')
    setChosen(at.key)
    setLanguage(at.resolved.language)
    goTo(problem, at)
  }, [])

  /** What is refused is told by the notices above the text. */
  const attempt = async (work: () => Promise<Post>, done: (saved: Post) => void) => {
    const here = location.href
    setBusy(true)
    try {
      const saved = await work()
      done(saved)
      // Whoever went elsewhere meanwhile stays there.
      if (!post) moveUploads(placeOf(null), placeOf(saved.id))
      if (!post && location.href === here) navigate(`/posts/${saved.id}`, { replace: true })
    } catch {
      setPane('write')
    } finally {
      setBusy(false)
    }
  }
  const putInLine = (ready: readonly PlannedVariant[], at: (planned: PlannedVariant) => string | null) =>
    state.schedule(
      ready.map((planned) => ({
        channelId: planned.variant.channelId,
        language: planned.variant.language,
        ...(at(planned) !== null && at(planned) === slots.get(planned.key)
          ? { localTime: null, slot: 'next' as const }
          : { localTime: at(planned) }),
      })),
    )

  const setTimes = useCallback(
    (times: ReadonlyMap<string, string>) =>
      change((before) => ({
        ...before,
        variants: before.variants.map((variant) => ({
          ...variant,
          plannedFor: times.get(variantKey(variant)) ?? variant.plannedFor,
        })),
      })),
    [change],
  )
  /** Chosen as a free slot; while the time stays that, the server gives the first that is still free. */
  const [slots, setSlots] = useState<ReadonlyMap<string, string>>(new Map())
  const takeSlots = useLatest((times: ReadonlyMap<string, string>) => {
    setSlots(times)
    setTimes(times)
  })
  const saveNow = useLatest(() => void attempt(state.save, () => undefined))
  const scheduleNow = useLatest(
    (ready: readonly PlannedVariant[]) =>
      void attempt(
        () => putInLine(ready, ({ localTime }) => localTime),
        () => showDone(t('schedule.done', { count: ready.length })),
      ),
  )

  const isWide = useMediaQuery('(min-width: 1200px)', true)
  const isNarrow = useMediaQuery('(max-width: 767px)', false)
  const shows = (name: Pane) => isWide || pane === name || (name === 'channels' && pane === 'write' && !isNarrow)
  const panes: readonly Pane[] = isNarrow ? ['write', 'channels', 'preview'] : ['write', 'preview']

  return (
    <div className={classes.composer}>
      <ComposerHeader
        title={title}
        saveState={state.saveState}
        savedAt={state.savedAt}
        revision={post?.revision ?? null}
        zone={organization.zone}
        postId={post?.id ?? null}
        onRestore={canEdit ? state.restore : null}
      />
      {!isWide && (
        <SegmentedControl
          className={classes.panes ?? ''}
          fullWidth
          aria-label={t('pane.label')}
          value={pane}
          onChange={(name) => setPane(panes.find((known) => known === name) ?? 'write')}
          data={panes.map((name) => ({ value: name, label: t(`pane.${name}`) }))}
        />
      )}
      <div className={classes.columns}>
        {shows('channels') && (
          <div className={classes.side}>
            <ChannelList
              channels={channels}
              plan={plan}
              checks={checks}
              selected={selected?.key ?? null}
              disabled={!canEdit}
              onSelect={select}
              onToggle={toggle}
            />
          </div>
        )}
        {shows('write') && (
          <div className={classes.middle}>
            <Notices state={state} zone={organization.zone} />
            {isReleased && <p className={classes.aware}>{t('releasedHint')}</p>}
            {post && isRepeated && <PostSeries postId={post.id} />}
            <SourceEditor
              draft={draft}
              checks={checks}
              language={language}
              disabled={!canEdit}
              onLanguage={setLanguage}
              onChange={change}
            />
            <fieldset className={classes.editing} disabled={!canEdit}>
              {selected && selectedCheck && (
                <VariantEditor
                  key={selected.key}
                  draft={draft}
                  planned={selected}
                  check={selectedCheck}
                  onSelect={setChosen}
                  onChange={change}
                />
              )}
              <PostMedia media={draft.media} place={place} languages={languages} onChange={change} />
              {canEdit && <CheckList checks={checks} onGo={go} onChange={change} />}
              {canEdit && post && <PlanNotes post={post} />}
              <PostDetails
                details={details}
                languages={languages}
                campaigns={campaigns}
                units={units}
                ownUnitId={member.unitId}
                onChange={change}
              />
            </fieldset>
          </div>
        )}
        {shows('preview') && (
          <div className={classes.preview}>
            <PreviewPane checks={checks} plan={plan} selected={selected?.key ?? null} />
          </div>
        )}
      </div>
      {canEdit && (
        <ScheduleBar
          plan={plan}
          checks={checks}
          channels={channels}
          now={now}
          presetTime={presetTime}
          isBusy={isBusy}
          canSave={state.isDirty || post === null}
          postId={post?.id ?? null}
          onSlots={takeSlots}
          onTimes={setTimes}
          onSave={saveNow}
          onSchedule={scheduleNow}
          onPublishNow={setPublishing}
          onRepeat={setRepeating}
        />
      )}
      {repeating.length > 0 && (
        <RepeatDialog
          title={t('repeat.title', { count: repeating.length })}
          confirm={t('repeat.confirm')}
          start={weeklyFrom(repeating[0]?.localTime ?? presetTime, now, organization.zone)}
          now={now}
          onClose={() => setRepeating([])}
          onConfirm={async (rule) => {
            const { postId } = await state.repeat(
              repeating.map(({ variant: { channelId, language } }) => ({ channelId, language })),
              rule,
            )
            showDone(t('repeat.done'))
            if (!post) moveUploads(placeOf(null), placeOf(postId))
            if (!post) navigate(`/posts/${postId}`, { replace: true })
          }}
        />
      )}
      <PublishDialog
        channels={channels}
        ready={publishing}
        onClose={() => setPublishing([])}
        onConfirm={() =>
          attempt(
            () => putInLine(publishing, () => null),
            () => showDone(t('publish.done', { count: publishing.length })),
          )
        }
      />
    </div>
  )
}
