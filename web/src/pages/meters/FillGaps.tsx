import { Button } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import { useSession } from '@/api/queries'
import { fillGaps, type MeterRow, planGaps, type RepairPlan } from '@/api/readings'
import { LoginDialog } from '@/app/parts'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { MAY_DECIDE } from '../cases/roles'

/** Gaps that are listed at once. */
const SHOWN = 12

/** What would be filled into a meter's gaps and how; then, if it is wanted, it is. */
export function FillGaps({ meter, onDay }: { meter: MeterRow; onDay: (date: string) => void }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const session = useSession()
  const [plan, setPlan] = useState<RepairPlan | null>(null)
  const [all, setAll] = useState(false)
  const [busy, setBusy] = useState(false)
  const [login, setLogin] = useState(false)
  const [failure, setFailure] = useState<ApiError | null>(null)
  const user = session.data?.user
  const may = user?.roles.some((role) => MAY_DECIDE.has(role)) ?? false
  // A register's gaps are split between its reads, a formula's are filled in its parts.
  if (meter.register === 'cumulative' || meter.formula) return null
  const ask = async (work: () => Promise<RepairPlan>) => {
    setBusy(true)
    setFailure(null)
    try {
      setPlan(await work())
    } catch (cause) {
      setFailure(cause instanceof ApiError ? cause : new ApiError(0, null))
    }
    setBusy(false)
  }
  const done = plan?.import ?? null
  const fills = plan ? (all ? plan.fills : plan.fills.slice(0, SHOWN)) : []
  const unit = format.unit(meter.unit)
  return (
    <section className="meter-section meter-fill" aria-labelledby="meter-fill">
      <h2 id="meter-fill">{t('fill.title')}</h2>
      <p className="muted">{t('fill.what')}</p>
      {failure ? (
        <p className="note note-error" role="alert">
          {t(`error.${failure.code}`, { ...failure.params, defaultValue: failure.message })}
        </p>
      ) : null}
      {plan ? (
        <p className="meter-fill-answer" role="status">
          {plan.slots === 0 ? t(plan.left > 0 ? 'fill.cannot' : 'fill.none', { n: format.count(plan.left) }) : t(done === null ? 'fill.would' : 'fill.did', { n: format.count(plan.slots), days: format.count(plan.days), amount: `${format.full(plan.amount, 2)} ${unit}` })}
          {plan.slots > 0 && plan.left > 0 ? ` ${t('fill.left', { n: format.count(plan.left) })}` : null}
        </p>
      ) : null}
      {fills.length > 0 ? (
        // Scrolls sideways on a phone, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="data-table" tabIndex={0} role="region" aria-label={t('fill.title')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('fill.from')}</th>
                <th scope="col">{t('fill.to')}</th>
                <th scope="col" data-numeric>
                  {t('fill.slots')}
                </th>
                <th scope="col" data-numeric>
                  {t('meters.amount')} ({unit})
                </th>
                <th scope="col">{t('fill.method')}</th>
              </tr>
            </thead>
            <tbody>
              {fills.map((one) => (
                <tr key={one.from}>
                  <th scope="row">
                    <button type="button" className="bare meter-fill-day" onClick={() => onDay(one.from.slice(0, 10))}>
                      {clock(one.from)}
                    </button>
                  </th>
                  <td>{clock(one.to)}</td>
                  <td data-numeric>{format.count(one.slots)}</td>
                  <td data-numeric>{format.full(one.amount, 2)}</td>
                  <td>{t(`fill.method.${one.method}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <p className="meter-fill-do">
        {plan && plan.fills.length > SHOWN && !all ? <Button onClick={() => setAll(true)}>{t('fill.all', { n: format.count(plan.fills.length) })}</Button> : null}
        {plan && done === null && plan.slots > 0 ? (
          may ? (
            <Button type="primary" loading={busy} onClick={() => void ask(() => fillGaps(region.id, meter.code))}>
              {t('fill.do', { n: format.count(plan.slots) })}
            </Button>
          ) : (
            <Button disabled={Boolean(user)} onClick={() => setLogin(true)}>
              {t('fill.login')}
            </Button>
          )
        ) : (
          <Button loading={busy} onClick={() => void ask(() => planGaps(region.id, meter.code))}>
            {t('fill.look')}
          </Button>
        )}
      </p>
      <Suspense fallback={null}>{login ? <LoginDialog close={() => setLogin(false)} /> : null}</Suspense>
    </section>
  )
}

/** `2026-05-04 00:15` of a moment, as the meter's place has it. */
const clock = (moment: string) => `${moment.slice(0, 10)} ${moment.slice(11, 16)}`
