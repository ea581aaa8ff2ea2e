import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Partnership, usePlanHistory } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { SideTag } from './parts'

/** Every version of the plan: who changed what, and the plan as it was. */
export function HistoryTab({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const format = useFormat()
  const { data, error, refetch } = usePlanHistory(pair.id)
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data) return <span className="bone" style={{ width: '100%', height: 240 }} aria-hidden="true" />
  if (data.length === 0) return <p className="note">{t('pair.noHistory')}</p>
  return (
    <div className="pair-body">
      <ScrollTable label={t('pair.tab.history')}>
        <thead>
          <tr>
            <th scope="col" data-numeric>
              {t('pair.version')}
            </th>
            <th scope="col">{t('pair.when')}</th>
            <th scope="col">{t('pair.who')}</th>
            <th scope="col">{t('pair.changes')}</th>
          </tr>
        </thead>
        <tbody>
          {data.map(one => (
            <tr key={one.version}>
              <th scope="row" data-numeric>
                <Link to={hrefOf(`/partnerships/${pair.id}`, { tab: 'plan', version: String(one.version) })}>{format.count(one.version)}</Link>
              </th>
              <td className="data-when">
                <time dateTime={one.at}>{timeText(one.at, format.language)}</time>
              </td>
              <td>
                <SideTag pair={pair} side={one.side} />
                <small>
                  {[one.by, one.organisation].filter(Boolean).join(' · ')}
                  {one.from_file ? ` · ${t('pair.byFile')}` : ''}
                </small>
              </td>
              <td>
                {one.changes.map(change => (
                  <span key={`${change.op} ${change.id}`} className="pair-change">
                    {t(change.op === 'remove' ? 'pair.changeRemoved' : change.new ? 'pair.changeNew' : 'pair.changeChanged', { kind: t(`pair.kind.${change.kind}`) })} <code>{change.id}</code>
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </div>
  )
}
