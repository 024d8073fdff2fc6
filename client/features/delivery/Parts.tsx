import { useTranslation } from 'react-i18next'
import type { DeliveryDetail } from '../../../server/contract/deliveries.ts'
import { CheckIcon, ExternalIcon } from '../../ui/icons.tsx'
import classes from './parts.module.css'

type Part = DeliveryDetail['parts'][number]

/** What goes out or is out, part by part, with its pictures and its address on the platform. */
export function Parts({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t } = useTranslation('delivery')
  const { parts, language, url, state, actions } = delivery
  const isThread = parts.length > 1
  const shown = url ?? parts.find((part) => part.url)?.url ?? null
  return (
    <div className={classes.parts}>
      {!isThread && parts[0] && <PartContent part={parts[0]} language={language} />}
      {isThread && (
        <ol className={classes.thread} aria-label={t('parts.thread', { count: parts.length })}>
          {parts.map((part, index) => (
            <li key={index}>
              <p className={classes.place}>
                {t('parts.place', { number: index + 1, total: parts.length })}
                {part.out && (
                  <span className={classes.out}>
                    <CheckIcon size={12} /> {t('parts.out')}
                  </span>
                )}
                {part.url && <ItemLink url={part.url} label={t('parts.link')} />}
              </p>
              <PartContent part={part} language={language} />
            </li>
          ))}
        </ol>
      )}
      {shown && state !== 'removed' && !actions.includes('open') && (
        <ItemLink url={shown} label={t('parts.published')} />
      )}
    </div>
  )
}

function ItemLink({ url, label }: { readonly url: string; readonly label: string }) {
  return (
    <a className={classes.link} href={url} target="_blank" rel="noreferrer">
      {label} <ExternalIcon size={12} />
    </a>
  )
}

function PartContent({ part, language }: { readonly part: Part; readonly language: string }) {
  return (
    <>
      {part.media.length > 0 && (
        <ul className={classes.media}>
          {part.media.map((media) => (
            <li key={media.id}>
              {media.thumbnailUrl ? (
                <img src={media.thumbnailUrl} alt={media.alt[language] ?? ''} loading="lazy" />
              ) : (
                <span className={classes.file}>{media.fileName}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {part.text !== '' && (
        <p className={classes.text} lang={language}>
          {part.text}
        </p>
      )}
    </>
  )
}
