import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ApiError } from '@/api/client'
import { type Partnership, usePartnership } from '@/api/partners'
import { useSession } from '@/api/queries'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { useCut, useParam } from '@/cut/useCut'
import { useLabel } from '@/i18n'
import { AgreementTab } from './AgreementTab'
import { DocumentsTab } from './DocumentsTab'
import { FilesTab } from './FilesTab'
import { HistoryTab } from './HistoryTab'
import { MeetingsTab } from './MeetingsTab'
import { OverviewTab } from './OverviewTab'
import { StateTag } from './parts'
import { PlanTab } from './PlanTab'
import { usePairText } from './text'

const TABS = ['overview', 'plan', 'meetings', 'documents', 'agreement', 'history', 'files'] as const
type Tab = (typeof TABS)[number]

/** One pair: what both sides are, what they plan, what they agreed on. */
export function PairView({ id }: { id: string }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const label = useLabel()
  const text = usePairText()
  const session = useSession()
  const [wanted] = useParam('tab', 'overview')
  const { data: pair, error, refetch } = usePartnership(id)
  const operator = session.data?.user?.roles.includes('admin') ?? false
  const member = pair ? pair.role_here !== 'none' : false
  // The files' keys are the operator's business, also without being a partner.
  const tabs = member ? TABS : operator ? (['overview', 'files'] as const) : (['overview'] as const)
  const tab: Tab = tabs.find(one => one === wanted) ?? 'overview'
  return (
    <div className="page partnerships">
      <Link className="pair-back" to={hrefOf('/partnerships')}>
        <Icon name="left" size={16} /> {t('nav.partnerships')}
      </Link>
      <div className="page-head pair-head">
        <h1>{pair ? `${label(pair.a.city)} – ${label(pair.b.city)}` : id}</h1>
        {pair ? (
          <div className="page-controls">
            <StateTag state={pair.agreement} />
            {pair.ends ? <span className="muted">{t('pair.endsOn', { date: text.date(pair.ends) })}</span> : null}
            {pair.public ? (
              <Link className="bare outlined" to={`/pair/${encodeURIComponent(pair.id)}`}>
                <Icon name="globe" size={16} /> {t('pair.publicPage')}
              </Link>
            ) : null}
          </div>
        ) : null}
      </div>
      {error ? <ErrorNote error={error} retry={error instanceof ApiError && error.status === 404 ? undefined : () => void refetch()} /> : null}
      {pair ? (
        <>
          <nav className="pair-tabs" aria-label={t('pair.tabs')}>
            {tabs.map(one => (
              <Link key={one} to={hrefOf(`/partnerships/${id}`, one === 'overview' ? {} : { tab: one })} aria-current={one === tab ? 'page' : undefined} preventScrollReset>
                {t(`pair.tab.${one}`)}
              </Link>
            ))}
          </nav>
          <TabBody tab={tab} pair={pair} member={member} operator={operator} />
        </>
      ) : error ? null : (
        <span className="bone" style={{ width: '100%', height: 320 }} aria-hidden="true" />
      )}
    </div>
  )
}

function TabBody({ tab, pair, member, operator }: { tab: Tab; pair: Partnership; member: boolean; operator: boolean }) {
  switch (tab) {
    case 'plan':
      return <PlanTab pair={pair} />
    case 'meetings':
      return <MeetingsTab pair={pair} />
    case 'documents':
      return <DocumentsTab pair={pair} />
    case 'agreement':
      return <AgreementTab pair={pair} />
    case 'history':
      return <HistoryTab pair={pair} />
    case 'files':
      return <FilesTab pair={pair} operator={operator} />
    default:
      return <OverviewTab pair={pair} member={member} />
  }
}
