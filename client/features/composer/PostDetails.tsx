import { Checkbox, Select, TextInput } from '@mantine/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { machineMarkNames } from '../../../connectors/rules/machine-marks.ts'
import type { Campaign } from '../../../server/contract/content.ts'
import type { Unit } from '../../../server/contract/people.ts'
import { campaignName } from '../../lib/campaigns.ts'
import { kinds, tones } from '../../lib/kinds.ts'
import { languageName } from '../../lib/languages.ts'
import { unitName } from '../../lib/units.ts'
import classes from './composer.module.css'
import type { PostDraft } from './draft.ts'

/** What the details show; texts and channels may change without drawing them again. */
type Details = Pick<PostDraft, 'kind' | 'tone' | 'campaignId' | 'unitId' | 'source' | 'machineMarks' | 'sourceLanguage'>

interface Props {
  readonly details: Details
  readonly languages: readonly string[]
  readonly campaigns: readonly Campaign[]
  readonly units: readonly Unit[]
  /** The unit that owns the post unless another is chosen. */
  readonly ownUnitId: string
  readonly onChange: (edit: (draft: PostDraft) => PostDraft) => void
}

/** What the post is: for planning, for the figures, and for saying openly whose it is and what a machine did. */
export const PostDetails = memo(function PostDetails({
  details,
  languages,
  campaigns,
  units,
  ownUnitId,
  onChange,
}: Props) {
  const { t, i18n } = useTranslation('composer')
  const edit = (change: Partial<PostDraft>) => onChange((before) => ({ ...before, ...change }))
  return (
    <section className={classes.card} aria-labelledby="composer-details">
      <div className={classes.cardHead}>
        <h2 id="composer-details">{t('details.title')}</h2>
      </div>
      <div className={classes.grid}>
        <Select
          label={t('details.kind')}
          allowDeselect={false}
          data={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          value={details.kind}
          onChange={(kind) => edit({ kind: kinds.find((known) => known === kind) ?? details.kind })}
        />
        <Select
          label={t('details.tone')}
          allowDeselect={false}
          data={tones.map((tone) => ({ value: tone, label: t(`tone.${tone}`) }))}
          value={details.tone}
          onChange={(tone) => edit({ tone: tones.find((known) => known === tone) ?? details.tone })}
        />
        <Select
          label={t('details.campaign')}
          placeholder={t('details.noCampaign')}
          clearable
          searchable
          data={campaigns
            .filter(({ archived, id }) => !archived || id === details.campaignId)
            .map((campaign) => ({ value: campaign.id, label: campaignName(campaign, i18n.language) }))}
          value={details.campaignId}
          onChange={(campaignId) => edit({ campaignId })}
        />
        <Select
          label={t('details.unit')}
          allowDeselect={false}
          searchable
          data={units.map((unit) => ({ value: unit.id, label: unitName(unit, i18n.language) }))}
          value={details.unitId ?? ownUnitId}
          onChange={(unitId) => unitId && edit({ unitId })}
        />
        <TextInput
          label={t('details.source')}
          description={t('details.sourceHint')}
          maxLength={300}
          value={details.source ?? ''}
          onChange={(event) => edit({ source: event.currentTarget.value || null })}
        />
        <Select
          label={t('details.sourceLanguage')}
          description={t('details.sourceLanguageHint')}
          allowDeselect={false}
          data={languages.map((value) => ({ value, label: languageName(value, i18n.language) }))}
          value={details.sourceLanguage}
          onChange={(sourceLanguage) => sourceLanguage && edit({ sourceLanguage })}
        />
      </div>
      <fieldset className={classes.marks}>
        <legend>{t('details.machine')}</legend>
        {machineMarkNames.map((mark) => (
          <Checkbox
            key={mark}
            size="xs"
            label={t(`details.marks.${mark}`)}
            checked={details.machineMarks[mark] ?? false}
            onChange={(event) => {
              const { [mark]: _before, ...others } = details.machineMarks
              edit({ machineMarks: event.currentTarget.checked ? { ...others, [mark]: true } : others })
            }}
          />
        ))}
      </fieldset>
    </section>
  )
})
