import { Button, Input, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { addMember, makeOrganisation, makePartnership, type Organisation, type OrganisationKind, useOrganisations, usePartnerships } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { useCut } from '@/cut/useCut'
import { useLabel } from '@/i18n'
import { ROLES } from './plan'

/** Makes organisations and, of two of them, a partnership. An administrator's work. */
export function MakePair({ reference, close }: { reference: string | null; close: () => void }) {
  const { t } = useTranslation()
  const label = useLabel()
  const navigate = useNavigate()
  const { hrefOf } = useCut()
  const id = useId()
  const organisations = useOrganisations()
  const [from, setFrom] = useState(reference)
  const [leads, setLeads] = useState<{ a: string; b: string }>({ a: '', b: '' })
  const [adding, setAdding] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const documents = usePartnerships().data?.reference ?? []
  const pair = documents.find(one => one.id === from) ?? null
  const list = organisations.data ?? []
  const ready = leads.a !== '' && leads.b !== '' && leads.a !== leads.b
  const city = (which: 'a' | 'b') => (pair ? (which === 'a' ? pair.european.name : pair.chinese.name) : list.find(one => one.id === leads[which])?.city)
  const country = (which: 'a' | 'b') => (pair ? { country: which === 'a' ? pair.country : 'CN' } : {})
  const make = async () => {
    setBusy(true)
    setError(null)
    try {
      const made = await makePartnership({ ...(pair ? { reference: pair.id, since_year: pair.year } : {}), a: { lead: leads.a, city: city('a'), ...country('a') }, b: { lead: leads.b, city: city('b'), ...country('b') } })
      void navigate(hrefOf(`/partnerships/${made.id}`))
    } catch (cause) {
      setError(cause)
      setBusy(false)
    }
  }
  const lead = (which: 'a' | 'b') => {
    const name = pair ? t('pair.leadOf', { city: label(which === 'a' ? pair.european.name : pair.chinese.name) }) : t(which === 'a' ? 'pair.leadFirst' : 'pair.leadSecond')
    return (
      <div className="pair-form-row">
        <label htmlFor={`${id}-${which}`}>{name}</label>
        <Select
          id={`${id}-${which}`}
          aria-label={name}
          value={leads[which] || undefined}
          loading={organisations.isPending}
          showSearch={{ optionFilterProp: 'label' }}
          options={list.map(one => ({ value: one.id, label: `${label(one.name)} · ${label(one.city)}${one.remote ? ` · ${t('pair.remote')}` : ''}` }))}
          onChange={next => setLeads({ ...leads, [which]: next })}
        />
      </div>
    )
  }
  return (
    <Modal
      open
      width={560}
      onCancel={close}
      title={t('pair.make')}
      closable={{ 'aria-label': t('app.close') }}
      footer={
        <div className="pair-form-foot">
          <span className="pair-gap" />
          <Button onClick={close}>{t('app.cancel')}</Button>
          <Button type="primary" disabled={!ready} loading={busy} onClick={() => void make()}>
            {t('pair.make')}
          </Button>
        </div>
      }
    >
      <div className="pair-form">
        <div className="pair-form-row">
          <label htmlFor={`${id}-reference`}>{t('pair.fromDocuments')}</label>
          <Select id={`${id}-reference`} aria-label={t('pair.fromDocuments')} allowClear value={from ?? undefined} placeholder={t('pair.ofOwn')} options={documents.map(one => ({ value: one.id, label: `${label(one.european.name)} – ${label(one.chinese.name)}` }))} onChange={(next: string | undefined) => setFrom(next ?? null)} />
        </div>
        {lead('a')}
        {lead('b')}
        {adding ? (
          <NewOrganisation done={() => setAdding(false)} />
        ) : (
          <Button onClick={() => setAdding(true)}>{t('pair.newOrganisation')}</Button>
        )}
        {list.length > 0 ? <Members list={list.filter(one => !one.remote)} /> : null}
        {organisations.error ? <ErrorNote error={organisations.error} /> : null}
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </Modal>
  )
}

/** A name of which one language may be left out. */
const both = (en: string, zh: string) => ({ en: en.trim() || zh.trim(), zh: zh.trim() || en.trim() })

function NewOrganisation({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const { regions } = useCut()
  const label = useLabel()
  const id = useId()
  const [form, setForm] = useState({ id: '', en: '', zh: '', city_en: '', city_zh: '', kind: 'government' as OrganisationKind, region: '', place: '', remote: false })
  const [error, setError] = useState<unknown>(null)
  const set = (patch: Partial<typeof form>) => setForm({ ...form, ...patch })
  const ready = /^[a-z0-9-]{1,40}$/.test(form.id) && (form.en + form.zh).trim() !== '' && (form.city_en + form.city_zh).trim() !== ''
  const make = async () => {
    setError(null)
    try {
      await makeOrganisation({ id: form.id, name: both(form.en, form.zh), city: both(form.city_en, form.city_zh), kind: form.kind, remote: form.remote, ...(form.remote || form.region === '' ? {} : { region: form.region, ...(form.place.trim() === '' ? {} : { place: form.place.trim() }) }) })
      done()
    } catch (cause) {
      setError(cause)
    }
  }
  const field = (name: 'id' | 'en' | 'zh' | 'city_en' | 'city_zh' | 'place') => (
    <div className="pair-form-row" data-half>
      <label htmlFor={`${id}-${name}`}>{t(`pair.organisationField.${name}`)}</label>
      <Input id={`${id}-${name}`} value={form[name]} maxLength={120} onChange={event => set({ [name]: event.target.value })} />
    </div>
  )
  return (
    <fieldset className="pair-fieldset">
      <legend>{t('pair.newOrganisation')}</legend>
      {field('en')}
      {field('zh')}
      {field('city_en')}
      {field('city_zh')}
      {field('id')}
      <div className="pair-form-row" data-half>
        <label htmlFor={`${id}-kind`}>{t('pair.field.role')}</label>
        <Select id={`${id}-kind`} aria-label={t('pair.field.role')} value={form.kind} options={ROLES.map(one => ({ value: one, label: t(`pair.role.${one}`) }))} onChange={next => set({ kind: next })} />
      </div>
      <div className="pair-form-row" data-half>
        <label htmlFor={`${id}-region`}>{t('pair.ledger')}</label>
        <Select
          id={`${id}-region`}
          aria-label={t('pair.ledger')}
          value={form.remote ? 'remote' : form.region}
          options={[{ value: '', label: t('pair.noLedger') }, ...regions.map(one => ({ value: one.id, label: label(one.name) })), { value: 'remote', label: t('pair.remote') }]}
          onChange={next => set(next === 'remote' ? { remote: true, region: '' } : { remote: false, region: next })}
        />
      </div>
      {form.region === '' ? null : field('place')}
      {error ? <ErrorNote error={error} /> : null}
      <Button disabled={!ready} onClick={() => void make()}>
        {t('pair.save')}
      </Button>
    </fieldset>
  )
}

/** Puts a user into an organisation; he leaves the one he was in. */
function Members({ list }: { list: readonly Organisation[] }) {
  const { t } = useTranslation()
  const label = useLabel()
  const id = useId()
  const [user, setUser] = useState('')
  const [organisation, setOrganisation] = useState('')
  const [said, setSaid] = useState('')
  const [error, setError] = useState<unknown>(null)
  const add = async () => {
    setError(null)
    setSaid('')
    try {
      await addMember(organisation, user.trim())
      setSaid(t('pair.memberAdded', { user: user.trim() }))
      setUser('')
    } catch (cause) {
      setError(cause)
    }
  }
  return (
    <fieldset className="pair-fieldset">
      <legend>{t('pair.members')}</legend>
      <div className="pair-form-row" data-half>
        <label htmlFor={`${id}-user`}>{t('pair.user')}</label>
        <Input id={`${id}-user`} value={user} autoComplete="off" onChange={event => setUser(event.target.value)} />
      </div>
      <div className="pair-form-row" data-half>
        <label htmlFor={`${id}-of`}>{t('pair.organisation')}</label>
        <Select id={`${id}-of`} aria-label={t('pair.organisation')} value={organisation || undefined} options={list.map(one => ({ value: one.id, label: label(one.name) }))} onChange={setOrganisation} />
      </div>
      <Button disabled={user.trim() === '' || organisation === ''} onClick={() => void add()}>
        {t('pair.addMember')}
      </Button>
      {said ? <p role="status">{said}</p> : null}
      {error ? <ErrorNote error={error} /> : null}
    </fieldset>
  )
}
