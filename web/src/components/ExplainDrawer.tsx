import { Drawer } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Query } from '@/api/client'
import { useExplain } from '@/api/queries'
import type { Node } from '@/api/types'
import { useNarrow } from '@/app/prefs'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import { Completeness } from './Completeness'
import { ErrorNote } from './ErrorNote'
import { EstimateFacts } from './EstimateFacts'
import { DayLink, ReadingsFacts, ReadingsNote } from './ExplainReadings'
import { useNodeUnit } from './explain'
import { useReason } from './Figure'
import { Icon } from './Icon'

const PAGE = 12

const toQuery = (text: string): Query => Object.fromEntries(new URLSearchParams(text.replace(/^[^?]*\?/, '')))

/** The reason of a figure: a tree from the formula down to file, row and column. Each level is asked for when it is opened. */
export default function ExplainDrawer() {
  const { t } = useTranslation()
  const { parameters, setCut, region } = useCut()
  const narrow = useNarrow()
  const [copied, setCopied] = useState(false)
  const question = parameters.get('explain') ?? ''
  // The drawer is gone when it closes, so that the focus goes back from here: to the figure that was asked about.
  useEffect(() => {
    const asked = document.activeElement
    return () => {
      if (asked instanceof HTMLElement && asked.isConnected && asked !== document.body) setTimeout(() => asked.focus())
    }
  }, [])
  const close = () => setCut({ explain: null })
  const copy = () =>
    void navigator.clipboard.writeText(location.href).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    })
  return (
    <Drawer
      open
      onClose={close}
      title={t('explain.title')}
      placement={narrow ? 'bottom' : 'right'}
      size={narrow ? '88%' : 620}
      closable={{ 'aria-label': t('app.close') }}
      extra={
        <button type="button" className="bare" onClick={copy}>
          <Icon name={copied ? 'check' : 'link'} size={16} /> {copied ? t('explain.copied') : t('explain.copy')}
        </button>
      }
      styles={{ body: { padding: 0 } }}
    >
      <Root key={question} region={region.id} query={toQuery(question)} />
    </Drawer>
  )
}

function Root({ region, query }: { region: string; query: Query }) {
  const [limit, setLimit] = useState(PAGE)
  const { data, error, refetch } = useExplain(region, { ...query, depth: 1, limit })
  const { t } = useTranslation()
  const label = useLabel()
  const format = useFormat()
  const unit = useNodeUnit()
  const why = useReason()
  const about = useKeys(data, ROOT_KEYS)
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data)
    return (
      <div className="explain-root" aria-busy="true">
        <span className="bone" style={{ width: 240, height: 18 }} />
        <span className="bone" style={{ width: 180, height: 40, marginTop: 12, display: 'block' }} />
      </div>
    )
  return (
    <div className="explain">
      <div className="explain-root">
        <div className="explain-name">
          {t(`indicator.${String(query.indicator)}`, { defaultValue: label(data.label) })}
          {about.map((one) => ` · ${one}`)}
          {data.period ? <span className="muted"> · {format.period(data.period)}</span> : null}
        </div>
        <div className="explain-answer">
          {data.value === null ? <span className="figure-missing">{why(data.reason)}</span> : <>
            <span className="figure-value">{format.exact(data.value)}</span> <span className="figure-unit">{unit(data)}</span>
          </>}
        </div>
        <Facts node={data} />
      </div>
      <Children node={data} region={region} level={1} more={() => setLimit(limit * 5)} />
    </div>
  )
}

const ROOT_KEYS = ['enterprise', 'place', 'field', 'industry', 'carrier', 'scope', 'gas']
const ENTRY_KEYS = ['enterprise', 'industry', 'carrier', 'scope', 'gas']

/** The members of the dimensions that a node stands for, by name. */
function useKeys(node: Node | undefined, dims: string[]): string[] {
  const names = useNames()
  return dims.flatMap((dim) => {
    const item = node?.keys[dim]
    return item ? [names.member(dim, item)] : []
  })
}

