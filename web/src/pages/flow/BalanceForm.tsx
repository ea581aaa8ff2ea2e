import { Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importBalance } from '@/api/flows'
import type { BalanceSet } from '@/api/types'
import { BringForm } from '@/components/BringForm'
import { FileField } from '@/components/FileField'

const METHODS = ['energy', 'exergy', 'efficiency'] as const

/** Brings an energy balance in, as a file or as text: its name, its year, where it comes from. */
export function BalanceForm({ region, place, year, done }: { region: string; place: string | null; year: string; done: (made: BalanceSet) => void }) {
  const { t } = useTranslation()
  const [file, setFile] = useState<File | null>(null)
  const [text, setText] = useState('')
  const [method, setMethod] = useState<string>('energy')
  return (
    <BringForm
      label={t('balance.add')}
      year={year}
      yearNeeded
      filled={file !== null || text.trim() !== ''}
      fill={form => {
        form.append('place', place ?? '')
        form.append('method', method)
        if (file) form.append('file', file, file.name)
        else form.append('text', text)
      }}
      send={async form => done(await importBalance(region, form))}
      further={
        <label>
          <span>{t('balance.method')}</span>
          <Select value={method} aria-label={t('balance.method')} options={METHODS.map(id => ({ value: id as string, label: t(`balance.method.${id}`) }))} onChange={setMethod} />
        </label>
      }
    >
      <FileField label={t('balance.file')} accept=".csv,.txt,.tsv" files={file ? [file] : []} onChange={chosen => setFile(chosen[0] ?? null)} />
      {file ? (
        <button type="button" className="bare bring-wide bring-drop" onClick={() => setFile(null)}>
          {t('balance.asText')}
        </button>
      ) : (
        <label className="bring-wide">
          <span>{t('balance.text')}</span>
          <Input.TextArea value={text} autoSize={{ minRows: 3, maxRows: 12 }} spellCheck={false} placeholder="kind,name,carrier,energy,factor_t,embodied_t" onChange={event => setText(event.target.value)} />
        </label>
      )}
    </BringForm>
  )
}
