import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BoardTaken, bringFiles } from '@/api/board'
import { ErrorNote } from '@/components/ErrorNote'
import { FileField } from '@/components/FileField'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { FindingRows } from '../findings/FindingRows'

/** Files as the commands read them; all of them are taken or nothing. */
export function BringFiles({ mayImport }: { mayImport: boolean }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const [files, setFiles] = useState<File[]>([])
  const [synthetic, setSynthetic] = useState(false)
  const [busy, setBusy] = useState(false)
  const [taken, setTaken] = useState<BoardTaken | null>(null)
  const [error, setError] = useState<unknown>(null)
  const send = async () => {
    setBusy(true)
    setTaken(null)
    setError(null)
    try {
      setTaken(await bringFiles(region.id, files, synthetic))
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="ex-form"
      aria-label={t('exchange.bring')}
      onSubmit={event => {
        event.preventDefault()
        if (files.length > 0) void send()
      }}
    >
      <div className="ex-field" data-wide>
        <FileField label={t('exchange.files')} multiple accept=".csv,.txt,.tsv" files={files} onChange={setFiles} />
        <small>{t(mayImport ? 'exchange.filesHint' : 'exchange.filesOwn')}</small>
      </div>
      <div className="ex-form-foot">
        <Checkbox checked={synthetic} onChange={event => setSynthetic(event.target.checked)}>
          {t('exchange.isSynthetic')}
        </Checkbox>
        <Button type="primary" htmlType="submit" loading={busy} disabled={files.length === 0}>
          {t('exchange.bringNow')}
        </Button>
      </div>
      {error ? <ErrorNote error={error} /> : null}
      {taken ? (
        <div className={taken.refused ? 'note note-error' : 'note'} role="status">
          {taken.refused ? t('exchange.refused') : t('exchange.taken', { rows: format.count(taken.rows), changed: format.count(taken.changed) })}
          {taken.findings.length > 0 ? <FindingRows findings={taken.findings.slice(0, 20)} /> : null}
        </div>
      ) : null}
    </form>
  )
}
