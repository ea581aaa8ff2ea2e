import { Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ApiError } from '@/api/client'
import { CONTRACTS_TEMPLATE, type ContractRow, type ContractsTaken, removeContract, sendContracts, useContracts } from '@/api/contracts'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import './contracts.css'

/** Contracts and certificates: what market-based figures are worked out with, and how much of each is used. */
export function ContractsPanel({ may, onSent }: { may: boolean; onSent: () => void }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const { data, error, refetch } = useContracts(region.id)
  const again = () => {
    void refetch()
    onSent()
  }
  return (
    <div className="contracts">
      <p className="muted">{t('contracts.what')}</p>
      {may ? <Upload onSent={again} /> : null}
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data?.pending ? <p className="note">{t('contracts.pending')}</p> : null}
      {data && data.rows.length === 0 && data.factors.length === 0 ? <p className="muted">{t('contracts.none')}</p> : null}
      {data && data.rows.length > 0 ? <Instruments rows={data.rows} may={may} onGone={again} /> : null}
      {data && data.factors.length > 0 ? <Factors rows={data.factors} may={may} onGone={again} /> : null}
    </div>
  )
}

type Sent = { busy: boolean; taken: ContractsTaken | null; failure: ApiError | null }

function Upload({ onSent }: { onSent: () => void }) {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const format = useFormat()
  const input = useId()
  const [over, setOver] = useState(false)
  const [{ busy, taken, failure }, set] = useState<Sent>({ busy: false, taken: null, failure: null })
  const send = async (file: File | undefined) => {
    if (!file || busy) return
    set({ busy: true, taken: null, failure: null })
    try {
      const answer = await sendContracts(region.id, file)
      set({ busy: false, taken: answer, failure: null })
    } catch (cause) {
      set({ busy: false, taken: null, failure: cause instanceof ApiError ? cause : new ApiError(0, null) })
    }
    onSent()
  }
  return (
    <>
      <div className="upload-choose">
        <label className="upload-drop" htmlFor={input} data-over={over || undefined} data-busy={busy || undefined}>
          <input
            id={input}
            type="file"
            className="upload-input"
            accept=".csv,.tsv,.txt,.xlsx,.gz"
            disabled={busy}
            onChange={(event) => {
              const file = event.target.files?.[0]
              void send(file)
              // The same file, mended, may be chosen again.
              event.target.value = ''
            }}
            onDragEnter={() => setOver(true)}
            onDragLeave={() => setOver(false)}
            onDrop={() => setOver(false)}
          />
          <Icon name="data" size={22} />
          <span>
            <strong>{t('contracts.drop')}</strong>
            <small>{t('contracts.formats')}</small>
          </span>
        </label>
        <a className="contracts-template" href={CONTRACTS_TEMPLATE} download="contracts.csv">
          <Icon name="download" size={16} /> {t('contracts.template')}
        </a>
      </div>
      {failure ? (
        <div className="note note-error" role="alert">
          <strong>{t(`error.${failure.code}`, { ...failure.params, defaultValue: failure.message })}</strong>
          {failure.code === 'refused' ? <p>{failure.message}</p> : null}
        </div>
      ) : null}
      {taken ? (
        <p className={taken.refused ? 'note note-error' : 'note'} role="status">
          {taken.refused ? t('contracts.refused') : t('contracts.taken', { n: format.count(taken.instruments), factors: format.count(taken.factors) })}
          {taken.findings > 0 ? (
            <>
              {' '}
              <Link to={hrefOf('/findings', { tab: 'imports', import: String(taken.import) })}>{t('data.toFindings', { n: format.count(taken.findings) })}</Link>
            </>
          ) : null}
        </p>
      ) : null}
    </>
  )
}

/** kWh as people say them. */
function useEnergy() {
  const format = useFormat()
  return (kwh: number) => {
    const mega = Math.abs(kwh) >= 1000
    return `${format.full(mega ? kwh / 1000 : kwh, 0)} ${format.unit(mega ? 'MWh' : 'kWh')}`
  }
}

