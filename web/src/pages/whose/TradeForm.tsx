import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importTrade } from '@/api/flows'
import { BringForm } from '@/components/BringForm'
import { FileField } from '@/components/FileField'

/** Brings a trade table in: its files, its name, where it comes from. */
export function TradeForm({ region, done }: { region: string; done: (id: number) => void }) {
  const { t } = useTranslation()
  const [files, setFiles] = useState<File[]>([])
  const [unit, setUnit] = useState('')
  return (
    <BringForm
      label={t('whose.add')}
      filled={files.length > 0}
      fill={form => {
        for (const file of files) form.append('file', file, file.name)
        form.append('unit', unit)
      }}
      send={async form => done((await importTrade(region, form)).table.id)}
    >
      <FileField label={t('whose.files')} multiple accept=".csv,.txt,.tsv,.npy,.xlsx,.json" files={files} onChange={setFiles} />
      <label>
        <span>{t('whose.unit')}</span>
        <Input value={unit} maxLength={40} onChange={event => setUnit(event.target.value)} />
      </label>
    </BringForm>
  )
}
