import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importTrade } from '@/api/flows'
import { ErrorNote } from '@/components/ErrorNote'

/** Brings a trade table in: its files, its name, where it comes from. */
export function TradeForm({ region, done }: { region: string; done: (id: number) => void }) {
  const { t } = useTranslation()
  const [files, setFiles] = useState<File[]>([])
  const [name, setName] = useState('')
  const [year, setYear] = useState('')
  const [source, setSource] = useState('')
  const [licence, setLicence] = useState('')
  const [synthetic, setSynthetic] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const ready = files.length > 0 && name.trim() !== '' && (synthetic || source.trim() !== '') && /^(\d{4})?$/.test(year)
  const send = async () => {
    const form = new FormData()
    for (const [key, value] of Object.entries({ name, year, source, licence, synthetic: String(synthetic) })) form.append(key, value)
    for (const file of files) form.append('file', file, file.name)
    setBusy(true)
    setError(null)
    try {
      done((await importTrade(region, form)).table.id)
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="whose-form"
      aria-label={t('whose.add')}
      onSubmit={event => {
        event.preventDefault()
        if (ready) void send()
      }}
    >
      <label>
        <span>{t('whose.files')}</span>
        <input type="file" multiple accept=".csv,.txt,.tsv,.npy,.xlsx,.json" onChange={event => setFiles([...(event.target.files ?? [])])} />
      </label>
      <label>
        <span>{t('whose.name')}</span>
        <Input value={name} maxLength={120} onChange={event => setName(event.target.value)} />
      </label>
      <label>
        <span>{t('whose.year')}</span>
        <Input value={year} inputMode="numeric" maxLength={4} onChange={event => setYear(event.target.value)} />
      </label>
      <label>
        <span>{t('whose.origin')}</span>
        <Input value={source} onChange={event => setSource(event.target.value)} />
      </label>
      <label>
        <span>{t('whose.licence')}</span>
        <Input value={licence} onChange={event => setLicence(event.target.value)} />
      </label>
      <Checkbox checked={synthetic} onChange={event => setSynthetic(event.target.checked)}>
        {t('whose.isSynthetic')}
      </Checkbox>
      <Button type="primary" htmlType="submit" loading={busy} disabled={!ready}>
        {t('whose.bring')}
      </Button>
      {error ? <ErrorNote error={error} /> : null}
    </form>
  )
}
