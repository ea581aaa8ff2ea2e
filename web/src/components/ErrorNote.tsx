import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import { findingSentence } from '@/pages/findings/texts'

/** What happened, where, what now. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t, i18n } = useTranslation()
  const api = error instanceof ApiError ? error : null
  // A refused file may say what is wrong in it, as a code of its own.
  const fault = api?.params.fault ? t(`fault.${api.params.fault}`, { ...api.params, defaultValue: '' }) : ''
  const known = fault || t(`error.${api?.code ?? 'http'}`, { ...api?.params, defaultValue: '' })
  const detail = api?.finding ? findingSentence(api.finding, i18n.language === 'zh' ? 'zh' : 'en') : ''
  const place = api?.location ?? (api?.params.file ? { file: api.params.file, row: null, column: null, field: null } : null)
  return (
    <div className="note note-error" role="alert">
      <strong>{known || api?.message || String(error)}</strong>
      {detail ? <p>{detail}</p> : null}
      {place ? (
        <p>
          {place.file}
          {place.row ? ` · ${t('source.row')} ${place.row}` : ''}
          {place.field || place.column ? ` · ${t('source.column')} ${place.field ?? place.column}` : ''}
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
