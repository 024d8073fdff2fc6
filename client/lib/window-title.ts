import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** Names the window after the page in it. */
export function useWindowTitle(page: string): void {
  const { t } = useTranslation('common')
  useEffect(() => {
    document.title = t('windowTitle', { page })
  }, [t, page])
}
