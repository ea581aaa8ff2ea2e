import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useIntroductions } from '@/api/board'
import { useSession } from '@/api/queries'
import { PageHead } from '@/components/PageHead'
import { useCut } from '@/cut/useCut'
import { BoardPanel } from './BoardPanel'
import { IntroPanel } from './IntroPanel'
import { NetworkPanel } from './NetworkPanel'
import { SupplyPanel } from './SupplyPanel'
import '../whose/whose.css'
import '../findings/findings.css'
import '../data/data.css'
import './exchange.css'

const TABS = ['board', 'matches', 'network', 'supply', 'introductions'] as const
type Tab = (typeof TABS)[number]

/** Offers and needs of a region, what fits, and who is introduced to whom. */
export default function ExchangePage() {
  const { t } = useTranslation()
  const { region, parameters, setCut } = useCut()
  const session = useSession()
  const user = session.data?.user ?? null
  const waiting = useIntroductions(region.id, user !== null).data?.waiting ?? 0
  const asked = parameters.get('tab') ?? 'board'
  const tab: Tab = (TABS as readonly string[]).includes(asked) ? (asked as Tab) : 'board'
  return (
    <div className="page ex-page">
      <PageHead page="exchange" />
      <div className="ex-tabs">
        <Segmented
          aria-label={t('exchange.tabs')}
          value={tab}
          onChange={next => setCut({ tab: next === 'board' ? null : next, at: null, q: null, what: null, side: null, family: null, mine: null, kind: null, enter: null })}
          options={TABS.map(one => ({ value: one, label: one === 'introductions' && waiting > 0 ? `${t(`exchange.tab.${one}`)} (${waiting})` : t(`exchange.tab.${one}`) }))}
        />
      </div>
      {tab === 'board' ? <BoardPanel signedIn={user !== null} /> : null}
      {tab === 'matches' ? <NetworkPanel view="map" /> : null}
      {tab === 'network' ? <NetworkPanel view="network" /> : null}
      {tab === 'supply' ? <SupplyPanel signedIn={user !== null} /> : null}
      {tab === 'introductions' ? <IntroPanel signedIn={user !== null} /> : null}
    </div>
  )
}
