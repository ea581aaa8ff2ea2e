import { Button, Checkbox, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNote } from './ErrorNote'

/** A year in four digits. */
export const YEAR = /^\d{4}$/

/** Longest name of a table, in characters. */
const NAME_MAX = 120

export interface BringFormProps {
  /** What the form brings in. */
  label: string
  /** What the table holds: its files or its text, and how it is to be read. */
  children: ReactNode
  /** What else is to be said about it, after its year. */
  further?: ReactNode
  /** The year that stands there at first. */
  year?: string
  /** A table of no stated year is refused. */
  yearNeeded?: boolean
  /** What is brought in has no name, year, origin or terms of its own: only whether it is invented is asked. */
  nameless?: boolean
  /** Something to send is there. */
  filled: boolean
  /** Adds what `children` and `further` hold to what is sent. */
  fill: (form: FormData) => void
  /** Sends it; what it throws is shown. */
  send: (form: FormData) => Promise<void>
}

/** Brings a table in: what it holds, its name and year, where it comes from and on which terms. Nothing is sent without a name and an origin. */
export function BringForm({ label, children, further, year: first = '', yearNeeded = false, nameless = false, filled, fill, send }: BringFormProps) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [year, setYear] = useState(first)
  const [source, setSource] = useState('')
  const [licence, setLicence] = useState('')
  const [synthetic, setSynthetic] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const ready = filled && (nameless || (name.trim() !== '' && (synthetic || source.trim() !== '') && (YEAR.test(year) || (year === '' && !yearNeeded))))
  const submit = async () => {
    const form = new FormData()
    for (const [key, value] of Object.entries({ ...(nameless ? {} : { name, year, source, licence }), synthetic: String(synthetic) })) form.append(key, value)
    fill(form)
    setBusy(true)
    setError(null)
    try {
      await send(form)
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="bring-form"
      aria-label={label}
      onSubmit={event => {
        event.preventDefault()
        if (ready && !busy) void submit()
      }}
    >
      {children}
      {nameless ? null : (
        <>
          <label>
            <span>{t('whose.name')}</span>
            <Input value={name} maxLength={NAME_MAX} onChange={event => setName(event.target.value)} />
          </label>
          <label>
            <span>{t('whose.year')}</span>
            <Input value={year} inputMode="numeric" maxLength={4} onChange={event => setYear(event.target.value)} />
          </label>
          {further}
          <label>
            <span>{t('whose.origin')}</span>
            <Input value={source} onChange={event => setSource(event.target.value)} />
          </label>
          <label>
            <span>{t('whose.licence')}</span>
            <Input value={licence} onChange={event => setLicence(event.target.value)} />
          </label>
        </>
      )}
      <Checkbox checked={synthetic} onChange={event => setSynthetic(event.target.checked)}>
        {t('whose.isSynthetic')}
      </Checkbox>
      <div className="bring-send">
        <Button type="primary" htmlType="submit" loading={busy} disabled={!ready}>
          {t('whose.bring')}
        </Button>
        {ready || busy || nameless ? null : <small>{t('bring.needed')}</small>}
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </form>
  )
}
