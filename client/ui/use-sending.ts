import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldErrors } from './faults.ts'
import { useAttempt } from './use-attempt.ts'

/** What is needed of `useForm`. */
interface Form<V> {
  readonly onSubmit: (handle: (values: V) => void) => (event?: FormEvent<HTMLFormElement>) => void
  readonly setErrors: (errors: Record<string, string>) => void
}

/**
 * Sends a form: busy while it is on its way, refused fields marked at their place, the refusal itself kept for a
 * notice beside the button.
 */
export function useSending<V>(form: Form<V>, send: (values: V) => Promise<unknown>) {
  const { t } = useTranslation('common')
  const { attempt, isBusy, error } = useAttempt()
  const onSubmit = form.onSubmit((values) =>
    attempt(async () => {
      try {
        await send(values)
      } catch (failure) {
        form.setErrors(fieldErrors(t, failure))
        throw failure
      }
    }),
  )
  return { onSubmit, isBusy, error }
}
