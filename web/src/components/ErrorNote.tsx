import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'

/** What happened, where, what now. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t, i18n } = useTranslation()
  const api = error instanceof ApiError ? error : null
  // A refused file may say what is wrong in it, as a code of its own.
  const fault = api?.params.fault ? t(`fault.${api.params.fault}`, { ...api.params, defaultValue: '' }) : ''
  const known = fault || t(`error.${api?.code ?? 'http'}`, { ...api?.params, defaultValue: '' })
  // A table that a finding refused: its sentence is in English, where it stands in the file is said in any language.
  const detail = !fault && api?.params.code && i18n.language === 'en' ? api.message : ''
  const place = api?.location ?? (api?.params.file ? { file: api.params.file, row: api.params.row, column: api.params.column } : null)
  return (
    <div className="note note-error" role="alert">
      <strong>{known || api?.message || String(error)}</strong>
      {detail ? <p>{detail}</p> : null}
      {place ? (
        <p>
          {place.file}
          {place.row ? ` · ${t('source.row')} ${place.row}` : ''}
          {place.column ? ` · ${t('source.column')} ${place.column}` : ''}
        </p>
      ) : null}
      {retry ? (
        <button type="button" className="bare note-action" onClick={retry}>
          {t('error.retry')}
        </button>
      ) : null}
    </div>
  )
}
