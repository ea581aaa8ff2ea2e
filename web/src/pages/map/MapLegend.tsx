import { useTranslation } from 'react-i18next'
import { Icon } from '@/components/Icon'
import { Pop } from '@/components/Pop'
import { useFormat } from '@/format/useFormat'
import { circleRadius } from './geometry'
import type { ClassEntry } from './series'
import { METHODS, type Method } from './useMapData'

/** Classes from high to low with the number of places in each; what is missing has an entry of its own. */
export function MapLegend({ title, unit, counts, colours, figure, method, onMethod }: {
  title: string
  unit: string
  counts: { classes: ClassEntry[]; missing: number }
  colours: readonly string[]
  figure: (value: number | null) => string
  method: Method
  onMethod: (method: string) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="map-legend" role="group" aria-label={t('map.legend')}>
      <div className="map-legend-head">
        <strong>{title}</strong>
        <span>{unit}</span>
      </div>
      <ol className="map-classes">
        {counts.classes.toReversed().map(entry => (
          <li key={entry.class} data-empty={entry.count === 0 || undefined}>
            <span className="map-swatch" style={{ background: colours[entry.class] }} aria-hidden="true" />
            <span className="map-range">
              {figure(entry.from)}
              {figure(entry.from) === figure(entry.to) ? '' : ` – ${figure(entry.to)}`}
            </span>
            <span className="map-count" aria-label={t('map.countOf', { n: format.count(entry.count) })}>
              {format.count(entry.count)}
            </span>
          </li>
        ))}
        {counts.missing > 0 ? (
          <li>
            <span className="map-swatch map-swatch-missing" aria-hidden="true" />
            <span className="map-range">{t('map.missing')}</span>
            <span className="map-count" aria-label={t('map.countOf', { n: format.count(counts.missing) })}>
              {format.count(counts.missing)}
            </span>
          </li>
        ) : null}
      </ol>
      <Pop
        label={t('map.methodNow', { method: t(`map.method.${method}`) })}
        className="map-method"
        button={
          <>
            {t(`map.method.${method}`)}
            <Icon name="down" size={14} />
          </>
        }
      >
        {close => (
          <ul className="menu">
            {METHODS.map(id => (
              <li key={id}>
                <button
                  type="button"
                  className="menu-item"
                  aria-current={id === method || undefined}
                  onClick={() => {
                    onMethod(id)
                    close()
                  }}
                >
                  <span className="menu-grow">
                    {t(`map.method.${id}`)}
                    <small>{t(`map.methodHint.${id}`)}</small>
                  </span>
                  {id === method ? <Icon name="check" size={16} /> : null}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Pop>
    </div>
  )
}

/** Sizes of circles, and what their colours mean. */
export function PointLegend({ title, unit, largest, figure, fields, unplaced }: {
  title: string
  unit: string
  largest: number
  figure: (value: number | null) => string
  fields: { id: string; count: number }[]
  unplaced: number
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const steps = [largest, largest / 4, largest / 20]
  const top = circleRadius(largest, largest)
  const height = top * 2 + 12
  return (
    <div className="map-legend" role="group" aria-label={t('map.legend')}>
      <div className="map-legend-head">
        <strong>{title}</strong>
        <span>{unit}</span>
      </div>
      <svg className="map-sizes" width={top * 2 + 92} height={height} role="img" aria-label={t('map.sizes', { values: steps.map(figure).join(', '), unit })}>
        {steps.map(step => {
          const r = circleRadius(step, largest)
          const y = height - 2 - r * 2
          return (
            <g key={step}>
              <circle cx={top + 2} cy={height - 2 - r} r={r} fill="none" stroke="var(--ink-2)" />
              <path d={`M${top + 2} ${y}H${top * 2 + 14}`} stroke="var(--line-strong)" strokeDasharray="2 2" />
              <text x={top * 2 + 18} y={y + 4} className="map-size-text">
                {figure(step)}
              </text>
            </g>
          )
        })}
      </svg>
      <ol className="map-classes">
        {fields.map(field => (
          <li key={field.id}>
            <span className="map-swatch map-swatch-round" style={{ background: `var(--field-${field.id})` }} aria-hidden="true" />
            <span className="map-range">{t(`field.${field.id}`)}</span>
            <span className="map-count" aria-label={t('map.countOf', { n: format.count(field.count) })}>
              {format.count(field.count)}
            </span>
          </li>
        ))}
      </ol>
      {unplaced > 0 ? <p className="map-unplaced">{t('map.unplaced', { n: format.count(unplaced) })}</p> : null}
    </div>
  )
}
