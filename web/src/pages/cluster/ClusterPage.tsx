import { Segmented } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type Cluster, useCluster, useTies } from '@/api/cities'
import { useSession } from '@/api/queries'
import { useDark, useNarrow } from '@/app/prefs'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { PageHead } from '@/components/PageHead'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { ramp } from '../map/ramp'
import { AskBar } from './AskBar'
import { ChainTab } from './ChainTab'
import { Inequality } from './Inequality'
import { MapTab } from './MapTab'
import { useFlowAsk } from './FlowBar'
import { Classes, Matrix } from './Matrix'
import { equalBreaks, pairsOf } from './matrix'
import { Findings, TableRibbon, useOrigin, useRoom } from './parts'
import { TableForm } from './TableForm'
import { TiesTab } from './TiesTab'
import { useAsk } from './useAsk'
import '../flow/flow.css'
import '../map/map.css'
import '../whose/whose.css'
import '../findings/findings.css'
import './cluster.css'

const TABS = ['alike', 'map', 'unequal', 'ties', 'chain'] as const
type Tab = (typeof TABS)[number]
const MAY_IMPORT = new Set(['admin', 'officer'])

/** Cities of a region side by side: how alike, how unequal, what ties them together. */
export default function ClusterPage() {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const format = useFormat()
  const navigate = useNavigate()
  const state = useAsk()
  const session = useSession()
  const may = session.data?.user?.roles.some(role => MAY_IMPORT.has(role)) ?? false
  const [tabText, setTab] = useParam('tab', 'alike')
  const tab: Tab = TABS.find(one => one === tabText) ?? 'alike'
  const [adding, setAdding] = useParam('adding', '')
  const answer = useCluster(region.id, state.ask)
  const ties = useTies(region.id, useFlowAsk())
  const data = answer.data ?? null
  const openCity = useCallback((id: string) => void navigate(hrefOf('/city', { city: id, of: state.of || null, level: state.level || null, parts: state.by || null })), [navigate, hrefOf, state.of, state.level, state.by])
  const summary = data?.similarity.summary
  return (
    <div className="page cluster-page whose-page flow-page">
      <PageHead page="cluster">
        {tab === 'ties' || tab === 'chain' ? null : <AskBar state={state} source={data?.source ?? null} link={tab === 'alike'} />}
        {may ? (
          <button type="button" className="bare outlined" onClick={() => setAdding(adding ? '' : 'yes')} aria-expanded={adding !== ''}>
            {t('cluster.add')}
          </button>
        ) : null}
      </PageHead>
      {adding ? <TableForm key={adding} region={region.id} first={adding === 'flows' ? 'flows' : 'structure'} done={() => setAdding('')} /> : null}
      <Segmented aria-label={t('cluster.tabs')} className="cluster-tabs" value={tab} onChange={setTab} options={TABS.map(id => ({ value: id, label: t(`cluster.tab.${id}`) }))} />
      {state.tables.error || answer.error || ties.error ? <ErrorNote error={state.tables.error ?? answer.error ?? ties.error} retry={() => void Promise.all([state.tables.refetch(), answer.refetch(), ties.refetch()])} /> : null}
      {tab === 'ties' ? (
        <TiesTab ties={ties.data ?? null} tables={state.tables.data ?? []} busy={ties.isFetching} bring={may ? () => setAdding('flows') : null} />
      ) : tab === 'chain' ? (
        <ChainTab tables={state.tables.data ?? null} />
      ) : state.tables.data && state.ask === null ? (
        <div className="empty">
          <p>{t('cluster.none')}</p>
          <code>carbonshed city keep FILE.csv --into {region.id} --kind structure --origin &quot;…&quot;</code>
        </div>
      ) : data ? (
        <>
          <TableRibbon table={data.source.table} />
          {summary && tab === 'alike' ? (
            <p className="cluster-answer">
              <strong>{summary.share_above === null || summary.share_above === undefined ? '–' : `${format.full(summary.share_above * 100, 1)} %`}</strong>{' '}
              {t('cluster.above', { count: summary.above, above: format.count(summary.above), pairs: format.count(summary.pairs), threshold: format.full(summary.threshold, 1) })}
            </p>
          ) : null}
          {tab === 'alike' ? <Alike data={data} busy={answer.isFetching} onChoose={openCity} /> : null}
          {tab === 'map' ? <MapTab data={data} ties={ties.data ?? null} busy={answer.isFetching} onChoose={openCity} state={state} /> : null}
          {tab === 'unequal' ? <Inequality data={data} busy={answer.isFetching} state={state} /> : null}
          <Findings findings={data.findings} />
        </>
      ) : (
        <span className="bone cluster-bone" />
      )}
    </div>
  )
}

