import { Select } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { get, type Query } from '@/api/client'
import { queryClient, useGet, useSession } from '@/api/queries'
import type { BalanceSet, ChainFlow, Flow as FlowAnswer } from '@/api/types'
import { usePlaceTree } from '@/app/CutBar'
import { useNarrow } from '@/app/prefs'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { Figure } from '@/components/Figure'
import { Icon } from '@/components/Icon'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { colourVar } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import { Timeline } from '../map/Timeline'
import { useCubeOf } from '../map/useMapData'
import { BalanceForm } from './BalanceForm'
import { FlowChart } from './FlowChart'
import { FlowPanel } from './FlowPanel'
import { fold, type FlowNode, imbalance, isRest, keptIds, referenceOrder } from './fold'
import { layout } from './layout'
import { additiveOf, type Dim, DIMS, dimsOf, memberOf, readStages, STAGES_MAX } from './names'
import { textWidth } from './text'
import '../map/map.css'
import './flow.css'

/** As many nodes as the server gives before it folds; what is shown is folded here, by all years. */
const ASKED = 50
/** Further nodes that a remainder gives when it is opened. */
const MORE = 20
/** Nodes of one stage, opened as far as can be. */
const KEPT_MAX = 211
/** From what comes in to who uses it. */
const WHOLE: Dim[] = ['carrier', 'field', 'industry', 'place', 'enterprise']
/** Where a balance meets the ledger. */
const CHAINED = ['field', 'industry']
/** What the ledger can be asked by. */
const LEDGER: ReadonlySet<string> = new Set(DIMS)
const COLOURED = new Set(['carrier', 'field', 'scope'])

const stillMedia = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : null

