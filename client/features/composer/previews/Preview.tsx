import { memo, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { formOf } from '../../../../connectors/rules/capabilities.ts'
import type { Platform } from '../../../../connectors/rules/platforms.ts'
import { PlatformIcon, usePlatformName } from '../../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../../ui/PracticeBadge.tsx'
import type { VariantCheck } from '../checks.ts'
import { VerdictMark } from '../VerdictMark.tsx'
import { boxOf, isUpright } from './frame.ts'
import { Gallery } from './Gallery.tsx'
import { LinkCard } from './LinkCard.tsx'
import { looks } from './looks.ts'
import { Poll } from './Poll.tsx'
import classes from './preview.module.css'
import { Words } from './Words.tsx'

/** Under headline or picture, beside the words; a letter has its sender in the list of letters. */
const bylineBelow: ReadonlySet<Platform> = new Set(['facebook', 'youtube', 'tiktok', 'zalo', 'wordpress'])

interface Props {
  readonly check: VariantCheck
  /** `18/05/2026`; null while no time is set. */
  readonly day: string | null
  readonly scheme: 'light' | 'dark'
}

/** One channel's post about as its readers will see it, and under it whether it can go out like this. */
export const Preview = memo(function Preview({ check, day, scheme }: Props) {
  const { t } = useTranslation('composer')
  const captionId = useId()
  const platformName = usePlatformName()
  const { channel, resolved, media, link, measures, verdict } = check
  const { platform, capabilities } = channel
  const look = looks[platform]
  const { page, words, quiet, edge, fill, link: pressed } = look[scheme]
  const form = formOf(capabilities, resolved)?.name ?? null
  const upright = isUpright(platform, form)
  const layout = upright ? 'media-first' : look.layout
  const option = (name: string) => String(resolved.options[name] ?? '').trim()
  const isStory = form === 'story'
  const box = boxOf(media, platform, form, look)
  const headline = resolved.title && capabilities.title ? <p className={classes.headline}>{resolved.title}</p> : null
  const byline = (
    <div className={classes.byline}>
      <span className={classes.avatar} aria-hidden="true">
        {channel.name.charAt(0)}
      </span>
      <span>
        <strong>{channel.name}</strong>
        <small>{[channel.handle, day].filter(Boolean).join(' · ')}</small>
      </span>
    </div>
  )
  const gallery = (
    <Gallery
      media={media}
      look={look}
      ratio={box.ratio}
      safeAreas={upright}
      covered={option('spoiler') === 'true'}
      language={resolved.language}
    />
  )
  const part = (index: number) => (
    <Words
      text={resolved.parts[index] ?? ''}
      platform={platform}
      look={look}
      overflowAt={measures[index]?.overflowAt ?? null}
      mayBeEmpty={media.length > 0 || isStory}
    />
  )
  const textAbove = option('textAbove') === 'true'
  return (
    <figure className={classes.figure} aria-labelledby={captionId}>
      <div
        className={classes.frame}
        data-scheme={scheme}
        data-layout={layout}
        lang={resolved.language}
        style={{
          ...{ '--page': page, '--words': words, '--quiet': quiet, '--edge': edge, '--fill': fill, '--link': pressed },
          ...{ '--corner': `${look.corner}px`, fontFamily: look.font, fontSize: look.size },
        }}
      >
        {platform === 'email' && <InboxLine name={channel.name} title={resolved.title} after={option('preheader')} />}
        {(layout === 'feed' || platform === 'instagram') && byline}
        {option('contentWarning') && <p className={classes.warning}>{option('contentWarning')}</p>}
        <div className={classes.post}>
          {layout === 'article' && platform !== 'email' && gallery}
          {layout === 'media-first' && gallery}
          {layout === 'chat' && <strong className={classes.sender}>{channel.name}</strong>}
          {layout === 'chat' && !textAbove && gallery}
          {headline}
          {bylineBelow.has(platform) && layout !== 'feed' && byline}
          {platform === 'zalo' && option('description') && <p>{option('description')}</p>}
          {!isStory && part(0)}
          {layout === 'chat' && textAbove && gallery}
          {form === 'poll' && <Poll question={option('question')} answers={resolved.options['answers']} />}
          {option('attachedText') && <p className={classes.attached}>{option('attachedText')}</p>}
          {(layout === 'feed' || platform === 'email') && gallery}
          {link && media.length === 0 && option('linkPreview') !== 'none' && (
            <LinkCard link={link} madeHere={capabilities.linkCard === 'client' ? { title: resolved.title } : null} />
          )}
          {layout === 'chat' && day && <small className={classes.when}>{day}</small>}
        </div>
        {resolved.parts.slice(1).map((_, at) => (
          <div key={at} className={classes.next}>
            <small className={classes.number}>
              {t('preview.part', { number: at + 2, total: resolved.parts.length })}
            </small>
            {part(at + 1)}
          </div>
        ))}
        {option('firstComment') && (
          <div className={classes.comment}>
            <strong>{channel.name}</strong> {option('firstComment')}
          </div>
        )}
      </div>
      <figcaption className={classes.caption} id={captionId}>
        <PlatformIcon platform={platform} size={14} />
        <span className={classes.account}>
          {platformName(platform)} · {channel.name}
        </span>
        {channel.practice && <PracticeBadge />}
        <span className={classes.verdict} data-verdict={verdict}>
          <VerdictMark verdict={verdict} />
          {t(`preview.${verdict}`)}
        </span>
        {box.cuts && media.length > 0 && <small className={classes.note}>{t('preview.cropped')}</small>}
        {look.fold?.basis === 'approximate' && !isStory && (
          <small className={classes.note}>{t('preview.approximate')}</small>
        )}
      </figcaption>
    </figure>
  )
})

/** How a letter stands in a list of letters. */
function InboxLine({ name, title, after }: { name: string; title: string | null; after: string }) {
  return (
    <div className={classes.inbox}>
      <strong>{name}</strong>
      <span>
        {title} {after && <small>– {after}</small>}
      </span>
    </div>
  )
}
