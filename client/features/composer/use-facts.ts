import { useTranslation } from 'react-i18next'
import { machineMarkNames } from '../../../connectors/rules/machine-marks.ts'
import type { CreatePost, Media } from '../../../server/contract/content.ts'
import { campaignName, useCampaigns } from '../../lib/campaigns.ts'
import { useChannels } from '../../lib/channels.ts'
import { languageName } from '../../lib/languages.ts'
import { formatLocalTime } from '../../lib/time.ts'
import { unitName, useUnits } from '../../lib/units.ts'
import { type PostDraft, variantKey } from './draft.ts'

/** One thing a post says, in the reader's words. */
export interface Fact {
  /** As in `Conflict.path`. */
  readonly path: string
  readonly label: string
  /** Of the text; null where it is the reader's. */
  readonly language: string | null
  readonly text: string
}

type Written = Pick<CreatePost, 'mediaIds' | (keyof PostDraft & keyof CreatePost)>

/** The fields of a post as a person reads them, to show one version or the difference of two. */
export function useFacts(): (written: Written, media: readonly Media[]) => readonly Fact[] {
  const { t, i18n } = useTranslation(['versions', 'composer'])
  const channels = useChannels()
  const campaigns = useCampaigns()
  const units = useUnits()
  return (written, media) => {
    const reader = i18n.language
    const fileNames = (ids: readonly string[]) =>
      ids.map((id) => media.find((medium) => medium.id === id)?.fileName ?? id).join('\n')
    const own = (path: string, label: string, text: string): Fact => ({ path, label, language: null, text })
    const campaign = campaigns.find(({ id }) => id === written.campaignId)
    const unit = units.find(({ id }) => id === written.unitId)
    const marks = machineMarkNames.filter((mark) => written.machineMarks[mark])
    const languages = Object.keys(written.content).sort()
    const texts = languages.flatMap((code): Fact[] => {
      const source = written.content[code]
      const language = languageName(code, reader)
      return [
        {
          path: `content.${code}.title`,
          label: t('field.title', { language }),
          language: code,
          text: source?.title ?? '',
        },
        {
          path: `content.${code}.text`,
          label: t('field.text', { language }),
          language: code,
          text: source?.text ?? '',
        },
        own(`content.${code}.link`, t('field.link', { language }), source?.link ?? ''),
      ]
    })
    const variants = written.variants.flatMap((variant): Fact[] => {
      const at = `variants.${variantKey(variant)}`
      const channel = channels.find(({ id }) => id === variant.channelId)?.name ?? ''
      const words = { channel, language: languageName(variant.language, reader) }
      const { language, title, parts, mediaIds, plannedFor } = variant
      const options = Object.entries(variant.options).map(([name, value]) => `${name}: ${String(value).slice(0, 500)}`)
      return [
        { path: `${at}.title`, label: t('field.variantTitle', words), language, text: title ?? t('follows') },
        {
          path: `${at}.parts`,
          label: t('field.variantText', words),
          language,
          text: parts?.join('\n\n') ?? t('follows'),
        },
        own(`${at}.mediaIds`, t('field.variantMedia', words), mediaIds ? fileNames(mediaIds) : t('follows')),
        own(`${at}.options`, t('field.variantOptions', words), options.sort().join('\n')),
        own(`${at}.plannedFor`, t('field.variantPlan', words), plannedFor ? formatLocalTime(plannedFor) : ''),
      ]
    })
    return [
      ...texts,
      ...variants,
      own('media', t('field.media'), fileNames(written.mediaIds)),
      own('kind', t('composer:details.kind'), t(`composer:kind.${written.kind}`)),
      own('tone', t('composer:details.tone'), t(`composer:tone.${written.tone}`)),
      own('campaignId', t('composer:details.campaign'), campaign ? campaignName(campaign, reader) : ''),
      own('unitId', t('composer:details.unit'), unit ? unitName(unit, reader) : ''),
      own('source', t('composer:details.source'), written.source ?? ''),
      own('sourceLanguage', t('composer:details.sourceLanguage'), languageName(written.sourceLanguage, reader)),
      own('machineMarks', t('field.marks'), marks.map((mark) => t(`composer:details.marks.${mark}`)).join(', ')),
      own('latePolicy', t('field.late'), written.latePolicy ? t(`late.${written.latePolicy}`) : ''),
      own('urgent', t('field.urgent'), written.urgent ? t('yes') : ''),
      own('exemptFromPause', t('field.exempt'), written.exemptFromPause ? t('yes') : ''),
    ]
  }
}

/** What a draft says, with the files it holds. */
export function writtenOf(draft: PostDraft): { readonly written: Written; readonly media: readonly Media[] } {
  const mediaIds = draft.media.map(({ id }) => id)
  return { written: { ...draft, mediaIds, variants: [...draft.variants] }, media: [...draft.media, ...draft.ownMedia] }
}

export interface ChangedFact extends Omit<Fact, 'text'> {
  readonly before: string
  readonly after: string
}

/** The facts that differ, in their order; one that is in only one of both is empty in the other. */
export function changedFacts(before: readonly Fact[], after: readonly Fact[]): readonly ChangedFact[] {
  const all = new Map([...after, ...before].map((fact) => [fact.path, fact]))
  const textOf = (facts: readonly Fact[], path: string) => facts.find((fact) => fact.path === path)?.text ?? ''
  return [...all.values()]
    .map(({ path, label, language }) => ({
      ...{ path, label, language },
      before: textOf(before, path),
      after: textOf(after, path),
    }))
    .filter((fact) => fact.before !== fact.after)
}
