import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import { type Edit, editPlan, type ItemKind, type Partnership, type Plan, type PlanItem } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { useCut } from '@/cut/useCut'
import { useLabel } from '@/i18n'
import { type FieldSpec, FIELDS, fieldsOf, hundredths, ROLES } from './plan'
import { INDICATORS } from './terms'
import { usePairText } from './text'

const CURRENCIES = ['CNY', 'EUR', 'GBP', 'DKK', 'CZK', 'USD']

/** What is written: a new item of a kind, or one that is there. */
export interface Writing {
  kind: Exclude<ItemKind, 'document'>
  item: PlanItem | null
  /** What a new one begins with. */
  start?: Partial<PlanItem>
}

type Values = Record<string, string | string[]>

/** As it stands in the form: text, money in whole units. */
function shown(spec: FieldSpec, item: Partial<PlanItem> | null): string | string[] {
  const value = item?.[spec.name]
  if (spec.type === 'topics') return Array.isArray(value) ? value : []
  if (value === null || value === undefined) return ''
  return spec.type === 'money' ? String((value as number) / 100) : String(value)
}

/** As it is sent; undefined where it cannot be. */
function sent(spec: FieldSpec, value: string | string[]): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value : null
  const text = value.trim()
  if (text === '') return spec.needed ? undefined : null
  if (spec.type === 'money') return hundredths(text) ?? undefined
  if (spec.type === 'year' || spec.type === 'scale') return /^\d{1,4}$/.test(text) ? Number(text) : undefined
  if (spec.type === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined
  return text
}

/** One form for every kind of item. It says what it does; a fault is said at its field. */
export function ItemForm({ pair, plan, writing, close }: { pair: Partnership; plan: Plan; writing: Writing; close: () => void }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  const text = usePairText()
  const { kind, item } = writing
  const specs = FIELDS[kind]
  const [values, setValues] = useState<Values>(() => Object.fromEntries(specs.map(spec => [spec.name, shown(spec, item ?? writing.start ?? null)])))
  const [open, setOpen] = useState(item?.public ?? writing.start?.public ?? false)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [sure, setSure] = useState(false)
  const id = useId()
  const bad = new Set(specs.filter(spec => sent(spec, values[spec.name] ?? '') === undefined).map(spec => spec.name))
  const set = (name: string, value: string | string[]) => setValues(old => ({ ...old, [name]: value }))
  const run = async (edit: Edit) => {
    setBusy(true)
    setError(null)
    try {
      await editPlan(pair.id, plan.version, [edit])
      close()
    } catch (cause) {
      setError(cause)
      setBusy(false)
    }
  }
  const save = () => {
    setTried(true)
    if (bad.size > 0) return
    const fields = Object.fromEntries(specs.map(spec => [spec.name, sent(spec, values[spec.name] ?? '')]))
    const kept = item ? fieldsOf(item) : {}
    void run({ op: 'put', ...(item ? { id: item.id } : {}), ...kept, ...fields, kind, public: open })
  }
  const projects = plan.items.filter(one => one.kind === 'project').map(one => ({ value: one.id, label: `${one.title ?? one.id} · ${label(pair[one.side].city)}` }))
  const meetings = plan.items.filter(one => one.kind === 'meeting').map(one => ({ value: one.id, label: one.title ?? one.id }))
  const topics = text.topics.map(one => ({ value: one.id, label: text.topicLong(one.id) }))
  const indicators = [...new Set([...INDICATORS, ...region.indicators])].map(one => ({ value: one, label: t(`indicator.${one}`, { defaultValue: one }) }))
  const choice = (spec: FieldSpec): { value: string; label: string }[] | null => {
    switch (spec.type) {
      case 'project':
        return projects
      case 'meeting':
        return meetings
      case 'topic':
      case 'topics':
        return topics
      case 'role':
        return ROLES.map(one => ({ value: one, label: t(`pair.role.${one}`) }))
      case 'currency':
        return CURRENCIES.map(one => ({ value: one, label: one }))
      case 'indicator':
        return indicators
      case 'scale':
        return ['1', '2', '3', '4', '5'].map(one => ({ value: one, label: t(`pair.scale.${one}`) }))
      default:
        return null
    }
  }
  const stale = error instanceof ApiError && (error.code as string) === 'stale_version'
  return (
    <Modal
      open
      onCancel={close}
      title={t(item ? 'pair.editKind' : 'pair.newKind', { kind: t(`pair.kind.${kind}`) })}
      width={520}
      closable={{ 'aria-label': t('app.close') }}
      footer={
        <div className="pair-form-foot">
          {item ? (
            sure ? (
              <Button danger loading={busy} onClick={() => void run({ op: 'remove', id: item.id })}>
                {t('pair.removeSure')}
              </Button>
            ) : (
              <Button danger type="text" onClick={() => setSure(true)}>
                {t('pair.remove')}
              </Button>
            )
          ) : null}
          <span className="pair-gap" />
          <Button onClick={close}>{t('app.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={save}>
            {t('pair.save')}
          </Button>
        </div>
      }
    >
      <form
        className="pair-form"
        onSubmit={event => {
          event.preventDefault()
          save()
        }}
      >
        {specs.map(spec => {
          const options = choice(spec)
          const value = values[spec.name] ?? ''
          const wrong = tried && bad.has(spec.name)
          const field = `${id}-${spec.name}`
          const name = t(`pair.field.${spec.name}`)
          return (
            <div key={spec.name} className="pair-form-row" data-half={['date', 'year', 'currency', 'money', 'scale'].includes(spec.type) || undefined}>
              <label htmlFor={field}>
                {name}
                {spec.needed ? <span className="pair-needed"> *</span> : null}
              </label>
              {options ? (
                <Select
                  id={field}
                  aria-label={name}
                  mode={spec.type === 'topics' ? 'multiple' : undefined}
                  value={spec.type === 'topics' ? value : value === '' ? undefined : (value as string)}
                  options={options}
                  allowClear={!spec.needed}
                  showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
                  onChange={(next: string | string[] | undefined) => set(spec.name, next ?? '')}
                  status={wrong ? 'error' : undefined}
                />
              ) : spec.type === 'long' ? (
                <Input.TextArea id={field} value={value} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} onChange={event => set(spec.name, event.target.value)} status={wrong ? 'error' : ''} />
              ) : (
                <Input id={field} type={spec.type === 'date' ? 'date' : 'text'} inputMode={spec.type === 'money' || spec.type === 'number' ? 'decimal' : spec.type === 'year' ? 'numeric' : undefined} value={value} maxLength={240} onChange={event => set(spec.name, event.target.value)} status={wrong ? 'error' : ''} />
              )}
              {wrong ? (
                <span className="pair-wrong" role="alert">
                  {t(spec.type === 'money' ? 'pair.needMoney' : spec.type === 'year' || spec.type === 'number' ? 'pair.needNumber' : 'pair.needed')}
                </span>
              ) : null}
            </div>
          )
        })}
        <Checkbox checked={open} onChange={event => setOpen(event.target.checked)}>
          {t(kind === 'contact' ? 'pair.showPublicContact' : 'pair.showPublic')}
        </Checkbox>
        {/* Enter in a field saves. */}
        <button type="submit" className="visually-hidden" tabIndex={-1} aria-hidden="true" />
        {error ? <ErrorNote error={error} /> : null}
        {stale ? <p className="muted">{t('pair.staleHint')}</p> : null}
      </form>
    </Modal>
  )
}
