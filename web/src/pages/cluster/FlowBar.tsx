import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CityTable, FlowsView } from '@/api/cities'
import { Pick } from '@/components/Pick'
import { useParam } from '@/cut/useCut'

/** Which flows are looked at: table, kind and period as the address has them. Kinds and periods are not added up. */
export function useFlowAsk(): Record<string, string> {
  const [flows] = useParam('flows', '')
  const [kind] = useParam('flowKind', '')
  const [period] = useParam('flowPeriod', '')
  // A kind may be one without a name, and then it is the only one.
  return Object.fromEntries(Object.entries({ flows, kind, period }).filter(([, value]) => value !== ''))
}

/** Chooses among the tables of flows of a region, and among what a table holds. */
export function FlowBar({ view, tables, bring }: { view: FlowsView; tables: readonly CityTable[]; bring: (() => void) | null }) {
  const { t } = useTranslation()
  const [, setTable] = useParam('flows', '')
  const [, setKind] = useParam('flowKind', '')
  const [, setPeriod] = useParam('flowPeriod', '')
  const flows = tables.filter(one => one.kind === 'flows')
  const of = view.kinds.find(one => one.kind === view.kind)
  const kindName = (kind: string) => kind || t('cluster.noKind')
  const periodName = (period: string) => period || t('cluster.noPeriod')
  return (
    <div className="cluster-tools">
      {flows.length > 1 ? (
        <Pick
          label={t('cluster.flowTable')}
          value={String(view.table.id)}
          onChange={next => {
            setKind('')
            setPeriod('')
            setTable(next ?? '')
          }}
          options={flows.map(one => ({ value: String(one.id), label: one.name }))}
          width={220}
        />
      ) : null}
      {view.kinds.length > 1 ? (
        <Pick
          label={t('cluster.flowKind')}
          value={view.kind}
          onChange={next => {
            setPeriod('')
            setKind(next ?? '')
          }}
          options={view.kinds.map(one => ({ value: one.kind, label: `${kindName(one.kind)}${one.unit ? ` (${one.unit})` : ''}` }))}
          width={220}
        />
      ) : null}
      {of && of.periods.length > 1 ? <Pick label={t('cluster.flowPeriod')} value={view.period} onChange={next => setPeriod(next ?? '')} options={of.periods.toReversed().map(one => ({ value: one, label: periodName(one) }))} /> : null}
      {bring ? <Button onClick={bring}>{t('cluster.bringFlows')}</Button> : null}
    </div>
  )
}
