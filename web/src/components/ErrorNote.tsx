import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'

/** What happened, where, what now. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const api = error instanceof ApiError ? error : null
  const key = `error.${api?.code ?? 'http'}`
  const known = t(key, { ...api?.params, defaultValue: '' })
  return (
    <div className="note note-error" role="alert">
      <strong>{known || api?.message || String(error)}</strong>
      {api?.location ? (
        <p>
          {api.location.file}
          {api.location.row ? ` · ${t('source.row')} ${api.location.row}` : ''}
          {api.location.column ? ` · ${t('source.column')} ${api.location.column}` : ''}
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
