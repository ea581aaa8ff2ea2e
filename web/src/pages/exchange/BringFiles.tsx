import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BoardTaken, bringFiles } from '@/api/board'
import { BringForm } from '@/components/BringForm'
import { FileField } from '@/components/FileField'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { FindingRows } from '../findings/FindingRows'

/** Findings that are shown of files that were brought in. */
const SHOWN = 20

/** Files as the commands read them; all of them are taken or nothing. */
export function BringFiles({ mayImport }: { mayImport: boolean }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const [files, setFiles] = useState<File[]>([])
  const [taken, setTaken] = useState<BoardTaken | null>(null)
  return (
    <>
      <BringForm
        label={t('exchange.bring')}
        nameless
        filled={files.length > 0}
        fill={form => {
          for (const file of files) form.append('file', file, file.name)
        }}
        send={async form => {
          setTaken(null)
          setTaken(await bringFiles(region.id, form))
        }}
      >
        <FileField label={t('exchange.files')} multiple accept=".csv,.txt,.tsv" files={files} onChange={setFiles} />
        <small className="bring-wide">{t(mayImport ? 'exchange.filesHint' : 'exchange.filesOwn')}</small>
      </BringForm>
      {taken ? (
        <div className={taken.refused ? 'note note-error' : 'note'} role="status">
          {taken.refused ? t('exchange.refused') : t('exchange.taken', { rows: format.count(taken.rows), changed: format.count(taken.changed) })}
          {taken.findings.length > 0 ? <FindingRows findings={taken.findings.slice(0, SHOWN)} /> : null}
        </div>
      ) : null}
    </>
  )
}
