import { useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon'

/** A labelled choice of files in the reader's language; a browser's own speaks the browser's. */
export function FileField({ label, accept, multiple = false, files, onChange }: {
  label: string
  /** Endings, with commas between; all files if it is not said. */
  accept?: string
  multiple?: boolean
  /** What is chosen. */
  files: readonly File[]
  onChange: (files: File[]) => void
}) {
  const { t } = useTranslation()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="file-field">
      <label htmlFor={id}>{label}</label>
      <div className="file-box">
        <span className="file-button" aria-hidden="true">
          <Icon name="file" size={16} />
          {t(multiple ? 'file.chooseMany' : 'file.choose')}
        </span>
        <span className="file-names" id={`${id}-names`}>
          {files.length > 0 ? files.map(one => one.name).join(', ') : t('file.none')}
        </span>
        {/* The field itself covers the box: it takes a click, the keyboard and a dropped file alike. */}
        <input
          ref={input}
          id={id}
          type="file"
          className="file-input"
          accept={accept}
          multiple={multiple}
          aria-describedby={`${id}-names`}
          onChange={event => {
            const chosen = [...(event.target.files ?? [])]
            // The same file, mended, can be chosen again.
            if (input.current) input.current.value = ''
            if (chosen.length > 0) onChange(chosen)
          }}
        />
      </div>
    </div>
  )
}
