import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Post } from '../../../server/contract/deliveries.ts'
import { bothOf } from '../../lib/three-way.ts'
import { formatTime } from '../../lib/time.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { draftOfPost, type PostDraft } from './draft.ts'
import classes from './history.module.css'
import { type Choices, type Conflict, choiceKey, choicesIn, type Side } from './merge.ts'
import { revisionQuery } from './revisions.ts'
import { type Fact, useFacts, writtenOf } from './use-facts.ts'

interface Props {
  readonly mine: PostDraft
  readonly theirs: Post
  readonly conflicts: readonly Conflict[]
  readonly zone: string
  readonly onMerge: (choices: Choices) => void
  readonly onClose: () => void
}

/** What two people changed at once, place by place: mine, theirs or both. Nothing is chosen before a person does. */
export function MergeDialog({ mine, theirs, conflicts, zone, onMerge, onClose }: Props) {
  const { t } = useTranslation('versions')
  const factsOf = useFacts()
  const [choices, setChoices] = useState<Choices>(new Map())
  const { data: saved } = useQuery(revisionQuery(theirs.id, theirs.revision))
  const name = saved?.by ?? t('merge.other')
  const [own, other] = [mine, draftOfPost(theirs)].map((draft) => {
    const { written, media } = writtenOf(draft)
    return factsOf(written, media)
  })
  const all = conflicts.flatMap(choicesIn)
  const left = all.filter((key) => !choices.has(key)).length
  const everywhere = (side: Side) => setChoices(new Map(all.map((key) => [key, side])))
  const choose = (key: string, side: Side) => setChoices(new Map(choices).set(key, side))
  return (
    <Dialog opened onClose={onClose} size="xl" title={t('merge.title')}>
      <p className={classes.lead}>
        {t('merge.lead', { name, number: theirs.revision, time: formatTime(theirs.updatedAt, zone) })}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (left === 0) onMerge(choices)
        }}
      >
        <ol className={classes.conflicts}>
          {conflicts.map((conflict) => (
            <li key={conflict.path}>
              <ConflictPlaces
                {...{ conflict, choices, name, all }}
                own={own ?? []}
                other={other ?? []}
                onChoose={choose}
              />
            </li>
          ))}
        </ol>
        <div className={classes.foot}>
          <p className={classes.left} role="status">
            {left > 0 && t('merge.left', { count: left })}
          </p>
          <Button variant="default" onClick={() => everywhere('mine')}>
            {t('merge.allMine')}
          </Button>
          <Button variant="default" onClick={() => everywhere('theirs')}>
            {t('merge.allTheirs', { name })}
          </Button>
          <Button type="submit" disabled={left > 0}>
            {t('merge.apply')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface PlacesProps {
  readonly conflict: Conflict
  readonly choices: Choices
  readonly name: string
  readonly all: readonly string[]
  readonly own: readonly Fact[]
  readonly other: readonly Fact[]
  readonly onChoose: (key: string, side: Side) => void
}

function ConflictPlaces({ conflict, choices, name, all, own, other, onChoose }: PlacesProps) {
  const { t } = useTranslation('versions')
  const { path, hunks, joinable } = conflict
  /** One part of a text, or one option of many, belongs to the fact that holds it. */
  const factIn = (facts: readonly Fact[]) =>
    facts.find((fact) => path === fact.path || path.startsWith(`${fact.path}.`))
  const label = (factIn(own) ?? factIn(other))?.label ?? path
  const language = factIn(own)?.language ?? undefined
  const place = (key: string, sides: Readonly<Record<'mine' | 'theirs', string>>, before: string | null) => (
    <fieldset key={key} className={classes.hunk}>
      <legend>{t('merge.where', { at: all.indexOf(key) + 1, total: all.length })}</legend>
      {before?.trim() && (
        <p className={classes.was}>
          {t('merge.before')}: <del lang={language}>{before}</del>
        </p>
      )}
      {(joinable ? (['mine', 'theirs', 'both'] as const) : (['mine', 'theirs'] as const)).map((side) => (
        <label key={side} className={classes.choice}>
          <input type="radio" name={key} checked={choices.get(key) === side} onChange={() => onChoose(key, side)} />
          <strong>{t(`merge.${side}`, { name })}</strong>
          <span lang={language}>
            {(side === 'both' ? bothOf(sides.mine, sides.theirs) : sides[side]).trim() || t('merge.nothing')}
          </span>
        </label>
      ))}
    </fieldset>
  )
  return (
    <>
      <h3>{label}</h3>
      {hunks === null
        ? place(path, { mine: factIn(own)?.text ?? '', theirs: factIn(other)?.text ?? '' }, null)
        : hunks.map((hunk, at) =>
            hunk.kind === 'conflict' ? (
              place(choiceKey(path, at), hunk, hunk.base)
            ) : (
              <p key={choiceKey(path, at)} className={classes.agreed} lang={language}>
                {shortened(hunk.text, at === 0, at === hunks.length - 1)}
              </p>
            ),
          )}
    </>
  )
}

const nearby = 160

/** What both agree on is only there to show where the place is. */
function shortened(text: string, isFirst: boolean, isLast: boolean): string {
  if (text.length <= 2 * nearby) return text
  const [head, tail] = [text.slice(0, nearby), text.slice(-nearby)]
  return (isFirst ? `… ${tail}` : isLast ? `${head} …` : `${head} … ${tail}`).toWellFormed()
}
