import { Button, Menu, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { capabilitiesFor } from '../../../connectors/rules/capabilities.ts'
import { languageName } from '../../lib/languages.ts'
import { MoreIcon, UndoIcon } from '../../ui/icons.tsx'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import type { VariantCheck } from './checks.ts'
import classes from './composer.module.css'
import { type DraftVariant, noText, type PostDraft, variantKey } from './draft.ts'
import { MarkedTextarea } from './MarkedTextarea.tsx'
import { fieldId } from './places.ts'
import type { PlannedVariant } from './plan.ts'
import { TextCount } from './TextCount.tsx'
import { ThreadActions } from './ThreadActions.tsx'
import { VariantMedia } from './VariantMedia.tsx'
import { VariantOptions } from './VariantOptions.tsx'
import { newVariant, withoutPart, withVariant } from './variants.ts'

interface Props {
  readonly draft: PostDraft
  readonly planned: PlannedVariant
  readonly check: VariantCheck
  readonly onSelect: (key: string) => void
  readonly onChange: (edit: (draft: PostDraft) => PostDraft) => void
}

/** What one channel gets: the source as it is, or words, pictures and options of its own. */
export function VariantEditor({ draft, planned, check, onSelect, onChange }: Props) {
  const { t, i18n } = useTranslation('composer')
  const platformName = usePlatformName()
  const { variant, key } = planned
  const { channel } = check
  const capabilities = capabilitiesFor(channel.capabilities, check.resolved)
  const source = draft.content[variant.language] ?? noText
  const isOwn = variant.parts !== null
  const [isFresh, setFresh] = useState(false)
  const edit = (change: Partial<DraftVariant>) => onChange((before) => withVariant(before, key, change))
  const parts = variant.parts ?? [source.text]
  const followedTo = check.measures[0]?.overflowAt ?? source.text.length
  const isTooLong = check.measures.some(({ overflowAt }) => overflowAt !== null)
  const writePart = (index: number, text: string) =>
    edit({ parts: parts.map((part, at) => (at === index ? text : part)) })

  return (
    <section className={classes.variant} aria-label={t('variant.label', { channel: channel.name })}>
      <header className={classes.variantHead}>
        <PlatformIcon platform={channel.platform} />
        <h2 className={classes.variantTitle}>
          {t('variant.title', { platform: platformName(channel.platform), channel: channel.name })}
        </h2>
        {channel.practice && <PracticeBadge />}
        <SegmentedControl
          size="xs"
          aria-label={t('variant.words')}
          value={isOwn ? 'own' : 'follows'}
          data={[
            { value: 'follows', label: t('variant.follow') },
            { value: 'own', label: t('variant.write') },
          ]}
          onChange={(chosen) => {
            setFresh(chosen === 'own')
            edit({ parts: chosen === 'own' ? [source.text] : null })
          }}
        />
        <LanguageMenu draft={draft} variant={variant} onSelect={onSelect} onChange={onChange} />
      </header>

      {planned.phase === 'done' && <p className={classes.aware}>{t('variant.done')}</p>}
      {capabilities.title && (
        <TextInput
          id={fieldId.variantTitle}
          label={t('variant.headline')}
          lang={variant.language}
          maxLength={300}
          placeholder={source.title || t('variant.headlineMissing')}
          value={variant.title ?? ''}
          description={variant.title === null ? t('variant.headlineFollows') : null}
          rightSectionWidth={variant.title === null ? 0 : 36}
          rightSection={
            variant.title !== null && (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={t('variant.headlineBack')}
                title={t('variant.headlineBack')}
                onClick={() => edit({ title: null })}
              >
                <UndoIcon size={14} />
              </Button>
            )
          }
          onChange={(event) => edit({ title: event.currentTarget.value || null })}
        />
      )}
      {isOwn ? (
        parts.map((part, index) => (
          <div key={index} className={parts.length > 1 ? classes.part : undefined}>
            {parts.length > 1 && (
              <div className={classes.partHead}>
                {t('variant.part', { number: index + 1, count: parts.length })}
                <Button variant="subtle" size="compact-sm" onClick={() => edit({ parts: withoutPart(parts, index) })}>
                  {t('variant.removePart')}
                </Button>
              </div>
            )}
            <MarkedTextarea
              id={fieldId.part(index)}
              label={t('variant.text', { channel: channel.name })}
              text={part}
              language={variant.language}
              overflowAt={check.measures[index]?.overflowAt ?? null}
              rows={3}
              autoFocus={isFresh && index === 0}
              note={<TextCount measure={check.measures[index]} platform={channel.platform} />}
              onChange={(text) => writePart(index, text)}
            />
          </div>
        ))
      ) : (
        <div className={classes.followed}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
          <p lang={variant.language} className={classes.followedText} tabIndex={0}>
            {source.text ? (
              <>
                {source.text.slice(0, followedTo)}
                {followedTo < source.text.length && <mark>{source.text.slice(followedTo)}</mark>}
              </>
            ) : (
              t('variant.emptySource', { language: languageName(variant.language, i18n.language) })
            )}
          </p>
          <TextCount measure={check.measures[0]} platform={channel.platform} />
        </div>
      )}
      <ThreadActions
        draft={draft}
        variant={variant}
        capabilities={capabilities}
        isTooLong={isTooLong}
        onParts={(parts) => edit({ parts })}
      />
      <VariantOptions
        variant={variant}
        media={check.resolved.media}
        channel={channel}
        onChange={(options) => edit({ options })}
      />
      <VariantMedia draft={draft} variant={variant} onChange={(mediaIds) => edit({ mediaIds })} onEdit={onChange} />
    </section>
  )
}

interface LanguageProps {
  readonly draft: PostDraft
  readonly variant: DraftVariant
  readonly onSelect: (key: string) => void
  readonly onChange: (edit: (draft: PostDraft) => PostDraft) => void
}

/** Which language a channel gets, and a second one beside it where an office speaks two. */
function LanguageMenu({ draft, variant, onSelect, onChange }: LanguageProps) {
  const { t, i18n } = useTranslation('composer')
  const taken = draft.variants
    .filter(({ channelId }) => channelId === variant.channelId)
    .map(({ language }) => language)
  const languages = Object.keys(draft.content)
  const free = languages.filter((language) => !taken.includes(language))
  const name = (language: string) => languageName(language, i18n.language)
  const shown = languages.includes(variant.language) ? languages : [...languages, variant.language]
  return (
    <>
      <Select
        size="xs"
        className={classes.language ?? ''}
        aria-label={t('variant.language')}
        allowDeselect={false}
        data={shown.map((language) => ({
          value: language,
          label: name(language),
          disabled: taken.includes(language) && language !== variant.language,
        }))}
        value={variant.language}
        onChange={(language) => {
          if (!language) return
          onChange((before) => withVariant(before, variantKey(variant), { language }))
          onSelect(variantKey({ ...variant, language }))
        }}
      />
      {(free.length > 0 || taken.length > 1) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="subtle" size="compact-sm" aria-label={t('variant.more')}>
              <MoreIcon />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {free.map((language) => (
              <Menu.Item
                key={language}
                onClick={() => {
                  const added = newVariant(variant.channelId, language, variant.plannedFor)
                  onChange((before) => ({ ...before, variants: [...before.variants, added] }))
                  onSelect(variantKey(added))
                }}
              >
                {t('variant.addLanguage', { language: name(language) })}
              </Menu.Item>
            ))}
            {taken.length > 1 && (
              <Menu.Item
                onClick={() =>
                  onChange((before) => ({
                    ...before,
                    variants: before.variants.filter((other) => variantKey(other) !== variantKey(variant)),
                  }))
                }
              >
                {t('variant.removeLanguage', { language: name(variant.language) })}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
