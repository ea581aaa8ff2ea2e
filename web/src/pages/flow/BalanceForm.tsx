import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importBalance } from '@/api/flows'
import type { BalanceSet } from '@/api/types'
import { ErrorNote } from '@/components/ErrorNote'
import './balance.css'

const METHODS = ['energy', 'exergy', 'efficiency'] as const

/** Brings an energy balance in, as a file or as text: its name, its year, where it comes from. */
export function BalanceForm({ region, place, year: first, done }: { region: string; place: string | null; year: string; done: (made: BalanceSet) => void }) {
  const { t } = useTranslation()
  const [file, setFile] = useState<File | null>(null)
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  const [year, setYear] = useState(first)
  const [source, setSource] = useState('')
  const [licence, setLicence] = useState('')
  const [method, setMethod] = useState<string>('energy')
  const [synthetic, setSynthetic] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const ready = (file !== null || text.trim() !== '') && name.trim() !== '' && (synthetic || source.trim() !== '') && /^\d{4}$/.test(year)
  const send = async () => {
    const form = new FormData()
    for (const [key, value] of Object.entries({ name, year, place: place ?? '', source, licence, method, synthetic: String(synthetic) })) form.append(key, value)
    if (file) form.append('file', file, file.name)
    else form.append('text', text)
    setBusy(true)
    setError(null)
    try {
      done(await importBalance(region, form))
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="balance-form"
      aria-label={t('balance.add')}
      onSubmit={event => {
        event.preventDefault()
        if (ready) void send()
      }}
    >
      <label>
        <span>{t('balance.file')}</span>
        <input type="file" accept=".csv,.txt,.tsv" onChange={event => setFile(event.target.files?.[0] ?? null)} />
      </label>
      {file === null ? (
        <label className="balance-text">
          <span>{t('balance.text')}</span>
          <Input.TextArea value={text} autoSize={{ minRows: 3, maxRows: 12 }} spellCheck={false} placeholder="kind,name,carrier,energy,factor_t,embodied_t" onChange={event => setText(event.target.value)} />
        </label>
      ) : null}
      <label>
        <span>{t('whose.name')}</span>
        <Input value={name} maxLength={120} onChange={event => setName(event.target.value)} />
      </label>
      <label>
        <span>{t('whose.year')}</span>
        <Input value={year} inputMode="numeric" maxLength={4} onChange={event => setYear(event.target.value)} />
      </label>
      <label>
        <span>{t('balance.method')}</span>
        <Select value={method} aria-label={t('balance.method')} options={METHODS.map(id => ({ value: id as string, label: t(`balance.method.${id}`) }))} onChange={setMethod} />
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
