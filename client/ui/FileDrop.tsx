import { Button } from '@mantine/core'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './FileDrop.module.css'
import { UploadIcon } from './icons.tsx'

interface Props {
  readonly onFiles: (files: File[]) => void
  readonly disabled?: boolean
  /** Beside the button that opens the file chooser. */
  readonly actions?: ReactNode
  readonly title: ReactNode
  readonly children: ReactNode
}

const accepted = 'image/*,video/*,audio/*'

/** A place that takes files by drop, by paste and by the browser's own chooser. */
export function FileDrop({ onFiles, disabled = false, actions, title, children }: Props) {
  const { t } = useTranslation('media')
  const input = useRef<HTMLInputElement>(null)
  // Entering a child leaves the parent: only the balance says whether files hover here.
  const depth = useRef(0)
  const [isOver, setOver] = useState(false)
  const hover = (change: number) => {
    depth.current += change
    setOver(depth.current > 0)
  }
  const holdsFiles = (event: DragEvent) => !disabled && event.dataTransfer.types.includes('Files')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping and pasting only add to what the button does
    <section
      className={classes.drop}
      data-over={isOver || undefined}
      onDragEnter={(event) => holdsFiles(event) && hover(1)}
      onDragLeave={(event) => holdsFiles(event) && hover(-1)}
      onDragOver={(event) => holdsFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!holdsFiles(event)) return
        event.preventDefault()
        depth.current = 0
        setOver(false)
        onFiles([...event.dataTransfer.files])
      }}
      onPaste={(event) => {
        const files = [...event.clipboardData.files]
        if (disabled || files.length === 0) return
        event.preventDefault()
        onFiles(files)
      }}
    >
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <span className={classes.hint}>{t('files.hint')}</span>
        {actions}
        <Button
          variant="default"
          disabled={disabled}
          leftSection={<UploadIcon size={14} />}
          onClick={() => input.current?.click()}
        >
          {t('files.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept={accepted}
          onChange={(event) => {
            onFiles([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
      </div>
      {children}
    </section>
  )
}
