import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { acceptKey, exportFile, type FileTaken, importFile, type Partnership, revokeKey, useExchanges, useOrganisations, usePartnerKey, usePartnerKeys } from '@/api/partners'
import { saveBlob } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { ScrollTable } from '@/components/ScrollTable'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'

const DIGITS = /(.{4})(?=.)/g

/** Two installations that exchange by signed files: out, in, and whose keys are believed. */
export function FilesTab({ pair, operator }: { pair: Partnership; operator: boolean }) {
  const { t } = useTranslation()
  const may = operator || pair.role_here === 'lead'
  return (
    <div className="pair-body">
      <p className="muted">{t('pair.filesWhat')}</p>
      {may ? <Move pair={pair} /> : <p className="note">{t('pair.filesOnlyLead')}</p>}
      {pair.role_here === 'none' ? null : <Exchanges pair={pair} />}
      {operator ? <Keys /> : null}
    </div>
  )
}

function Move({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const format = useFormat()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [taken, setTaken] = useState<FileTaken | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [sending, setSending] = useState(false)
  const send = async () => {
    setSending(true)
    setError(null)
    try {
      saveBlob(await exportFile(pair.id), `${pair.id}.json`)
    } catch (cause) {
      setError(cause)
    }
    setSending(false)
  }
  const take = async (file: File | undefined) => {
    if (!file || busy) return
    setBusy(true)
    setError(null)
    setTaken(null)
    try {
      const text = await file.text()
      setTaken(await importFile(pair.id, text))
    } catch (cause) {
      setError(cause)
    }
    setBusy(false)
  }
  return (
    <>
      <div className="pair-files">
        <Button loading={sending} onClick={() => void send()}>
          {t('pair.exportFile')}
        </Button>
        <label className="upload-drop" htmlFor={id} data-busy={busy || undefined}>
          <input
            id={id}
            type="file"
            className="upload-input"
            accept=".json,application/json"
            disabled={busy}
            onChange={event => {
              void take(event.target.files?.[0])
              // The same file may be chosen again.
              event.target.value = ''
            }}
          />
          <Icon name="data" size={22} />
          <span>
            <strong>{t('pair.importFile')}</strong>
            <small>{t('pair.importHint')}</small>
          </span>
        </label>
      </div>
      {taken ? (
        <p className="note" role="status">
          {t('pair.taken', { sequence: format.count(taken.sequence), put: format.count(taken.items_put), removed: format.count(taken.items_removed), acts: format.count(taken.acts), figures: format.count(taken.figures), documents: format.count(taken.documents) })}
        </p>
      ) : null}
      {error ? <ErrorNote error={error} /> : null}
    </>
  )
}

function Exchanges({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data, error, refetch } = useExchanges(pair.id)
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data || data.length === 0) return data ? <p className="muted">{t('pair.noExchanges')}</p> : null
  return (
    <section className="pair-section">
      <h2>{t('pair.exchanges')}</h2>
      <ScrollTable label={t('pair.exchanges')}>
        <thead>
          <tr>
            <th scope="col">{t('pair.when')}</th>
            <th scope="col">{t('pair.direction')}</th>
            <th scope="col" data-numeric>
              {t('pair.sequence')}
            </th>
            <th scope="col">{t('pair.who')}</th>
            <th scope="col">{t('pair.fingerprint')}</th>
          </tr>
        </thead>
        <tbody>
          {data.map(one => (
            <tr key={`${one.direction} ${one.sequence} ${one.at}`}>
              <th scope="row" className="data-when">
                {timeText(one.at, format.language)}
              </th>
              <td>{t(`pair.${one.direction === 'in' ? 'fileIn' : 'fileOut'}`)}</td>
              <td data-numeric>{format.count(one.sequence)}</td>
              <td>{one.by ?? '–'}</td>
              <td>
                <code>{one.fingerprint.slice(0, 16)}…</code>
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}

function Keys() {
  const { t } = useTranslation()
  const label = useLabel()
  const format = useFormat()
  const id = useId()
  const own = usePartnerKey(true)
  const keys = usePartnerKeys(true)
  const organisations = useOrganisations()
  const [form, setForm] = useState({ public_key: '', fingerprint: '', organisation: '' })
  const [error, setError] = useState<unknown>(null)
  const remote = (organisations.data ?? []).filter(one => one.remote)
  const ready = /^[0-9a-f]+$/i.test(form.public_key) && form.fingerprint.trim() !== '' && form.organisation !== ''
  const run = async (what: Promise<void>) => {
    setError(null)
    try {
      await what
      setForm({ public_key: '', fingerprint: '', organisation: '' })
    } catch (cause) {
      setError(cause)
    }
  }
  return (
    <section className="pair-section">
      <h2>{t('pair.keys')}</h2>
      {own.data ? (
        <dl className="pair-key">
          <div>
            <dt>{t('pair.ownFingerprint')}</dt>
            <dd>
              <code>{own.data.fingerprint.replaceAll(DIGITS, '$1 ')}</code>
            </dd>
          </div>
          <div>
            <dt>{t('pair.ownKey')}</dt>
            <dd>
              <code>{own.data.public_key}</code>
            </dd>
          </div>
        </dl>
      ) : own.error ? (
        <ErrorNote error={own.error} />
      ) : null}
      <p className="muted">{t('pair.keysWhat')}</p>
      {keys.data && keys.data.length > 0 ? (
        <ScrollTable label={t('pair.keys')}>
          <thead>
            <tr>
              <th scope="col">{t('pair.organisation')}</th>
              <th scope="col">{t('pair.fingerprint')}</th>
              <th scope="col">{t('pair.accepted')}</th>
              <th scope="col">{t('pair.keyState')}</th>
            </tr>
          </thead>
          <tbody>
            {keys.data.map(one => (
              <tr key={one.fingerprint}>
                <th scope="row">{one.organisation ?? '–'}</th>
                <td>
                  <code>{one.fingerprint.slice(0, 16)}…</code>
                </td>
                <td className="data-when">
                  {timeText(one.accepted_at, format.language)}
                  <small>{one.by}</small>
                </td>
                <td>
                  {one.revoked_at ? (
                    t('pair.revoked', { date: timeText(one.revoked_at, format.language) })
                  ) : (
                    <Button size="small" danger onClick={() => void run(revokeKey(one.fingerprint))}>
                      {t('pair.revoke')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      ) : null}
      <form
        className="pair-send"
        aria-label={t('pair.acceptKey')}
        onSubmit={event => {
          event.preventDefault()
          if (ready) void run(acceptKey({ public_key: form.public_key.trim(), fingerprint: form.fingerprint.replaceAll(/\s/g, ''), organisation: form.organisation }))
        }}
      >
        <div>
          <label htmlFor={`${id}-organisation`}>{t('pair.organisation')}</label>
          <Select id={`${id}-organisation`} aria-label={t('pair.organisation')} value={form.organisation || undefined} options={remote.map(one => ({ value: one.id, label: label(one.name) }))} onChange={next => setForm({ ...form, organisation: next })} notFoundContent={t('pair.noRemote')} />
        </div>
        <div>
          <label htmlFor={`${id}-key`}>{t('pair.theirKey')}</label>
          <Input id={`${id}-key`} value={form.public_key} onChange={event => setForm({ ...form, public_key: event.target.value })} spellCheck={false} autoComplete="off" />
        </div>
        <div>
          <label htmlFor={`${id}-print`}>{t('pair.theirFingerprint')}</label>
          <Input id={`${id}-print`} value={form.fingerprint} onChange={event => setForm({ ...form, fingerprint: event.target.value })} spellCheck={false} autoComplete="off" />
        </div>
        <Button htmlType="submit" disabled={!ready}>
          {t('pair.acceptKey')}
        </Button>
        {error ? <ErrorNote error={error} /> : null}
      </form>
    </section>
  )
}
