import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Node } from '@/api/types'
import { useCut } from '@/cut/useCut'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'

type Readings = NonNullable<Node['readings']>

/** What readings make beside their amount, below it: kilograms, and what is missing or estimated. */
export function ReadingsNote({ readings }: { readings: Readings }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { present, slots, estimated } = readings
  return (
    <small className="explain-kg">
      {readings.co2_kg === null ? null : <span>{format.exact(readings.co2_kg)} {format.unit('kg CO2e')}</span>}
      {present < slots ? <span>{t('explain.slots', { present: format.count(present), slots: format.count(slots) })}</span> : null}
      {estimated > 0 ? <span>{t('explain.estimatedN', { n: format.count(estimated) })}</span> : null}
    </small>
  )
}

/** A day opens where its slots are drawn, each with its factor. */
export function DayLink({ readings }: { readings: Readings }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const date = readings.first_date
  if (!readings.meter) return <>{date}</>
  return (
    <Link to={hrefOf(`/meters/${encodeURIComponent(readings.meter.code)}`, { day: date })} aria-label={t('explain.openDay', { date, meter: readings.meter.code })}>
      {date}
    </Link>
  )
}

/** How amounts of meters became what they became: by which factors, in which run, from which versions; and the meters around. */
export function ReadingsFacts({ node, readings, within }: { node: Node; readings: Readings; within: boolean }) {
  const { t } = useTranslation()
  const { setCut } = useCut()
  const format = useFormat()
  const label = useLabel()
  const { related } = readings
  const roles = (['part', 'child', 'parent'] as const).map((role) => [role, related.filter((one) => one.role === role)] as const).filter(([, some]) => some.length > 0)
  // What is said above need not be said again of each meter.
  if (within && !readings.formula && related.length === 0) return null
  return (
    <div className="explain-readings">
      {within ? null : <How node={node} readings={readings} />}
      {readings.formula ? (
        <p>
          {t('meters.formula')} <code className="formula">{readings.formula}</code>
        </p>
      ) : null}
      {roles.map(([role, some]) => (
        <p key={role}>
          {t(`explain.related.${role}`)}{' '}
          {some.map((one, at) => (
            <span key={one.meter.code}>
              {at > 0 ? t('app.comma') : ''}
              {one.factor !== null && one.factor !== 1 ? `${format.exact(one.factor)} × ` : ''}
              <button type="button" className="explain-word" onClick={() => setCut({ explain: one.link })}>
                {label(one.meter.name) || one.meter.code}
              </button>{' '}
              {one.amount === null ? t('reason.no_data') : `${format.exact(one.amount)} ${format.unit(one.unit)}`}
            </span>
          ))}
        </p>
      ))}
    </div>
  )
}

/** How much of it was read, by which factors it was multiplied, and who summed it. */
function How({ node, readings }: { node: Node; readings: Readings }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { run, with_factor: withFactor, amount } = readings
  const unit = format.unit(readings.unit)
  const list = (items: readonly string[]) => items.join(t('app.comma'))
  return (
    <>
      <p>
        {t('explain.slots', { present: format.count(readings.present), slots: format.count(readings.slots) })}
        {readings.estimated > 0 ? `${t('app.comma')}${t('explain.estimatedN', { n: format.count(readings.estimated) })}` : ''}
        {readings.co2_kg === null ? '' : ` · ${format.exact(readings.co2_kg)} ${format.unit('kg CO2e')}`}
        {node.quality ? ` · ${t(`quality.${node.quality}`, { defaultValue: node.quality })}` : ''}
      </p>
      {readings.zones.length > 0 ? (
        <p>
          {t('explain.byHour', { zones: list(readings.zones), sources: list(readings.factor_sources) })}{' '}
          {withFactor !== null && amount !== null && withFactor !== amount ? t('explain.byHourPart', { part: `${format.exact(withFactor)} ${unit}`, whole: `${format.exact(amount)} ${unit}` }) : ''}
        </p>
      ) : null}
      {run ? (
        <p>
          {t('explain.run', { import: run.import, at: timeText(run.at, format.language), readings: run.readings_version ?? '–', factors: run.factors_version ?? '–' })} {run.newer ? <strong>{t('explain.runNewer')}</strong> : null}
        </p>
      ) : null}
    </>
  )
}