/** The same tonnes seen through one axis after another: what comes in, what it is for, where. */
export default function FlowPage() {
  const { t } = useTranslation()
  const { cut, region, setCut, hrefOf } = useCut()
  const label = useLabel()
  const names = useNames()
  const format = useFormat()
  const narrow = useNarrow()
  const tree = usePlaceTree(region.id)
  const here = tree.byCode.get(cut.place)
  const dims = useMemo(() => dimsOf(region, here), [region, here])
  const [stagesText] = useParam('stages', '')
  const stages = useMemo(() => readStages(stagesText, dims), [stagesText, dims])
  const [selected, setSelected] = useParam('at', '')
  const [openText, setOpen] = useParam('open', '')
  const [chainText, setChain] = useParam('chain', '')
  /** How many nodes are shown beyond the usual, by stage. */
  const opened = useMemo(() => new Map(openText.split(',').flatMap(part => {
    const [stage, more] = part.split(':').map(Number)
    return stage !== undefined && more !== undefined && more > 0 ? [[stage, Math.min(more, KEPT_MAX)] as const] : []
  })), [openText])

  const { first_year, last_year } = region.periods
  const years = useMemo(() => Array.from({ length: last_year - first_year + 1 }, (_, i) => String(first_year + i)), [first_year, last_year])
  const session = useSession()
  const mayImport = session.data?.user?.roles.some(role => role === 'admin' || role === 'officer') ?? false
  const [adding, setAdding] = useState(false)
  const [running, setRunning] = useState<string | null>(null)
  const period = running ?? cut.period
  const year = years.indexOf(period.slice(0, 4))
  const yearly = /^\d{4}$/.test(period)
  useEffect(() => {
    if (running === null) return
    const timer = setTimeout(() => {
      setCut({ period: running }, { replace: true })
      setRunning(null)
    }, 900)
    return () => clearTimeout(timer)
  }, [running, setCut])

  // A flow needs what can be added up.
  const additive = useMemo(() => additiveOf(region.indicators), [region])
  const indicator = useMemo(() => additive.find(id => id === cut.indicator) ?? additive[0] ?? region.default_indicator, [additive, cut, region])
  const shared = useMemo<Query>(
    () => ({ place: cut.place, indicator, view: cut.view, field: cut.field, industry: cut.industry, carrier: cut.carrier, scope: cut.scope, enterprise: cut.enterprise }),
    [cut, indicator],
  )
  // An energy balance says what came before the ledger's fields: of a place as a whole, on the side of those who use.
  const balances = useGet<BalanceSet[]>(`/regions/${region.id}/balances`, {})
  const balanced = (balances.data ?? []).filter(one => (one.place ?? region.root_place) === cut.place)
  const chainable =
    balanced.length > 0 && yearly && indicator === 'carbon_total' && (cut.view ?? region.default_view) === 'consumption' && !cut.field && !cut.industry && !cut.carrier && !cut.enterprise && !cut.scope
  const chained = chainable && chainText === '1' && CHAINED.includes(stages[0] ?? '') && balanced.some(one => String(one.year) === period)
  const path = tree.ready && stages.length >= 2 ? (chained ? `/regions/${region.id}/chain` : `/regions/${region.id}/flow`) : null
  /** Nothing here is divided in two ways. */
  const none = tree.ready && path === null
  const keep = narrow ? 7 : 11
  const asked = Math.max(ASKED, keep + 2 + Math.max(0, ...opened.values()))
  const query: Query = useMemo(() => ({ ...shared, stages: stages.join(','), top: asked }), [shared, stages, asked])
  const all = `${first_year}..${last_year}`
  const answer = useGet<FlowAnswer>(path, { ...query, period })
  const reference = useGet<FlowAnswer>(path, { ...query, period: all })
  const totals = useCubeOf(path ? region.id : null, { ...shared, by: 'period', step: 'year', period: all })
  useEffect(() => {
    // The next year is on its way before it is asked for.
    const next = years[year + 1]
    if (running === null || next === undefined || path === null) return
    const ask = { ...query, period: next }
    void queryClient.prefetchQuery({ queryKey: [path, ask], queryFn: ({ signal }) => get<FlowAnswer>(path, ask, signal) })
  }, [running, year, years, path, query])

  const raw = answer.data ?? null
  const chain = chained && raw && 'balances' in raw ? (raw as unknown as ChainFlow) : null
  const drawnStages = useMemo(() => (chained ? ['supply', 'conversion', ...stages] : stages), [chained, stages])
  const kept = useMemo(() => (reference.data ? keptIds(reference.data as { nodes: FlowNode[]; links: FlowAnswer['links'] }, stage => keep + (opened.get(stage) ?? 0)) : null), [reference.data, keep, opened])
  const order = useMemo(() => (reference.data ? referenceOrder(reference.data as { nodes: FlowNode[]; links: FlowAnswer['links'] }) : null), [reference.data])
  const flow = useMemo(() => (raw && kept ? fold(raw, kept) : null), [raw, kept])

  const [room, setRoom] = useState(0)
  const holder = useCallback((element: HTMLDivElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  // A phone reads from top to bottom: nothing is hidden at its side.
  const width = narrow ? Math.max(280, room) : Math.max(560, room)
  // An opened remainder makes the picture higher, so that every name has its line.
  const tallest = useMemo(() => {
    const counts = new Map<number, number>()
    for (const one of flow?.nodes ?? []) counts.set(one.stage, (counts.get(one.stage) ?? 0) + 1)
    return Math.max(0, ...counts.values())
  }, [flow])
  const height = narrow ? 108 + (drawnStages.length - 1) * 150 : Math.max(390, tallest > keep + 4 ? tallest * 24 : 0, Math.min(640, window.innerHeight - (region.synthetic ? 417 : 386)))
  // Room for the names of the outer stages, as long as the ribbons keep the most of the width.
  const margin = useMemo(() => {
    if (narrow) return 112
    const outer = (flow?.nodes ?? []).filter(node => node.stage === 0 || node.stage === drawnStages.length - 1)
    const longest = Math.max(0, ...outer.map(node => textWidth(label(node.label), 13)))
    return Math.round(Math.max(150, Math.min(width * (drawnStages.length > 4 ? 0.17 : 0.24), longest + 74)))
  }, [narrow, flow, drawnStages, width, label])
  const picture = useMemo(() => {
    if (!flow || !order) return null
    const largest = yearly ? Math.max(0, ...(totals.data?.rows ?? []).map(row => row.value ?? 0)) : 0
    const rests = new Map(order)
    const counts = new Map<number, number>()
    for (const node of reference.data?.nodes ?? []) if (kept?.has(node.id)) counts.set(node.stage, (counts.get(node.stage) ?? 0) + 1)
    return layout(flow, {
      width: narrow ? height : width,
      height: narrow ? width : height,
      margin_left: narrow ? 56 : margin,
      margin_right: narrow ? 38 : margin,
      node_width: 10,
      gap: narrow ? 6 : 15,
      full_value: largest,
      order: rests,
      most_nodes: Math.max(0, ...counts.values()) + 1,
    })
  }, [flow, order, yearly, totals.data, reference.data, kept, width, height, margin, narrow])

  const drawnTotal = flow ? flow.nodes.filter(node => node.stage === 0).reduce((sum, node) => sum + node.value, 0) : 0
  const total = raw?.total ?? null
  const removed = total !== null && !chained && Math.abs(total - drawnTotal) > Math.abs(drawnTotal) * 1e-6 ? total - drawnTotal : null
  const unit = raw?.unit ?? ''
  const quantity = indicator.startsWith('energy') ? 'energy' : 'CO2e'
  // The unit of the middle node: most figures then have digits before the point. The same in all years.
  const scale = useMemo(() => {
    const count = Math.max(1, years.length)
    const values = (reference.data?.nodes ?? []).map(node => node.value / count).toSorted((a, b) => a - b)
    const middle = format.picture(unit, values[Math.floor(values.length * 0.35)] ?? drawnTotal, quantity)
    // Six digits before the point are more than a picture's figure should have.
    const most = values.at(-1) ?? 0
    return most * middle.factor >= 1e5 ? format.picture(unit, most, quantity) : middle
  }, [reference.data, years.length, unit, quantity, format, drawnTotal])
  const figure = useCallback((value: number) => format.short(value * scale.factor), [format, scale])
  const figureOf = (value: number) => format.figure(value, unit, quantity).join(' ')
  const shareOf = useCallback((value: number) => (drawnTotal > 0 ? format.percent((value / drawnTotal) * 100) : ''), [drawnTotal, format])

  const nameOf = useCallback(
    (node: FlowNode): string => {
      if (isRest(node)) return t('flow.rest', { count: node.folded ?? 0, number: format.count(node.folded) })
      // A member that has no name is what nobody stated.
      return label(node.label) ? names.member(node.dim, { id: memberOf(node.id), label: node.label }) : t('flow.unstated')
    },
    [t, label, names, format],
  )
  const colourOf = useCallback((node: FlowNode): string | null => (isRest(node) || node.dim === 'gap' ? 'var(--carrier-other)' : COLOURED.has(node.dim) ? colourVar(node.dim, memberOf(node.id)) : null), [])
  const dimName = useCallback((dim: string) => t(`flow.dim.${dim}`), [t])
  const onlyName = (dim: string, id: string) => {
    const known = reference.data?.nodes.find(one => one.dim === dim && memberOf(one.id) === id)
    return known ? nameOf(known as FlowNode) : id
  }

  /** What a finding of a balance names, as the picture names it; figures with their thousands. */
  const said = (params: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(params).map(([key, value]) => {
        const figure = value !== '' && Number.isFinite(Number(value))
        return [key, figure ? format.short(Number(value)) : label(raw?.nodes.find(one => one.label.en === value)?.label) || value]
      }),
    )
  const node = flow?.nodes.find(one => one.id === selected) ?? null
  const name = t(`indicator.${indicator}`)
  const placeName = label(here?.name ?? region.name)
  const title = t('flow.title', { indicator: name, place: placeName, period: format.period(period) })
  const largest = (stage: number) => flow?.nodes.filter(one => one.stage === stage && !isRest(one)).toSorted((a, b) => b.value - a.value)[0]
  const [from, to] = [largest(0), largest(drawnStages.length - 1)]
  const summary = from && to ? t('flow.summary', { from: nameOf(from), fromShare: shareOf(from.value), to: nameOf(to), toShare: shareOf(to.value) }) : ''
  const note = [...region.attribution.map(one => `${one.text} (${one.licence})`), ...(chain?.balances ?? []).map(one => `${one.name}: ${one.synthetic ? t('flow.chainSynthetic') : one.source}${one.licence ? ` (${one.licence})` : ''}`)].join(' · ')
  const [svg, pictures] = useSvgPictures(`${title}, ${scale.label}`, note)
  const file = `carbonshed-flow-${region.id}-${cut.place}-${period}`
  const byId = new Map(flow?.nodes.map(one => [one.id, one]))
  const table = flow
    ? {
        columns: [{ title: t('flow.from') }, { title: t('flow.to') }, { title: `${name} (${format.table(unit, quantity).label})`, numeric: true, decimals: 3 }, { title: t('flow.share'), numeric: true, decimals: 2 }],
        rows: flow.links
          .toSorted((a, b) => (byId.get(a.source)?.stage ?? 0) - (byId.get(b.source)?.stage ?? 0) || b.value - a.value)
          .map(link => [
            byId.get(link.source) ? nameOf(byId.get(link.source) as FlowNode) : link.source,
            byId.get(link.target) ? nameOf(byId.get(link.target) as FlowNode) : link.target,
            link.value * format.table(unit, quantity).factor,
            drawnTotal > 0 ? (link.value / drawnTotal) * 100 : null,
          ]),
      }
    : null
  const setMore = (stage: number, more: number) => {
    const next = new Map(opened)
    if (more > 0) next.set(stage, more)
    else next.delete(stage)
    setOpen([...next].map(pair => pair.join(':')).join(','))
  }
  const close = useCallback(() => setSelected(''), [setSelected])
  const place = node?.dim === 'place' && !isRest(node) ? tree.byCode.get(memberOf(node.id)) : undefined
  const open = place && (place.children > 0 || place.enterprises > 0) ? () => setCut({ place: place.code, at: null }) : null
  const now = totals.data?.rows.find(row => row.keys.period?.id === period) ?? null

  return (
    <div className="page flow-page">
      <PageHead page="flow">
        {(['field', 'industry', 'carrier', 'enterprise'] as const).map(dim => {
          const only = cut[dim]
          return only ? (
            <button key={dim} type="button" className="bare outlined" onClick={() => setCut({ [dim]: null })}>
              {t('flow.only', { dim: dimName(dim), name: onlyName(dim, only) })} <Icon name="close" size={14} />
            </button>
          ) : null
        })}
        {additive.length > 1 ? (
          <Pick label={t('map.indicator')} value={indicator} onChange={next => setCut({ indicator: next })} options={additive.map(id => ({ value: id, label: t(`indicator.${id}`) }))} />
        ) : null}
        {region.views.length > 1 ? (
          <Pick label={t('flow.view')} value={cut.view} onChange={view => setCut({ view: view === region.default_view ? null : view })} options={region.views.map(id => ({ value: id, label: t(`flow.view.${id}`) }))} />
        ) : null}
        {opened.size > 0 ? (
          <button type="button" className="bare outlined" onClick={() => setOpen('')}>
            {t('flow.foldAgain')}
          </button>
        ) : null}
        {chainable ? (
          <button
            type="button"
            className="bare outlined flow-chain"
            aria-pressed={chainText === '1'}
            onClick={() => {
              if (chainText === '1') setChain('')
              else {
                // A balance goes on with who uses: the field, or the industry.
                const joint = (['field', 'industry'] as const).find(dim => dims.includes(dim)) ?? 'field'
                const rest = stages.filter(dim => dim !== joint && dim !== 'carrier').slice(0, STAGES_MAX - 3)
                const where: Dim = dims.includes('place') ? 'place' : 'enterprise'
                const year = balanced.some(one => String(one.year) === period) ? cut.period : String(balanced[0]?.year ?? cut.period)
                setCut({ stages: (rest.length > 0 ? [joint, ...rest] : [joint, where]).join(','), chain: '1', period: year, at: null, open: null })
              }
            }}
          >
            {t('flow.chain')}
          </button>
        ) : null}
        {mayImport ? (
          <button type="button" className="bare outlined" aria-expanded={adding} onClick={() => setAdding(!adding)}>
            {t('balance.add')}
          </button>
        ) : null}
        {none ? null : (
          <StagePicks
            stages={stages}
            dims={dims}
            dimName={dimName}
            onStages={next => {
              setCut({ stages: next.join(','), at: null, open: null }, { replace: true })
            }}
          />
        )}
      </PageHead>
      {adding && mayImport ? (
        <BalanceForm
          region={region.id}
          place={cut.place === region.root_place ? null : cut.place}
          year={/^\d{4}$/.test(period) ? period : String(last_year)}
          done={made => {
            setAdding(false)
            const joint = (['field', 'industry'] as const).find(dim => dims.includes(dim)) ?? 'field'
            const where: Dim = dims.includes('place') ? 'place' : 'enterprise'
            setCut({ stages: `${joint},${where}`, period: String(made.year), chain: '1', at: null, open: null })
          }}
        />
      ) : null}
      {answer.error || reference.error ? (
        <ErrorNote
          error={answer.error ?? reference.error}
          retry={() => {
            void answer.refetch()
            void reference.refetch()
          }}
        />
      ) : null}
      {chain?.balances.some(one => one.synthetic) && !region.synthetic ? (
        <div className="ribbon whose-ribbon" role="note">
          <strong>{t('synthetic.short')}</strong> <span>{t('flow.chainSynthetic')}</span>
        </div>
      ) : null}
      {none ? (
        <div className="empty">
          <p>{t(cut.place === region.root_place ? 'flow.tooFewAtAll' : 'flow.tooFew', { place: placeName })}</p>
          {cut.place === region.root_place ? (
            <p>
              <Link to={hrefOf('/whose')}>{t('nav.whose')}</Link> · <Link to={hrefOf('/data')}>{t('nav.data')}</Link>
            </p>
          ) : (
            <Link to={hrefOf('/flow', { place: here?.parent ?? null, at: null })}>{t('flow.above')}</Link>
          )}
        </div>
      ) : (
        <>
          <div className="map-answer flow-answer">
            <div className="map-total">
              <Figure
                name={title}
                value={chain ? chain.ledger : (total ?? undefined)}
                unit={unit}
                quantity={quantity}
                completeness={now?.completeness_percent}
                estimated={now?.estimated}
                explain={{ ...shared, period }}
                size="large"
              />
            </div>
          </div>
          <div className="flow-body" data-panel={node ? true : undefined}>
            <div className="flow-main">
              <ChartFrame
                title={title}
                summary={`${summary} ${t('flow.unit', { unit: scale.label })}`}
                table={table}
                name={file}
                note={note}
                busy={answer.isFetching}
                pictures={pictures}
              >
                <div className="flow-scroll" ref={holder}>
                  {picture && flow ? (
                    <FlowChart
                      svgRef={svg}
                      layout={picture}
                      width={width}
                      height={height}
                      margin={margin}
                      tall={narrow}
                      stages={drawnStages.map(dimName)}
                      nameOf={nameOf}
                      colourOf={colourOf}
                      figure={figure}
                      unit={scale.label}
                      shareOf={shareOf}
                      selected={node?.id ?? null}
                      onSelect={id => setSelected(id ?? '')}
                      still={stillMedia?.matches ?? false}
                      label={t('flow.picture', { title, summary })}
                    />
                  ) : (
                    <FlowBones height={height} />
                  )}
                </div>
              </ChartFrame>
              {removed !== null ? <p className="note flow-note">{t('flow.removed', { value: format.figure(removed, unit, quantity).join(' ') })}</p> : null}
              {chain ? (
                <p className="note flow-note">
                  {t('flow.chainNote', {
                    balance: chain.balances.map(one => `${one.name} (${one.synthetic ? t('flow.chainInvented') : one.source})`).join(', '),
                    uses: figureOf(chain.balance),
                    ledger: figureOf(chain.ledger),
                    only_ledger: figureOf(chain.only_ledger),
                    only_balance: figureOf(chain.only_balance),
                  })}
                  {chain.balances.some(one => one.findings.length > 0) ? ` ${chain.balances.flatMap(one => one.findings.map(found => t(`balance.finding.${found.code}`, said(found.params)))).join(' ')}` : ''}
                </p>
              ) : null}
              {chainable && chainText === '1' && !chained ? <p className="note flow-note">{t(balanced.some(one => String(one.year) === period) ? 'flow.chainStages' : 'flow.chainYears', { years: balanced.map(one => one.year).toSorted().join(', ') })}</p> : null}
              {flow && imbalance(flow) > 1e-6 ? <p className="note note-error flow-note">{t('flow.unbalanced')}</p> : null}
              <Timeline years={years} year={year} onYear={setRunning} />
            </div>
            {node && raw && flow ? (
              <aside className="flow-side" aria-label={t('flow.node')}>
                <FlowPanel
                  key={node.id}
                  node={node}
                  flow={flow}
                  raw={raw}
                  nameOf={nameOf}
                  dimName={dimName}
                  shared={shared}
                  unit={unit}
                  quantity={quantity}
                  total={drawnTotal}
                  onBack={close}
                  onMore={isRest(node) && (opened.get(node.stage) ?? 0) < KEPT_MAX - MORE && !narrow ? () => setMore(node.stage, (opened.get(node.stage) ?? 0) + MORE) : null}
                  onFold={opened.has(node.stage) ? () => setMore(node.stage, 0) : null}
                  onOnly={!isRest(node) && LEDGER.has(node.dim) && node.dim !== 'place' && label(node.label) !== '' ? () => setCut({ [node.dim]: memberOf(node.id), at: null }) : null}
                  more={MORE}
                  onOpen={open}
                  years={[first_year, last_year]}
                />
              </aside>
            ) : null}
          </div>
        </>
      )}
    </div>
  )
}

/** Which axis stands where, from left to right. */
function StagePicks({ stages, dims, dimName, onStages }: { stages: Dim[]; dims: Dim[]; dimName: (dim: string) => string; onStages: (stages: Dim[]) => void }) {
  const { t } = useTranslation()
  const free = dims.filter(dim => !stages.includes(dim))
  return (
    <div className="flow-stages" role="group" aria-label={t('flow.stages')}>
      {stages.map((stage, i) => (
        <span key={stage} className="flow-stage-pick">
          {i > 0 ? <span aria-hidden="true">→</span> : null}
          <Select
            aria-label={t('flow.stageN', { n: i + 1 })}
            value={stage as string}
            options={[
              ...dims.map(dim => ({ value: dim as string, label: dimName(dim) })),
              ...(stages.length > 2 ? [{ value: '', label: t('flow.without') }] : []),
            ]}
            popupMatchSelectWidth={false}
            onChange={(next: string) => {
              if (next === '') onStages(stages.filter(one => one !== stage))
              else {
                // Choosing one that stands elsewhere swaps the two.
                const other = stages.indexOf(next as Dim)
                onStages(stages.map((one, j) => (j === i ? (next as Dim) : j === other ? stage : one)))
              }
            }}
          />
        </span>
      ))}
      {free.length > 0 && stages.length < STAGES_MAX ? (
        <button type="button" className="bare" aria-label={t('flow.addStage')} title={t('flow.addStage')} onClick={() => onStages([...stages, free[0] as Dim])}>
          +
        </button>
      ) : null}
      {WHOLE.filter(dim => dims.includes(dim)).length > stages.length ? (
        <button type="button" className="bare outlined" onClick={() => onStages(WHOLE.filter(dim => dims.includes(dim)))}>
          {t('flow.whole')}
        </button>
      ) : null}
    </div>
  )
}

/** The shape of a flow while it is on its way. */
function FlowBones({ height }: { height: number }) {
  return (
    <div className="flow-bones" style={{ height: height + 30 }} aria-hidden="true">
      {[0, 1, 2].map(column => (
        <div key={column}>
          {[38, 24, 16, 10].map(share => (
            <span key={share} className="bone" style={{ height: `${share}%` }} />
          ))}
        </div>
      ))}
    </div>
  )
}
