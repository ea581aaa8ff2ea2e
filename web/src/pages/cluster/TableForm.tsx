import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CityTableKept, type CityTableKind, importCityTable } from '@/api/cities'
import { ErrorNote } from '@/components/ErrorNote'
import { Pick } from '@/components/Pick'
import { Findings } from './parts'

const KINDS: CityTableKind[] = ['structure', 'similarity', 'flows', 'integration', 'ladder', 'resources', 'chain', 'topics', 'trajectories']

/** Brings a table of cities in: what it holds, its files, where it comes from. What was found is said before the form goes. */
export function TableForm({ region, done }: { region: string; done: () => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<CityTableKind>('structure')
  const [files, setFiles] = useState<File[]>([])
  const [fields, setFields] = useState({ name: '', year: '', unit: '', source: '', licence: '', stated: '' })
  const [synthetic, setSynthetic] = useState(false)
  const [absent, setAbsent] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [made, setMade] = useState<CityTableKept | null>(null)
  const ready = files.length > 0 && fields.name.trim() !== '' && (synthetic || fields.source.trim() !== '') && /^(\d{4})?$/.test(fields.year)
  const send = async () => {
    const form = new FormData()
    for (const [key, value] of Object.entries({ kind, ...fields, synthetic: String(synthetic), absent_is_zero: String(absent) })) form.append(key, value)
    for (const file of files) form.append('file', file, file.name)
    setBusy(true)
    setError(null)
    try {
      const kept = await importCityTable(region, form)
      setMade(kept)
      if (kept.findings.length === 0) done()
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  if (made)
    return (
      <div className="cluster-kept">
        <p>{t('cluster.kept', { name: made.table.name, count: made.table.rows })}</p>
        <Findings findings={made.findings} />
        <Button onClick={done}>{t('app.close')}</Button>
      </div>
    )
  const field = (key: keyof typeof fields, text: string) => (
    <label>
      <span>{text}</span>
      <Input value={fields[key]} maxLength={key === 'name' ? 120 : 400} inputMode={key === 'year' ? 'numeric' : undefined} onChange={event => setFields({ ...fields, [key]: event.target.value })} />
    </label>
  )
  return (
    <form
      className="whose-form"
      aria-label={t('cluster.add')}
      onSubmit={event => {
        event.preventDefault()
        if (ready) void send()
      }}
    >
      <Pick label={t('cluster.kind')} value={kind} onChange={next => setKind((next as CityTableKind | null) ?? 'structure')} options={KINDS.map(id => ({ value: id, label: t(`cluster.kindOf.${id}`) }))} />
      <label>
        <span>{t(`cluster.columns.${kind}`)}</span>
        <input type="file" multiple={kind === 'chain' || kind === 'flows'} accept=".csv,.txt,.tsv,.gz" onChange={event => setFiles([...(event.target.files ?? [])])} />
      </label>
      {field('name', t('whose.name'))}
      {field('year', t('whose.year'))}
      {field('unit', t('cluster.unit'))}
      {field('source', t('whose.origin'))}
      {field('licence', t('whose.licence'))}
      {kind === 'similarity' ? field('stated', t('cluster.statedShare')) : null}
      <Checkbox checked={synthetic} onChange={event => setSynthetic(event.target.checked)}>
        {t('whose.isSynthetic')}
      </Checkbox>
      {kind === 'structure' || kind === 'flows' ? (
        <Checkbox checked={absent} onChange={event => setAbsent(event.target.checked)}>
          {t('cluster.absentZero')}
        </Checkbox>
      ) : null}
      <Button type="primary" htmlType="submit" loading={busy} disabled={!ready}>
        {t('whose.bring')}
      </Button>
      {error ? <ErrorNote error={error} /> : null}
    </form>
  )
}
