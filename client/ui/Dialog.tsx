import { Modal, type ModalProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** A window over the page, with a closing button that says what it does. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation('common')
  return <Modal {...props} closeButtonProps={{ 'aria-label': t('action.close') }} />
}