function Instruments({ rows, may, onGone }: { rows: readonly ContractRow[]; may: boolean; onGone: () => void }) {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const format = useFormat()
  const label = useLabel()
  const energy = useEnergy()
  return (
    // Scrolls sideways on a phone, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="data-table" tabIndex={0} role="region" aria-label={t('contracts.instruments')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('contracts.instrument')}</th>
            <th scope="col">{t('contracts.enterprise')}</th>
            <th scope="col" data-numeric>
              {t('contracts.volume')}
            </th>
            <th scope="col">{t('contracts.used')}</th>
            <th scope="col" data-numeric>
              {t('contracts.left')}
            </th>
            <th scope="col">{t('contracts.valid')}</th>
            <th scope="col" data-numeric>
              kg CO₂e/kWh
            </th>
            <th scope="col">{t('contracts.state')}</th>
            {may ? <th scope="col" aria-label={t('contracts.remove')} /> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={`${one.id} ${one.enterprise.code}`}>
              <th scope="row">
                <span className="data-file">{one.id}</span>
                <small>
                  {t(`contracts.kind.${one.kind}`)} · {one.source}
                  {one.hourly ? ` · ${t('contracts.hourly')}` : ''}
                </small>
              </th>
              <td>
                <Link to={hrefOf('/meters', { enterprise: one.enterprise.code })}>{label(one.enterprise.name) || one.enterprise.code}</Link>
              </td>
              <td data-numeric>{one.volume_kwh === null ? t('contracts.all') : energy(one.volume_kwh)}</td>
              <td className="contracts-used">
                {energy(one.used_kwh)}
                {one.volume_kwh ? <progress max={one.volume_kwh} value={one.used_kwh} aria-label={t('contracts.usedOf', { id: one.id })} /> : null}
              </td>
              <td data-numeric>{one.left_kwh === null ? '–' : energy(one.left_kwh)}</td>
              <td className="contracts-time">
                {format.period(one.valid)}
                {one.vintage === one.valid ? null : <small>{t('contracts.vintage', { period: format.period(one.vintage) })}</small>}
              </td>
              <td data-numeric>{format.exact(one.factor_kg_per_kwh)}</td>
              <td>
                {one.refused ? (
                  <span className="contracts-refused">
                    {t('contracts.notUsed')}
                    <small>{t(`reason.contract.${one.refused}`)}</small>
                  </span>
                ) : (
                  t(one.left_kwh === 0 ? 'contracts.usedUp' : 'contracts.inUse')
                )}
              </td>
              {may ? (
                <td>
                  <Remove name={one.id} gone={() => removeContract(region.id, { id: one.id, enterprise: one.enterprise.code }).then(onGone)} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Factors({ rows, may, onGone }: { rows: readonly { kind: string; market: string; valid: string; factor_kg_per_kwh: number; source: string }[]; may: boolean; onGone: () => void }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  return (
    <>
      <h3>{t('contracts.factors')}</h3>
      {/* Scrolls sideways on a phone, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="data-table" tabIndex={0} role="region" aria-label={t('contracts.factors')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('contracts.factor')}</th>
              <th scope="col">{t('contracts.market')}</th>
              <th scope="col">{t('contracts.valid')}</th>
              <th scope="col" data-numeric>
                kg CO₂e/kWh
              </th>
              <th scope="col">{t('contracts.source')}</th>
              {may ? <th scope="col" aria-label={t('contracts.remove')} /> : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={`${one.kind} ${one.market} ${one.valid}`}>
                <th scope="row">{t(`contracts.kind.${one.kind}`)}</th>
                <td>{one.market}</td>
                <td>{format.period(one.valid)}</td>
                <td data-numeric>{format.exact(one.factor_kg_per_kwh)}</td>
                <td>{one.source}</td>
                {may ? (
                  <td>
                    <Remove name={`${t(`contracts.kind.${one.kind}`)} ${one.market} ${one.valid}`} gone={() => removeContract(region.id, { kind: one.kind, market: one.market, valid: one.valid }).then(onGone)} />
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Asks once more before it takes a row out. */
function Remove({ name, gone }: { name: string; gone: () => Promise<void> }) {
  const { t } = useTranslation()
  const [sure, setSure] = useState(false)
  const [failed, setFailed] = useState(false)
  if (!sure)
    return (
      <button type="button" className="bare" aria-label={t('contracts.removeOne', { name })} title={t('contracts.remove')} onClick={() => setSure(true)}>
        <Icon name="close" size={16} />
      </button>
    )
  return (
    <Button size="small" danger title={failed ? t('error.http') : undefined} onBlur={() => setSure(false)} onClick={() => void gone().catch(() => setFailed(true))}>
      {t('contracts.remove')}
    </Button>
  )
}
