import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Query } from '@/api/client'
import { Figure } from '@/components/Figure'
import { Icon } from '@/components/Icon'
import { Spark } from '@/components/Spark'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useCubeOf } from '../map/useMapData'
import type { Flow, FlowNode } from './fold'
import { isRest } from './fold'
import { isDim, memberOf } from './names'

/** What passes a node: its figure, its years, where it comes from and where it goes. */
export function FlowPanel({ node, flow, raw, nameOf, dimName, shared, unit, quantity, total, onBack, onOpen, onMore, onFold, onOnly, more, years }: {
  node: FlowNode
  flow: Flow
  /** Before folding: what a remainder holds. */
  raw: Flow
  nameOf: (node: FlowNode) => string
  dimName: (dim: string) => string
  shared: Query
  unit: string
  quantity: string
  total: number
  onBack: () => void
  onOpen: (() => void) | null
  /** Shows further nodes of a remainder. */
  onMore: (() => void) | null
  /** Folds what was opened. */
  onFold: (() => void) | null
  /** The flow of this node alone. */
  onOnly: (() => void) | null
  more: number
  years: [number, number]
}) {
  const { t } = useTranslation()
  const { region, cut, hrefOf } = useCut()
  const format = useFormat()
  const back = useRef<HTMLButtonElement>(null)
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const panel = root.current
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onBack()
    }
    panel?.addEventListener('keydown', key)
    return () => panel?.removeEventListener('keydown', key)
  }, [onBack])
  // Of a remainder and of what only a balance knows, the ledger has no trend and no reasons.
  const rest = isRest(node) || !isDim(node.dim)
  const member = memberOf(node.id)
  const subjectCut = { field: cut.field, industry: cut.industry, carrier: cut.carrier, enterprise: cut.enterprise, [node.dim]: member }
  const subject: Query = rest ? shared : { ...shared, [node.dim]: member }
  const trend = useCubeOf(rest ? null : region.id, { ...subject, by: 'period', step: 'year', period: `${years[0]}..${years[1]}` })
  const byId = new Map(flow.nodes.map(one => [one.id, one]))
  const kept = new Set(flow.nodes.map(one => one.id))
  const held = rest ? raw.nodes.filter(one => one.stage === node.stage && !kept.has(one.id)).toSorted((a, b) => b.value - a.value) : []
  const lists = [
    { key: 'in', rows: flow.links.filter(link => link.target === node.id).map(link => ({ node: byId.get(link.source), value: link.value })) },
    { key: 'out', rows: flow.links.filter(link => link.source === node.id).map(link => ({ node: byId.get(link.target), value: link.value })) },
  ]
  const name = nameOf(node)
  const scale = format.picture(unit, node.value, quantity)
  const share = (value: number, of: number) => (of > 0 ? format.percent((value / of) * 100) : '')
  return (
    <div className="flow-panel" role="group" aria-label={name} ref={root}>
      <button ref={back} type="button" className="bare map-back" onClick={onBack}>
        <Icon name="close" size={16} />
        {t('flow.close')}
      </button>
      <h2 className="map-panel-name">{name}</h2>
      <p className="map-panel-level">
        {dimName(node.dim)} · {t('flow.shareOfAll', { share: share(node.value, total) })}
      </p>
      <Figure
        name={name}
        value={node.value}
        unit={unit}
        quantity={quantity}
        explain={rest ? undefined : { ...subject, period: cut.period }}
        size="large"
      />
      {trend.data ? (
        <Spark
          points={trend.data.rows.map(row => ({ period: row.keys.period?.id ?? '', value: row.value }))}
          unit={trend.data.unit}
          quantity={quantity}
          name={name}
          current={cut.period}
          height={80}
          large
        />
      ) : null}
      {held.length > 0 ? <Bars title={t('flow.holds', { n: format.count(node.folded) })} unit={scale.label} rows={held.slice(0, 12).map(one => ({ name: nameOf(one), value: one.value }))} of={node.value} factor={scale.factor} /> : null}
      {lists.map(list =>
        list.rows.length > 0 ? (
          <Bars
            key={list.key}
            title={t(`flow.${list.key}`)}
            unit={scale.label}
            rows={list.rows
              .toSorted((a, b) => b.value - a.value)
              .slice(0, 6)
              .map(row => ({ name: row.node ? nameOf(row.node) : '', value: row.value }))}
            of={node.value}
            factor={scale.factor}
          />
        ) : null,
      )}
      {onOpen || onOnly || onMore || onFold || !rest ? (
        <div className="map-panel-actions">
          {onMore ? (
            <Button type="primary" onClick={onMore}>
              {t('flow.more', { n: format.count(Math.min(more, node.folded ?? more)) })}
            </Button>
          ) : null}
          {onFold ? <Button onClick={onFold}>{t('flow.foldAgain')}</Button> : null}
          {onOpen ? (
            <Button type="primary" onClick={onOpen}>
              {t('flow.openPlace', { name })}
            </Button>
          ) : null}
          {onOnly ? <Button onClick={onOnly}>{t('flow.onlyThis')}</Button> : null}
          {rest ? null : (
            <Link className="flow-further" to={hrefOf('/trend', subjectCut)}>
              {t('flow.toTrend')}
            </Link>
          )}
          {node.dim === 'enterprise' && !rest ? (
            <Link className="flow-further" to={hrefOf('/meters', subjectCut)}>
              {t('flow.toReadings')}
            </Link>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

function Bars({ title, unit, rows, of, factor }: { title: string; unit: string; rows: { name: string; value: number }[]; of: number; factor: number }) {
  const format = useFormat()
  const biggest = Math.max(0, ...rows.map(row => row.value))
  return (
    <section className="map-parts flow-parts" aria-label={title}>
      <h3>
        {title} <small>{unit}</small>
      </h3>
      <ul>
        {rows.map(row => (
          <li key={row.name}>
            <span className="map-part-name">{row.name}</span>
            <span className="map-part-value">{format.short(row.value * factor)}</span>
            <span className="map-part-share">{of > 0 ? format.percent((row.value / of) * 100) : ''}</span>
            <span className="map-part-bar" aria-hidden="true">
              <span style={{ width: `${biggest > 0 ? (row.value / biggest) * 100 : 0}%`, background: 'var(--ink-3)' }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
