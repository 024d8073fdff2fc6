import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Media } from '../../../server/contract/content.ts'
import { MediaThumb } from '../../ui/MediaThumb.tsx'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import type { VariantCheck } from './checks.ts'
import { looks } from './looks.ts'
import classes from './preview.module.css'
import { VerdictMark } from './VerdictMark.tsx'

interface Props {
  readonly check: VariantCheck
  /** `18/05/2026`; null while no time is set. */
  readonly day: string | null
  readonly scheme: 'light' | 'dark'
}

const mostShown = 4

/** One channel's post about as its readers will see it, and under it whether it can go out like this. */
export const Preview = memo(function Preview({ check, day, scheme }: Props) {
  const { t } = useTranslation('composer')
  const platformName = usePlatformName()
  const { channel, resolved, media, link, measures, verdict } = check
  const { layout, lines } = looks[channel.platform]
  const warning = String(resolved.options['contentWarning'] ?? '')
  const pictures = <Pictures media={media} language={resolved.language} />
  const text = (index: number) => (
    <Words text={resolved.parts[index] ?? ''} overflowAt={measures[index]?.overflowAt ?? null} />
  )
  const byline = (
    <div className={classes.byline}>
      <span className={classes.avatar}>{channel.name.charAt(0)}</span>
      <span>
        <strong>{channel.name}</strong>
        <small>{[channel.handle, day].filter(Boolean).join(' · ')}</small>
      </span>
    </div>
  )
  const folded = (content: ReactNode) => (
    <div
      className={classes.text}
      data-folded={lines !== null || undefined}
      style={lines === null ? {} : { WebkitLineClamp: lines }}
    >
      {content}
    </div>
  )
  return (
    <figure className={classes.figure}>
      <div className={classes.frame} data-scheme={scheme} data-layout={layout} lang={resolved.language}>
        {layout !== 'article' && byline}
        {warning && <p className={classes.warning}>{warning}</p>}
        {(layout === 'media-first' || layout === 'chat') && pictures}
        {layout === 'article' && media.length > 0 && pictures}
        {resolved.title && channel.capabilities.title && <p className={classes.headline}>{resolved.title}</p>}
        {folded(text(0))}
        {layout === 'feed' && pictures}
        {link && media.length === 0 && <LinkCard link={link} />}
        {layout === 'article' && byline}
        {resolved.parts.slice(1).map((_, at) => (
          <div key={at} className={classes.next}>
            {folded(text(at + 1))}
          </div>
        ))}
      </div>
      <figcaption className={classes.caption}>
        <PlatformIcon platform={channel.platform} size={14} />
        <span className={classes.account}>
          {platformName(channel.platform)} · {channel.name}
        </span>
        {channel.practice && <PracticeBadge />}
        <span className={classes.verdict} data-verdict={verdict}>
          <VerdictMark verdict={verdict} />
          {verdict === 'ok' && lines !== null ? t('preview.folds', { count: lines }) : t(`preview.${verdict}`)}
        </span>
      </figcaption>
    </figure>
  )
})

function Words({ text, overflowAt }: { readonly text: string; readonly overflowAt: number | null }) {
  const { t } = useTranslation('composer')
  if (text.trim() === '') return <span className={classes.empty}>{t('preview.empty')}</span>
  if (overflowAt === null) return text
  return (
    <>
      {text.slice(0, overflowAt)}
      <del className={classes.over}>{text.slice(overflowAt)}</del>
    </>
  )
}

function Pictures({ media, language }: { readonly media: readonly Media[]; readonly language: string }) {
  if (media.length === 0) return null
  const shown = media.slice(0, mostShown)
  return (
    <div className={classes.pictures} data-count={shown.length}>
      {shown.map((medium, index) => (
        <span key={medium.id} className={classes.picture}>
          <MediaThumb medium={medium} alt={medium.alt[language] || medium.fileName} />
          {index === mostShown - 1 && media.length > mostShown && (
            <span className={classes.rest}>+{media.length - mostShown}</span>
          )}
        </span>
      ))}
    </div>
  )
}

function LinkCard({ link }: { readonly link: string }) {
  const host = URL.canParse(link) ? new URL(link).host : link
  return <div className={classes.link}>{host}</div>
}