function Alike({ data, busy, onChoose }: { data: Cluster; busy: boolean; onChoose: (id: string) => void }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  const format = useFormat()
  const origin = useOrigin()
  const narrow = useNarrow()
  const dark = useDark()
  const [room, holder] = useRoom()
  const { cosine, krugman, merges, order, summary } = data.similarity
  const n = data.cities.length
  const names = useMemo(() => data.cities.map(city => label(city.name)), [data.cities, label])
  const pairs = useMemo(() => (cosine.length === n * n ? pairsOf(cosine, n) : []), [cosine, n])
  const two = useCallback((value: number) => format.full(value, 2), [format])
  const values = pairs.flatMap(pair => (pair.value === null ? [] : [pair.value]))
  const breaks = equalBreaks(values, 5)
  const least = summary.least
  const sentence =
    least && summary.mean !== null && summary.mean !== undefined
      ? t('cluster.alikeSummary', { pairs: format.count(summary.pairs), mean: format.full(summary.mean, 5), least: format.full(least.value, 2), a: names[least.a] ?? '', b: names[least.b] ?? '' })
      : t('cluster.noPairs')
  const title = t('cluster.alikeTitle', { year: data.source.year ?? '' })
  const note = origin(data.source.table)
  const [svg, pictures] = useSvgPictures(title, note)
  return (
    <>
      <div ref={holder} className="whose-room" />
      <ChartFrame
        title={title}
        summary={sentence}
        name={`carbonshed-${region.id}-similarity`}
        note={note}
        busy={busy}
        pictures={pictures}
        table={
          pairs.length > 0
            ? {
                columns: [{ title: t('cluster.cityA') }, { title: t('cluster.cityB') }, { title: t('cluster.similarity'), numeric: true, decimals: 5 }, ...(krugman.length > 0 ? [{ title: t('cluster.krugman'), numeric: true, decimals: 5 }] : [])],
                rows: pairs.map(pair => [names[pair.a] ?? '', names[pair.b] ?? '', pair.value, ...(krugman.length > 0 ? [krugman[pair.a * n + pair.b] ?? null] : [])]),
              }
            : null
        }
      >
        {pairs.length > 0 ? (
          <div className="cluster-scroll">
            <Matrix svgRef={svg} cells={cosine} order={order} merges={merges} names={names} width={Math.max(280, room)} label={`${title}. ${sentence}`} figure={two} onChoose={at => onChoose(data.cities[at]?.id ?? '')} />
          </div>
        ) : (
          <p className="note">{t('cluster.manyCities', { number: format.count(n) })}</p>
        )}
        {breaks.length > 0 ? <Classes breaks={breaks} colours={ramp('other', dark ? 'dark' : 'light', breaks.length + 1)} figure={two} label={t('cluster.classes')} none={summary.missing > 0 ? t('cluster.noFigure') : undefined} /> : null}
        <p className="whose-key">
          <span>{t(narrow ? 'cluster.matrixHintShort' : 'cluster.matrixHint')}</span>
        </p>
      </ChartFrame>
    </>
  )
}
