import { Button, FileButton, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { useAttempt } from '../../ui/use-attempt.ts'
import { type ImportedSubscribers, useNewsletterSteps } from './api.ts'
import classes from './newsletter.module.css'

const mostShown = 50
const shortestProof = 10

/** Takes people in who gave consent elsewhere: address, day, language; and where the proof is kept. */
export function ImportReaders({ channelId }: { readonly channelId: string }) {
  const { t } = useTranslation('newsletter')
  const { take } = useNewsletterSteps(channelId)
  const { attempt, isBusy, error } = useAttempt()
  const [csv, setCsv] = useState('')
  const [proof, setProof] = useState('')
  const [result, setResult] = useState<ImportedSubscribers | null>(null)
  const isReady = csv.trim() !== '' && proof.trim().length >= shortestProof
  const send = () =>
    attempt(async () => {
      setResult(null)
      const taken = await take(csv, proof.trim())
      setResult(taken)
      // What was refused stays to be put right; nothing of it is lost.
      const lines = csv.split(/\r\n?|\n/)
      setCsv(taken.refused.map(({ line }) => lines[line - 1] ?? '').join('\n'))
    })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Stack gap="sm">
        <p className={classes.hint}>{t('import.hint')}</p>
        <Textarea
          label={t('import.lines')}
          description={t('import.form')}
          placeholder={'an@vidu.vn;2026-01-05;vi\nbinh@vidu.vn;2026-02-11;en'}
          autosize
          minRows={5}
          maxRows={14}
          spellCheck={false}
          maxLength={900_000}
          classNames={{ input: classes.lines ?? '' }}
          value={csv}
          onChange={(event) => setCsv(event.currentTarget.value)}
        />
        <Textarea
          label={t('import.proof')}
          description={t('import.proofHint')}
          autosize
          minRows={2}
          maxLength={1_000}
          value={proof}
          onChange={(event) => setProof(event.currentTarget.value)}
        />
        <Group gap="sm">
          <Button type="submit" loading={isBusy} disabled={!isReady}>
            {t('import.take')}
          </Button>
          <FileButton accept=".csv,text/csv,text/plain" onChange={async (file) => file && setCsv(await file.text())}>
            {(props) => (
              <Button variant="default" {...props}>
                {t('import.file')}
              </Button>
            )}
          </FileButton>
        </Group>
        {error !== null && <FaultNotice error={error} listed />}
        <div role="status">{result && <Result result={result} />}</div>
      </Stack>
    </form>
  )
}

function Result({ result: { added, known, refused } }: { readonly result: ImportedSubscribers }) {
  const { t } = useTranslation('newsletter')
  return (
    <div className={classes.result}>
      <p>
        {t('import.added', { count: added })} {known > 0 && t('import.known', { count: known })}
      </p>
      {refused.length > 0 && (
        <>
          <p>{t('import.refused', { count: refused.length })}</p>
          <ul>
            {refused.slice(0, mostShown).map(({ line, code }) => (
              <li key={line}>{t(`import.why.${code}`, { line })}</li>
            ))}
          </ul>
          {refused.length > mostShown && <p>{t('import.more', { count: refused.length - mostShown })}</p>}
        </>
      )}
    </div>
  )
}
