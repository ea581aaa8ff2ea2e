/** The parts that load when they are opened. What is fetched is fetched once, whether asked for by a link or ahead of it. */
import { type ComponentType, lazy } from 'react'

function part<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  const both = () => Promise.all([import('./AntRoot'), load()])
  const Part = lazy(async () => {
    const [{ AntRoot }, { default: Inner }] = await both()
    return {
      default: (props: P) => (
        <AntRoot>
          <Inner {...props} />
        </AntRoot>
      ),
    }
  })
  return { Part, both }
}

const pages = {
  map: part(() => import('@/pages/map/MapPage')),
  flow: part(() => import('@/pages/flow/FlowPage')),
  whose: part(() => import('@/pages/whose/WhosePage')),
  grid: part(() => import('@/pages/grid/GridPage')),
  trend: part(() => import('@/pages/trend/TrendPage')),
  table: part(() => import('@/pages/table/TablePage')),
  cluster: part(() => import('@/pages/cluster/ClusterPage')),
  city: part(() => import('@/pages/city/CityPage')),
  compare: part(() => import('@/pages/city/ComparePage')),
  exchange: part(() => import('@/pages/exchange/ExchangePage')),
  siting: part(() => import('@/pages/siting/SitingPage')),
  partnerships: part(() => import('@/pages/partnerships/PartnershipsPage')),
  pair: part(() => import('@/pages/partnerships/PublicPairPage')),
  data: part(() => import('@/pages/data/DataPage')),
  meters: part(() => import('@/pages/meters/MetersPage')),
  quality: part(() => import('@/pages/quality/QualityPage')),
  findings: part(() => import('@/pages/findings/FindingsPage')),
  publications: part(() => import('@/pages/publications/PublicationsPage')),
  sources: part(() => import('@/pages/sources/SourcesPage')),
}

export const MapPage = pages.map.Part
export const FlowPage = pages.flow.Part
export const WhosePage = pages.whose.Part
export const GridPage = pages.grid.Part
export const TrendPage = pages.trend.Part
export const TablePage = pages.table.Part
export const ClusterPage = pages.cluster.Part
export const CityPage = pages.city.Part
export const ComparePage = pages.compare.Part
export const ExchangePage = pages.exchange.Part
export const SitingPage = pages.siting.Part
export const PartnershipsPage = pages.partnerships.Part
export const PublicPairPage = pages.pair.Part
export const DataPage = pages.data.Part
export const MetersPage = pages.meters.Part
export const QualityPage = pages.quality.Part
export const FindingsPage = pages.findings.Part
export const PublicationsPage = pages.publications.Part
export const SourcesPage = pages.sources.Part
export const LoginDialog = part(() => import('./LoginDialog')).Part
export const TokensDialog = part(() => import('./TokensDialog')).Part
export const ExplainDrawer = part(() => import('@/components/ExplainDrawer')).Part

/** Begins to fetch the page of an address, before anything is drawn. */
export function fetchPage(pathname: string) {
  const page = pathname.split('/')[1] ?? ''
  if (page in pages) void pages[page as keyof typeof pages].both()
}
