import { Button, Input, Segmented, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { enterEntry, useNetwork, type WordName } from '@/api/board'
import { usePrefs } from '@/app/prefs'
import { ErrorNote } from '@/components/ErrorNote'
import { useCut } from '@/cut/useCut'
import { nameIn, wordsIn } from './result'

const KINDS = ['part', 'system', 'software', 'service', 'testing', 'fund', 'incubator']
const SUPPLY = ['firm', 'city', 'kind', 'text', 'code', 'yuan', 'units', 'days', 'certificates', 'lon', 'lat'] as const
const FLOW = ['material', 'unit', 'quantity', 'text', 'temperature_c', 'return_c', 'energy_gj_per_unit', 'q_purity_percent', 'q_pressure_bar', 'q_moisture_percent', 'q_cod_mg_per_l', 'q_tds_mg_per_l'] as const
const OFFER = ['effort_yuan_per_unit', 'disposal_yuan_per_unit', 'price_yuan_per_unit'] as const
const NEED = ['today_yuan_per_unit', 'today_co2_kg_per_unit', 'today_energy_gj_per_unit'] as const
const MUST = new Set(['firm', 'city', 'kind', 'material', 'unit', 'quantity', 'today_yuan_per_unit', 'today_co2_kg_per_unit'])
const WORDS = new Set(['firm', 'city', 'kind', 'text', 'code', 'certificates', 'material', 'unit'])
const NEW = ' new'

/** One offer or need from a form; the contact stays with the server until both sides agreed. */
export function EntryForm({ names, done }: { names: readonly WordName[]; done: () => void }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { region } = useCut()
  const [family, setFamily] = useState<'symbiosis' | 'supply'>('supply')
  const [side, setSide] = useState<'offer' | 'need'>('need')
  const [cells, setCells] = useState<Record<string, string>>({})
  const [partner, setPartner] = useState<string | null>(null)
  const [own, setOwn] = useState<Record<string, string>>({})
  const [contact, setContact] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const network = useNetwork(region.id, '')
  const word = wordsIn(names, language)
  const materials = names.map(one => one.code).filter(code => !code.startsWith('q_') && !KINDS.includes(code))
  const fields: readonly string[] = family === 'supply' ? SUPPLY : [...FLOW, ...(side === 'offer' ? OFFER : NEED)]
  const filled = (name: string) => (cells[name] ?? '').trim() !== ''
  const partnerReady = family === 'supply' || (partner !== null && (partner !== NEW || ((own.id ?? '').trim() !== '' && (own.name ?? '').trim() !== '')))
  const wrong = (name: string) => !WORDS.has(name) && filled(name) && !Number.isFinite(Number(cells[name]))
  const ready = partnerReady && fields.every(name => (!MUST.has(name) || filled(name)) && !wrong(name))
  const send = async () => {
    setBusy(true)
    setError(null)
    const kept = Object.fromEntries(fields.filter(filled).map(name => [name, cells[name] ?? '']))
    try {
      await enterEntry(region.id, {
        family,
        side,
        cells: family === 'supply' ? kept : { ...kept, partner: (partner === NEW ? own.id : partner) ?? '' },
        partner: family === 'symbiosis' && partner === NEW ? own : null,
        contact: contact || null,
      })
      done()
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  const set = (name: string) => (value: string) => setCells({ ...cells, [name]: value })
  return (
    <form
      className="ex-form"
      aria-label={t('exchange.enter')}
      onSubmit={event => {
        event.preventDefault()
        if (ready) void send()
      }}
    >
      <div className="ex-form-head">
        <Segmented aria-label={t('exchange.family')} value={family} onChange={setFamily} options={(['supply', 'symbiosis'] as const).map(one => ({ value: one, label: t(`exchange.family.${one}`) }))} />
        <Segmented aria-label={t('exchange.side')} value={side} onChange={setSide} options={(['need', 'offer'] as const).map(one => ({ value: one, label: t(`exchange.side.${one}`) }))} />
      </div>
      {family === 'symbiosis' ? (
        <>
          <Field label={t('column.partner')} must>
            {id => (
              <Select
                id={id}
                showSearch
                optionFilterProp="label"
                value={partner}
                onChange={setPartner}
                options={[{ value: NEW, label: t('exchange.newPartner') }, ...(network.data?.partners ?? []).map(one => ({ value: one.id, label: nameIn(one.name, language) }))]}
              />
            )}
          </Field>
          {partner === NEW
            ? ['id', 'name', 'city', 'lon', 'lat'].map(name => (
                <Field key={name} label={t(`column.${name}`)} must={name === 'id' || name === 'name'}>
                  {id => <Input id={id} value={own[name] ?? ''} onChange={event => setOwn({ ...own, [name]: event.target.value })} />}
                </Field>
              ))
            : null}
        </>
      ) : null}
      {fields.map(name => (
        <Field key={name} label={name.startsWith('q_') ? word(name) : t(`column.${name}`)} must={MUST.has(name)} wide={name === 'text'}>
          {id =>
            name === 'kind' || name === 'material' ? (
              <Select id={id} showSearch optionFilterProp="label" value={cells[name] ?? null} onChange={set(name)} options={(name === 'kind' ? KINDS : materials).map(code => ({ value: code, label: word(code) }))} />
            ) : (
              <Input id={id} value={cells[name] ?? ''} status={wrong(name) ? 'error' : undefined} inputMode={WORDS.has(name) ? 'text' : 'decimal'} maxLength={name === 'text' ? 1000 : 120} onChange={event => set(name)(event.target.value)} />
            )
          }
        </Field>
      ))}
      <Field label={t('exchange.contact')} wide hint={t('exchange.contactHint')}>
        {id => <Input id={id} value={contact} maxLength={300} onChange={event => setContact(event.target.value)} />}
      </Field>
      <div className="ex-form-foot">
        <Button type="primary" htmlType="submit" loading={busy} disabled={!ready}>
          {t('exchange.put')}
        </Button>
        <Button onClick={done}>{t('app.cancel')}</Button>
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </form>
  )
}

function Field({ label, must = false, wide = false, hint, children }: { label: string; must?: boolean; wide?: boolean; hint?: string; children: (id: string) => React.ReactNode }) {
  const id = useId()
  return (
    <div className="ex-field" data-wide={wide || undefined}>
      <label htmlFor={id}>
        {label}
        {must ? <span aria-hidden="true"> *</span> : null}
      </label>
      {children(id)}
      {hint ? <small>{hint}</small> : null}
    </div>
  )
}
