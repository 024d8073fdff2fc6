import { useTranslation } from 'react-i18next'
import type { FittingStep } from '../../connectors/rules/fitting.ts'
import classes from './FittingSteps.module.css'
import { formatBytes } from './MediaThumb.tsx'

/** What is changed in a picture, in words and in order. */
export function FittingSteps({ steps }: { readonly steps: readonly FittingStep[] }) {
  const { t, i18n } = useTranslation('media')
  return (
    <ol className={classes.steps} aria-label={t('fitted.steps')}>
      {steps.map((step) => (
        <li key={step.kind}>{t(`fitted.step.${step.kind}`, { ...valuesOf(step, i18n.language) })}</li>
      ))}
      <li>{t('fitted.metadata')}</li>
    </ol>
  )
}

function valuesOf(step: FittingStep, language: string) {
  if (step.kind === 'compress')
    return { from: formatBytes(step.from, language), max: formatBytes(step.maxBytes, language) }
  if (step.kind === 'convert') return { from: typeName(step.from), to: typeName(step.to) }
  return step
}

const typeName = (mimeType: string) => mimeType.replace('image/', '').toUpperCase()
