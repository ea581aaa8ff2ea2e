import { Button, Checkbox, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { documentHref, editPlan, type Partnership, type Plan, type PlanItem, sendDocument, usePlan } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { FileField } from '@/components/FileField'
import { Icon } from '@/components/Icon'
import { ScrollTable } from '@/components/ScrollTable'
import { useFormat } from '@/format/useFormat'
import { PublicMark, SideTag } from './parts'
import { itemsOf } from './plan'
import { usePairText } from './text'

const MOST_BYTES = 16 * 1024 * 1024

/** Files of both sides, each with the sum by which it is known again. */
export function DocumentsTab({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const text = usePairText()
  const format = useFormat()
  const { data: plan, error, refetch } = usePlan(pair.id)
  const may = pair.role_here === 'editor' || pair.role_here === 'lead'
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!plan) return <span className="bone" style={{ width: '100%', height: 240 }} aria-hidden="true" />
  const documents = itemsOf(plan.items, 'document').toSorted((x, y) => y.changed_at.localeCompare(x.changed_at))
  const size = (bytes: number | null) => (bytes === null ? '–' : bytes < 1e6 ? `${format.short(bytes / 1e3)} kB` : `${format.short(bytes / 1e6)} MB`)
  const project = (id: string | null) => plan.items.find(item => item.id === id)?.title ?? null
  return (
    <div className="pair-body">
      {may ? <Send pair={pair} plan={plan} /> : null}
      {documents.length === 0 ? (
        <p className="note">{t('pair.noDocuments')}</p>
      ) : (
        <ScrollTable label={t('pair.tab.documents')} className="pair-documents">
          <thead>
            <tr>
              <th scope="col">{t('pair.document')}</th>
              <th scope="col">{t('pair.city')}</th>
              <th scope="col" data-numeric>
                {t('pair.size')}
              </th>
              <th scope="col">{t('pair.changed')}</th>
              <th scope="col">SHA-256</th>
              {may ? <th scope="col" aria-label={t('pair.remove')} /> : null}
            </tr>
          </thead>
          <tbody>
            {documents.map(one => (
              <tr key={one.id}>
                <th scope="row">
                  <a href={documentHref(pair.id, one.id)} download={one.file_name ?? true}>
                    {one.title}
                  </a>{' '}
                  <PublicMark item={one} />
                  <small>{[one.file_name, project(one.project)].filter(Boolean).join(' · ')}</small>
                </th>
                <td>
                  <SideTag pair={pair} side={one.side} />
                </td>
                <td data-numeric>{size(one.size_bytes)}</td>
                <td>{text.date(one.changed_at)}</td>
                <td>
                  <code title={one.sha256 ?? undefined}>{one.sha256?.slice(0, 12)}…</code>
                </td>
                {may ? <td>{one.editable ? <Remove pair={pair} plan={plan} item={one} /> : null}</td> : null}
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
    </div>
  )
}

function Remove({ pair, plan, item }: { pair: Partnership; plan: Plan; item: PlanItem }) {
  const { t } = useTranslation()
  const [sure, setSure] = useState(false)
  const [failed, setFailed] = useState(false)
  if (!sure)
    return (
      <button type="button" className="bare" aria-label={t('pair.removeOne', { name: item.title ?? '' })} onClick={() => setSure(true)}>
        <Icon name="close" size={16} />
      </button>
    )
  return (
    <Button size="small" danger title={failed ? t('error.http') : undefined} onBlur={() => setSure(false)} onClick={() => void editPlan(pair.id, plan.version, [{ op: 'remove', id: item.id }]).catch(() => setFailed(true))}>
      {t('pair.removeSure')}
    </Button>
  )
}

function Send({ pair, plan }: { pair: Partnership; plan: Plan }) {
  const { t } = useTranslation()
  const id = useId()
  const [file, setFile] = useState<File | null>(null)
  const [title, setTitle] = useState('')
  const [project, setProject] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  // Another number is another, empty field.
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const large = file !== null && file.size > MOST_BYTES
  const ready = file !== null && !large && title.trim() !== ''
  const send = async () => {
    if (!file) return
    setBusy(true)
    setError(null)
    try {
      await sendDocument(pair.id, file, title.trim(), project, open)
      setFile(null)
      setTitle('')
    } catch (cause) {
      setError(cause)
    }
    setBusy(false)
  }
  return (
    <form
      className="pair-send"
      aria-label={t('pair.sendDocument')}
      onSubmit={event => {
        event.preventDefault()
        if (ready) void send()
      }}
    >
      <FileField
        label={t('pair.file')}
        files={file ? [file] : []}
        onChange={([next = null]) => {
          setFile(next)
          if (next && title.trim() === '') setTitle(next.name.replace(/\.[^.]+$/, ''))
        }}
      />
      <div>
        <label htmlFor={`${id}-title`}>{t('pair.field.title')}</label>
        <Input id={`${id}-title`} value={title} maxLength={240} onChange={event => setTitle(event.target.value)} />
      </div>
      <div>
        <label htmlFor={`${id}-project`}>{t('pair.field.project')}</label>
        <Select id={`${id}-project`} aria-label={t('pair.field.project')} value={project ?? undefined} allowClear onChange={(next: string | undefined) => setProject(next ?? null)} options={itemsOf(plan.items, 'project').map(one => ({ value: one.id, label: one.title ?? one.id }))} />
      </div>
      <Checkbox checked={open} onChange={event => setOpen(event.target.checked)}>
        {t('pair.showPublic')}
      </Checkbox>
      <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
        {t('pair.sendDocument')}
      </Button>
      {large ? <p className="pair-wrong">{t('pair.tooLarge')}</p> : null}
      {error ? <ErrorNote error={error} /> : null}
    </form>
  )
}
