import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CityTableKept, type CityTableKind, importCityTable } from '@/api/cities'
import { BringForm } from '@/components/BringForm'
import { FileField } from '@/components/FileField'
import { Pick } from '@/components/Pick'
import { Findings } from './parts'

const KINDS: CityTableKind[] = ['structure', 'similarity', 'flows', 'integration', 'ladder', 'resources', 'chain', 'topics', 'trajectories']

/** Brings a table of cities in: what it holds, its files, where it comes from. What was found is said before the form goes. */
export function TableForm({ region, first = 'structure', done }: { region: string; first?: CityTableKind; done: () => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<CityTableKind>(first)
  const [files, setFiles] = useState<File[]>([])
  const [fields, setFields] = useState({ unit: '', stated: '' })
  const [absent, setAbsent] = useState(false)
  const [made, setMade] = useState<CityTableKept | null>(null)
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
      <Input value={fields[key]} maxLength={400} onChange={event => setFields({ ...fields, [key]: event.target.value })} />
    </label>
  )
  return (
    <BringForm
      label={t('cluster.add')}
      filled={files.length > 0}
      fill={form => {
        for (const [key, value] of Object.entries({ kind, ...fields, absent_is_zero: String(absent) })) form.append(key, value)
        for (const file of files) form.append('file', file, file.name)
      }}
      send={async form => {
        const kept = await importCityTable(region, form)
        setMade(kept)
        if (kept.findings.length === 0) done()
      }}
      further={
        <>
          {field('unit', t('cluster.unit'))}
          {kind === 'similarity' ? field('stated', t('cluster.statedShare')) : null}
          {kind === 'structure' || kind === 'flows' ? (
            <Checkbox checked={absent} onChange={event => setAbsent(event.target.checked)}>
              {t('cluster.absentZero')}
            </Checkbox>
          ) : null}
        </>
      }
    >
      <Pick label={t('cluster.kind')} value={kind} onChange={next => setKind((next as CityTableKind | null) ?? 'structure')} options={KINDS.map(id => ({ value: id, label: t(`cluster.kindOf.${id}`) }))} />
      <FileField label={t(`cluster.columns.${kind}`)} multiple={kind === 'chain' || kind === 'flows'} accept=".csv,.txt,.tsv,.xlsx,.gz" files={files} onChange={setFiles} />
    </BringForm>
  )
}
