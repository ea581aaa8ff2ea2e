import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { PageHead } from '@/components/PageHead'
import { useCut } from '@/cut/useCut'
import { RoutePanel } from './RoutePanel'
import { SharePanel } from './SharePanel'
import { SitePanel } from './SitePanel'
import '../whose/whose.css'
import '../findings/findings.css'
import '../data/data.css'
import '../exchange/exchange.css'
import './siting.css'

const TABS = ['site', 'route', 'share'] as const

/** Where to build, how to carry, and how two cities share what comes of it. */
export default function SitingPage() {
  const { t } = useTranslation()
  const { parameters, setCut } = useCut()
  const tab = TABS.find(one => one === parameters.get('tab')) ?? 'site'
  return (
    <div className="page ex-page">
      <PageHead page="siting" />
      <div className="ex-tabs">
        <Segmented aria-label={t('siting.tabs')} value={tab} onChange={next => setCut({ tab: next === 'site' ? null : next, example: null, choice: null, x: null, y: null })} options={TABS.map(one => ({ value: one, label: t(`siting.tab.${one}`) }))} />
      </div>
      {tab === 'site' ? <SitePanel key="site" /> : tab === 'route' ? <RoutePanel key="route" /> : <SharePanel key="share" />}
    </div>
  )
}
