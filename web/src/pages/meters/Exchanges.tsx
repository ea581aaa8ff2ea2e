import { Button, Input, InputNumber, Popconfirm, Segmented } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import { useSession } from '@/api/queries'
import { exchange, type MeterExchange, type MeterRow, takeBackExchange } from '@/api/readings'
import { MAY_IMPORT } from '@/app/roles'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'

const KINDS = ['exchange', 'reset'] as const

/** When a register went on from another figure, and the way to say so. */
export function Exchanges({ meter, known }: { meter: MeterRow; known: readonly MeterExchange[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const session = useSession()
  const { region } = useCut()
  const [open, setOpen] = useState(false)
  const [going, setGoing] = useState<string | null>(null)
  const [failure, setFailure] = useState<ApiError | null>(null)
  const may = session.data?.user?.roles.some((role) => MAY_IMPORT.has(role)) ?? false
  if (meter.register !== 'cumulative' || meter.formula !== null || (known.length === 0 && !may)) return null
  const takeBack = async (at: string) => {
    setGoing(at)
    setFailure(null)
    try {
      await takeBackExchange(region.id, meter.code, at)
    } catch (cause) {
      setFailure(cause instanceof ApiError ? cause : new ApiError(0, null))
    } finally {
      setGoing(null)
    }
  }
  const figure = (value: number | null) => (value === null ? t('reason.no_data') : format.exact(value))
  return (
    <section className="meter-section" aria-labelledby="meter-exchanges">
      <h2 id="meter-exchanges">{t('meters.exchanges')}</h2>
      {known.length > 0 ? (
        <ul className="meter-exchanges">
          {known.map((one) => (
            <li key={one.at}>
              <time dateTime={one.at}>{one.at.slice(0, 16).replace('T', ' ')}</time> {t(`meters.exchange.${one.kind}`)} <span className="muted">{t('meters.exchangeFigures', { last: figure(one.last_old), first: figure(one.first_new) })}</span>
              {may ? (
                <Popconfirm title={t('meters.exchangeTakeBackAsk')} okText={t('meters.exchangeTakeBack')} cancelText={t('app.cancel')} onConfirm={() => takeBack(one.at)}>
                  <Button type="link" size="small" loading={going === one.at} aria-label={`${t('meters.exchangeTakeBack')}: ${one.at.slice(0, 16).replace('T', ' ')}`}>
                    {t('meters.exchangeTakeBack')}
                  </Button>
                </Popconfirm>
              ) : null}
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted">{t('meters.exchangesNone')}</p>
      )}
      {failure ? (
        <p className="note note-error" role="alert">
          {t(`error.${failure.code}`, { ...failure.params, defaultValue: failure.message })}
        </p>
      ) : null}
      {may && !open ? (
        <p>
          <Button onClick={() => setOpen(true)}>{t('meters.exchangeTell')}</Button>
        </p>
      ) : null}
      {may && open ? <Form meter={meter} close={() => setOpen(false)} /> : null}
    </section>
  )
}

function Form({ meter, close }: { meter: MeterRow; close: () => void }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const id = useId()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('exchange')
  const [at, setAt] = useState(meter.last_date ? `${meter.last_date}T12:00` : '')
  const [last, setLast] = useState<number | null>(null)
  const [first, setFirst] = useState<number | null>(0)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiError | null>(null)
  const ready = at !== '' && first !== null && (kind === 'reset' || last !== null)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!ready || first === null) return
    setBusy(true)
    setFailure(null)
    exchange(region.id, meter.code, { at, kind, last_old: last, first_new: first }).then(close, (cause: unknown) => {
      setBusy(false)
      setFailure(cause instanceof ApiError ? cause : new ApiError(0, null))
    })
  }
  return (
    <form className="meter-exchange" onSubmit={send}>
      <Segmented aria-label={t('meters.exchangeTell')} value={kind} onChange={setKind} options={KINDS.map((one) => ({ value: one, label: t(`meters.exchange.${one}`) }))} />
      <label htmlFor={`${id}-at`}>
        {t('meters.exchangeAt')}
        <Input id={`${id}-at`} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
      </label>
      <label htmlFor={`${id}-last`}>
        {t('meters.exchangeLast')}
        <InputNumber id={`${id}-last`} min={0} value={last} onChange={setLast} />
      </label>
      <label htmlFor={`${id}-first`}>
        {t('meters.exchangeFirst')}
        <InputNumber id={`${id}-first`} min={0} value={first} onChange={setFirst} />
      </label>
      <p className="muted">{t('meters.exchangeEffect')}</p>
      {failure ? (
        <p className="note note-error" role="alert">
          {t(`error.${failure.code}`, { ...failure.params, defaultValue: failure.message })}
        </p>
      ) : null}
      <p className="meter-exchange-do">
        <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
          {t('meters.exchangeSend')}
        </Button>
        <Button onClick={close}>{t('app.cancel')}</Button>
      </p>
    </form>
  )
}