/** What a branch is called: by what parts it from its siblings. */
function useName(node: Node, above: Node): string {
  const { t } = useTranslation()
  const label = useLabel()
  const entry = useKeys(node, ENTRY_KEYS)
  const names = useNames()
  if (node.kind === 'readings') return t(node.method === 'held_against' ? 'explain.metersBeside' : 'explain.meters')
  if (node.kind === 'entry' && entry.length > 0) return entry.join(' · ')
  if (above.kind === 'ratio' || above.method === 'sum_over_sum') {
    if (!node.label) return t(above.children[0] === node ? 'explain.above' : 'explain.below')
  }
  // The server's name of a member gives way to the interface's own.
  for (const [dim, item] of Object.entries(node.keys)) if (item && label(item.label) === label(node.label)) return names.member(dim, item)
  return label(node.label) || node.source?.column_name || ''
}

/** What its children add up to. */
const SUMS = new Set(['sum', 'figure', 'readings', 'meter'])

function Facts({ node, within = false }: { node: Node; within?: boolean }) {
  const { t } = useTranslation()
  if (node.readings) return <ReadingsFacts node={node} readings={node.readings} within={within && node.kind === 'meter'} />
  // Below the root a sum need not be said again, nor what is known of the whole.
  if (within && (node.kind === 'sum' || node.kind === 'figure') && (node.method === null || node.method === 'sum')) return null
  return (
    <div className="explain-facts">
      {node.formula ? <code className="formula">{node.formula}</code> : null}
      {node.method ? <span>{t(`method.${node.method}`, { defaultValue: node.method })}</span> : null}
      {node.quality ? <span>{t(`quality.${node.quality}`, { defaultValue: node.quality })}</span> : null}
      {node.uncertainty_percent !== null && node.uncertainty_percent !== undefined ? <span>± {node.uncertainty_percent.toFixed(1)}%</span> : null}
      <Completeness percent={node.completeness_percent} />
    </div>
  )
}

