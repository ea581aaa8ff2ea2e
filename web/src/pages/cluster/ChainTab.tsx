import { Segmented } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type CityTable, type ChainTable, useChain } from '@/api/cities'
import { usePlaceTree } from '@/app/CutBar'
import { ChartFrame, PlainTable } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { Pick } from '@/components/Pick'
import { useCut, useParam } from '@/cut/useCut'
import type { FrameTable } from '@/format/csv'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { moneyIn } from '../exchange/result'
import { Findings, TableRibbon, useOrigin } from './parts'

const VIEWS = ['critical', 'position', 'dependence', 'gaps', 'broken'] as const
const ROWS_SHOWN = 200
const COUNTS = new Set(['suppliers', 'firms_hit'])
/** Columns that name places. */
const PLACES = new Set(['city', 'partner'])

/** Columns of words; all others hold figures. */
const WORDS = new Set(['process', 'firm', 'city', 'product', 'hs', 'partner', 'runs_through', 'largest_supplier', 'essential', 'graph_falls_apart'])

/** A value chain: how far each process is from final use, who depends on whom, what breaks most, what a city lacks. */
export function ChainTab({ tables }: { tables: CityTable[] | null }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const origin = useOrigin()
  const label = useLabel()
  const tree = usePlaceTree(region.id)
  const chains = useMemo(() => (tables ?? []).filter(one => one.kind === 'chain'), [tables])
  const [wanted, setChain] = useParam('chain', '')
  const [broken, setBroken] = useParam('break', '')
  const [viewText, setView] = useParam('show', 'critical')
  const id = chains.find(one => String(one.id) === wanted)?.id ?? chains[0]?.id ?? null
  const answer = useChain(region.id, id, broken)
  const data = answer.data ?? null
  if (tables && chains.length === 0)
    return (
      <div className="empty">
        <p>{t('cluster.noChain')}</p>
        <code>carbonshed city keep DIR --into {region.id} --kind chain --origin &quot;…&quot;</code>
      </div>
    )
  const views = VIEWS.filter(one => data?.tables.some(table => table.name === one))
  const view = views.find(one => one === viewText) ?? views[0] ?? 'critical'
  const table = data?.tables.find(one => one.name === view) ?? null
  const firms = data?.tables.find(one => one.name === 'critical')?.rows.map(row => row[0] ?? '') ?? []
  // A table that names its unit is not scaled: what it counts in is not known.
  const money = (name: string) => {
    const value = data?.sums[name]
    if (typeof value !== 'number') return '–'
    return data?.table.unit ? `${format.short(value)} ${data.table.unit}` : moneyIn(value, format.language, format.short)
  }
  const count = (name: string) => {
    const value = data?.sums[name]
    return typeof value === 'number' ? format.count(value) : '–'
  }
  const place = (name: string) => label(tree.places.find(one => one.name.en === name)?.name) || name
  const unit = data?.table.unit || t('cluster.yuan')
  const summary = data
    ? broken
      ? t('cluster.chainBroken', { name: broken, output: money('lost_output_yuan'), final: money('lost_final_yuan') })
      : t('cluster.chainSummary', { firms: count('firms'), deliveries: count('deliveries'), output: money('output_yuan') })
    : ' '
  return (
    <>
      <div className="cluster-tools">
        {chains.length > 1 ? <Pick label={t('cluster.chain')} value={id === null ? null : String(id)} onChange={next => setChain(next ?? '')} options={chains.map(one => ({ value: String(one.id), label: one.name }))} /> : null}
        <Pick label={t('cluster.breakFirm')} value={broken || null} onChange={next => setBroken(next ?? '')} allowClear none={t('cluster.breakNothing')} options={[...firms.map(firm => ({ value: firm, label: firm })), ...(data?.links ?? []).map(link => ({ value: link, label: t('cluster.linkOf', { from: link.split('>')[0], to: link.split('>')[1] }) }))]} width={200} />
      </div>
      {answer.error ? <ErrorNote error={answer.error} retry={() => void answer.refetch()} /> : null}
      <TableRibbon table={data?.table} />
      {data && table ? (
        <>
          <ChartFrame
            title={t(`cluster.chainView.${view}`)}
            summary={summary}
            name={`carbonshed-${region.id}-chain-${view}`}
            note={origin(data.table)}
            busy={answer.isFetching}
            table={frame(table, t, unit, place)}
            controls={<Segmented aria-label={t('cluster.chainViews')} size="small" value={view} onChange={setView} options={views.map(one => ({ value: one, label: t(`cluster.chainTab.${one}`) }))} />}
          >
            <PlainTable table={frame({ ...table, rows: table.rows.slice(0, ROWS_SHOWN) }, t, unit, place)} caption={t(`cluster.chainView.${view}`)} />
          </ChartFrame>
          <p className="whose-key">{t('cluster.chainNote')}</p>
          <Findings findings={data.findings} />
        </>
      ) : answer.error ? null : (
        <span className="bone cluster-bone" />
      )}
    </>
  )
}

function frame(table: ChainTable, t: (key: string, options?: Record<string, unknown>) => string, unit: string, place: (name: string) => string): FrameTable {
  const head = (name: string) => {
    const yuan = name.endsWith('_yuan')
    return `${t(`chain.${yuan ? name.slice(0, -5) : name}`, { defaultValue: name })}${yuan ? ` (${unit})` : ''}`
  }
  return {
    columns: table.head.map(name => ({ title: head(name), numeric: !WORDS.has(name), decimals: name.endsWith('_yuan') || COUNTS.has(name) ? 0 : 3 })),
    rows: table.rows.map(row =>
      row.map((cell, at) => {
        const name = table.head[at] ?? ''
        if (cell === '') return null
        if (PLACES.has(name)) return place(cell)
        if (cell === 'yes' || cell === 'no') return t(`cluster.${cell}`)
        return WORDS.has(name) || !Number.isFinite(Number(cell)) ? cell : Number(cell)
      }),
    ),
  }
}
