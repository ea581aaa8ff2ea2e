import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { PageHead } from '@/components/PageHead'
import { useCut } from '@/cut/useCut'
import { CaseInbox } from '../cases/CaseInbox'
import { ImportFindings } from './ImportFindings'
import './findings.css'

const TABS = ['readings', 'imports'] as const
type Tab = (typeof TABS)[number]
/** Keys of an address that only one of the two lists knows. */
const OF_IMPORTS = ['import', 'code', 'severity']

/** Where an address leads: links from before there were two lists mean the imports. */
export function tabOf(parameters: URLSearchParams): Tab {
  const wanted = parameters.get('tab')
  return TABS.find((one) => one === wanted) ?? (OF_IMPORTS.some((key) => parameters.has(key)) ? 'imports' : 'readings')
}

/** What wants a look: abnormal readings, which a person decides about, and what the imports noticed. */
export default function FindingsPage() {
  const { t } = useTranslation()
  const { parameters, setCut } = useCut()
  const tab = tabOf(parameters)
  return (
    <div className={tab === 'readings' ? 'page page-wide findings-page' : 'page findings-page'}>
      <PageHead page="findings">
        <Segmented
          aria-label={t('findings.tabs')}
          value={tab}
          onChange={(next) => setCut({ tab: next, import: null, code: null, severity: null, case: null, status: null, kind: null, assignee: null, q: null })}
          options={TABS.map((one) => ({ value: one, label: t(`findings.tab.${one}`) }))}
        />
      </PageHead>
      {tab === 'readings' ? <CaseInbox /> : <ImportFindings />}
    </div>
  )
}
