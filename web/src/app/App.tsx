import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, Route, Routes, useLocation } from 'react-router'
import { ApiError } from '@/api/client'
import { useRegions } from '@/api/queries'
import type { Region } from '@/api/types'
import { ErrorNote } from '@/components/ErrorNote'
import { CutProvider } from '@/cut/useCut'
import { OverviewPage } from '@/pages/overview/OverviewPage'
import { CityPage, ClusterPage, ComparePage, DataPage, ExchangePage, FindingsPage, FlowPage, GridPage, LoginDialog, MapPage, MetersPage, PartnershipsPage, PublicPairPage, PublicationsPage, QualityPage, SitingPage, SourcesPage, TablePage, TrendPage, WhosePage } from './parts'
import { Shell, ShellSkeleton } from './Shell'

function Pages() {
  const { search } = useLocation()
  return (
    <Suspense fallback={<div className="page" aria-busy="true" />}>
      <Routes>
        <Route path="/" element={<Navigate to={`/overview${search}`} replace />} />
        <Route path="/overview" element={<OverviewPage />} />
        <Route path="/map" element={<MapPage />} />
        <Route path="/flow" element={<FlowPage />} />
        <Route path="/whose" element={<WhosePage />} />
        <Route path="/grid" element={<GridPage />} />
        <Route path="/trend" element={<TrendPage />} />
        <Route path="/table" element={<TablePage />} />
        <Route path="/cluster" element={<ClusterPage />} />
        <Route path="/city" element={<CityPage />} />
        <Route path="/compare" element={<ComparePage />} />
        <Route path="/exchange" element={<ExchangePage />} />
        <Route path="/siting" element={<SitingPage />} />
        <Route path="/partnerships/:pair?" element={<PartnershipsPage />} />
        <Route path="/data" element={<DataPage />} />
        <Route path="/meters/:meter?" element={<MetersPage />} />
        <Route path="/quality" element={<QualityPage />} />
        <Route path="/findings" element={<FindingsPage />} />
        <Route path="/publications/:publication?" element={<PublicationsPage />} />
        <Route path="/sources" element={<SourcesPage />} />
        <Route path="*" element={<Navigate to="/overview" replace />} />
      </Routes>
    </Suspense>
  )
}

/** The public page of a pair needs neither an account nor a region; all else stands in the shell. */
export function App() {
  return (
    <Routes>
      <Route
        path="/pair/:pair"
        element={
          <Suspense fallback={<div className="page" aria-busy="true" />}>
            <PublicPairPage />
          </Suspense>
        }
      />
      <Route path="*" element={<Inside />} />
    </Routes>
  )
}

function Inside() {
  const regions = useRegions()
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const page = pathname.split('/')[1] || 'overview'
  useEffect(() => {
    document.title = `${t(`nav.${page}`)} · Carbonshed`
  }, [page, t])
  const shut = regions.error instanceof ApiError && regions.error.code === 'not_signed_in'
  const [first, ...rest] = regions.data ?? ([] as Region[])
  return (
    <>
      {first ? (
        <CutProvider regions={[first, ...rest]}>
          <Shell>
            <Pages />
          </Shell>
        </CutProvider>
      ) : (
        <ShellSkeleton>
          {shut ? (
            <Suspense fallback={null}>
              <LoginDialog close={null} />
            </Suspense>
          ) : regions.error ? <ErrorNote error={regions.error} retry={() => void regions.refetch()} /> : null}
          {regions.data ? (
            <div className="empty">
              <h1>{t('app.empty')}</h1>
              <p>{t('app.emptyHint')}</p>
              <code>carbonshed regions add uk</code>
            </div>
          ) : null}
        </ShellSkeleton>
      )}
    </>
  )
}