function Children({ node, region, level, more }: { node: Node; region: string; level: number; more?: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const unit = useNodeUnit()
  const largest = Math.max(...node.children.map((child) => Math.abs(child.value ?? 0)), 0)
  return (
    <ul className="explain-list">
      {node.children.map((child, at) => (
        // Children have no identity but their place in the formula.
        // oxlint-disable-next-line no-array-index-key
        <Branch key={`${at}/${child.link ?? ''}`} node={child} region={region} level={level} above={node} share={SUMS.has(node.kind) && node.method !== 'sum_over_sum' ? Math.abs(child.value ?? 0) / (largest || 1) : null} />
      ))}
      {node.more ? (
        <li className="explain-more">
          {more ? (
            <button type="button" className="bare" onClick={more}>
              {t('explain.more', { count: node.more.count })}
            </button>
          ) : (
            <span className="muted">{t('explain.more', { count: node.more.count })}</span>
          )}
          {node.more.value !== null ? (
            <span className="explain-value">
              {format.exact(node.more.value)} <span className="figure-unit">{unit(node)}</span>
            </span>
          ) : null}
        </li>
      ) : null}
    </ul>
  )
}

function Branch({ node, region, level, above, share }: { node: Node; region: string; level: number; above: Node; share: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const unit = useNodeUnit()
  const why = useReason()
  const leaf = node.kind === 'cell' || node.kind === 'factor' || node.kind === 'day'
  const openable = !leaf && (node.children.length > 0 || Boolean(node.link))
  // What lies within is opened at once where it is short: a product of two things is read together.
  const [open, setOpen] = useState(node.children.length > 0 && node.children.length <= 3 && level > 1)
  const name = useName(node, above)
  const value =
    node.value === null ? (
      node.kind === 'cell' || node.kind === 'readings' ? null : <span className="muted">{why(node.reason)}</span>
    ) : (
      <>
        {format.exact(node.value)} <span className="figure-unit">{unit(node)}</span>
      </>
    )
  const head = (
    <>
      <span className="explain-label">
        <span className={`kind kind-${node.kind}`}>{t(`node.${node.kind}`, { defaultValue: node.kind })}</span>
        {node.kind === 'day' && node.readings ? <DayLink readings={node.readings} /> : name}
        {node.kind === 'meter' && node.readings?.meter && node.readings.meter.code !== name ? <span className="muted"> {node.readings.meter.code}</span> : null}
        {node.period && node.period !== above.period && node.kind !== 'day' ? <span className="muted"> · {format.period(node.period)}</span> : null}
      </span>
      <span className="explain-value">
        {value}
        {node.readings && node.kind !== 'readings' ? <ReadingsNote readings={node.readings} /> : null}
      </span>
    </>
  )
  return (
    <li className="explain-node">
      {openable ? (
        <button type="button" className="explain-head" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="caret" data-open={open || undefined}>
            <Icon name="right" size={14} />
          </span>
          {head}
        </button>
      ) : (
        <div className="explain-head">{head}</div>
      )}
      {share !== null && node.value !== null ? (
        <span className="explain-share" aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
      ) : null}
      {/* The cell says it; what leads to the cell need not. */}
      {node.source && (node.kind === 'cell' || (node.children.length === 0 && !node.link)) ? <Source source={node.source} /> : null}
      {node.factor ? <FactorFacts factor={node.factor} /> : null}
      {node.estimates.length > 0 ? <EstimateFacts estimates={node.estimates} /> : null}
      {open ? <Inside node={node} region={region} level={level} /> : null}
    </li>
  )
}

function Inside({ node, region, level }: { node: Node; region: string; level: number }) {
  const [limit, setLimit] = useState(PAGE)
  const ready = node.children.length > 0 && limit === PAGE
  if (ready || !node.link)
    return (
      <div className="explain-inside">
        <Facts node={node} within />
        <Children node={node} region={region} level={level + 1} more={node.link ? () => setLimit(limit * 5) : undefined} />
      </div>
    )
  return <Fetched link={node.link} region={region} level={level} limit={limit} more={() => setLimit(limit * 5)} />
}

function Fetched({ link, region, level, limit, more }: { link: string; region: string; level: number; limit: number; more: () => void }) {
  const { data, error, refetch } = useExplain(region, { ...toQuery(link), depth: 1, limit })
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data)
    return (
      <div className="explain-inside" aria-busy="true">
        <span className="bone" style={{ width: '60%', height: 14 }} />
      </div>
    )
  return (
    <div className="explain-inside">
      <Facts node={data} within />
      <Children node={data} region={region} level={level + 1} more={more} />
    </div>
  )
}

/** Where the tree ends: file, row, column. */
function Source({ source }: { source: NonNullable<Node['source']> }) {
  const { t } = useTranslation()
  return (
    <dl className="source">
      <div>
        <dt>{t('source.file')}</dt>
        <dd>
          {source.file}
          {source.sheet ? ` · ${source.sheet}` : ''}
        </dd>
      </div>
      <div>
        <dt>{t('source.row')}</dt>
        <dd>{source.row}</dd>
      </div>
      <div>
        <dt>{t('source.column')}</dt>
        <dd>
          {source.column}
          {source.column_name ? ` · ${source.column_name}` : ''}
        </dd>
      </div>
      {source.cell ? (
        <div>
          <dt>{t('source.cell')}</dt>
          <dd>
            <code>{source.cell}</code>
          </dd>
        </div>
      ) : null}
      <div>
        <dt>{t('source.import')}</dt>
        <dd>
          {source.import} · {source.mapping} · {source.imported_at.slice(0, 16).replace('T', ' ')}
        </dd>
      </div>
      <div>
        <dt>{t('source.hash')}</dt>
        <dd>
          <code title={source.hash}>{source.hash.slice(0, 12)}</code>
        </dd>
      </div>
    </dl>
  )
}

function FactorFacts({ factor }: { factor: NonNullable<Node['factor']> }) {
  const { t } = useTranslation()
  return (
    <dl className="source">
      <div>
        <dt>{t('factor.source')}</dt>
        <dd>
          {factor.source}
          {factor.clause ? ` · ${factor.clause}` : ''}
        </dd>
      </div>
      <div>
        <dt>{t('factor.valid')}</dt>
        <dd>
          {factor.valid_from || factor.valid_to ? `${factor.valid_from ?? '…'} – ${factor.valid_to ?? '…'}` : t('sources.always')} · {factor.region === 'world' ? t('factor.world') : factor.region}
        </dd>
      </div>
      {factor.licence ? (
        <div>
          <dt>{t('factor.licence')}</dt>
          <dd>{factor.licence}</dd>
        </div>
      ) : null}
      <div>
        <dt>{t('factor.id')}</dt>
        <dd>
          <code>{factor.id}</code>
        </dd>
      </div>
    </dl>
  )
}

