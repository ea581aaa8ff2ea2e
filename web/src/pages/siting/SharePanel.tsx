import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SharingAnswer } from '@/api/board'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { ScrollTable } from '@/components/ScrollTable'
import { useFormat } from '@/format/useFormat'
import { Findings } from '../exchange/Findings'
import { Fact } from '../exchange/NetworkPanel'
import { frameOf, type Row, rowsOf, tableOf } from '../exchange/result'
import { useCityName } from '../exchange/useWords'
import { Files, useAnswer, useToolFiles } from './Files'

/** Yuan with two digits as whole fen, without going through floating point. */
export function fenOf(text: string): bigint {
  const [whole = '0', part = ''] = text.replace('-', '').split('.')
  const fen = BigInt(whole) * 100n + BigInt(part.padEnd(2, '0').slice(0, 2))
  return text.startsWith('-') ? -fen : fen
}

const whole = (group: readonly Row[]) => group.reduce((all, row) => all + fenOf(row.yuan ?? '0'), 0n)

/** How output and tax of projects are shared by rule, to the fen, and why. */
export function SharePanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const cityName = useCityName()
  const files = useToolFiles('share')
  const { data, error, busy } = useAnswer<SharingAnswer>('share', files.files)
  const shares = tableOf(data?.result, 'shares.csv')
  const rows = useMemo(() => rowsOf(shares), [shares])
  const amounts = useMemo(() => {
    const groups = new Map<string, Row[]>()
    for (const row of rows) {
      const key = `${row.project}\n${row.item}\n${row.year}`
      groups.set(key, [...(groups.get(key) ?? []), row])
    }
    return [...groups.values()]
  }, [rows])
  const cities = [...new Set(rows.map(row => row.city ?? ''))]
  const head = (column: string) => t(`column.${column}`, { defaultValue: column })
  const item = (text: string) => t(`siting.item.${text}`, { defaultValue: text })
  const table = frameOf(shares, head, (column, text) => (column === 'item' ? item(text) : column === 'city' || column === 'base_city' ? cityName(text) : column === 'rounded_up' ? t(text === 'yes' ? 'siting.yes' : 'siting.no') : text))
  const sum = (name: string) => data?.result.sums.find(one => one.name === name)?.value ?? null
  const money = (text: string | undefined) => format.full(Number(text ?? 0), 2)
  const why = (row: Row) => {
    const [part, all] = (row.weight ?? '').split('/')
    const percent = (Number(part) / Number(all)) * 100
    // To a tenth, so that the shares of an amount add up on the screen too.
    const share = `${format.full(percent, Number.isInteger(percent) ? 0 : 1)}%`
    const base = fenOf(row.base_yuan ?? '0') > 0n ? t('siting.whyBase', { base: money(row.base_yuan) }) : ''
    return [t('siting.why', { rule: row.rule, share }), base, row.rounded_up === 'yes' ? t('siting.whyFen') : '', row.source].filter(Boolean).join(t('siting.semicolon'))
  }
  return (
    <>
      <Files tool="share" of={files} />
      {files.error || error ? <ErrorNote error={files.error ?? error} /> : null}
      {data ? (
        <>
          {files.example !== 'own' ? <p className="note">{t('siting.inventedShare')}</p> : null}
          <dl className="ex-facts" aria-busy={busy}>
            <Fact name={t('siting.fact.amounts')} value={format.count(sum('amounts') ?? 0)} />
            <Fact name={t('siting.fact.yuan')} value={sum('yuan') === null ? '–' : format.full(sum('yuan'), 2)} />
            <Fact name={t('siting.fact.shared')} value={sum('shared_yuan') === null ? '–' : format.full(sum('shared_yuan'), 2)} />
            <Fact name={t('siting.fact.left')} value={format.count(sum('left') ?? 0)} />
          </dl>
          <Findings answer={data.result} />
          {table ? (
            <ChartFrame title={t('siting.shareTitle')} summary={t('siting.shareSummary')} table={table} name={`carbonshed-shares-${files.example ?? 'own'}`} note={t('siting.shareNote')}>
              <ul className="st-key" aria-hidden="true">
                {cities.map((city, at) => (
                  <li key={city}>
                    <span data-city={at % 6} />
                    {cityName(city)}
                  </li>
                ))}
              </ul>
              <ScrollTable label={t('exchange.tableOf', { title: t('siting.shareTitle') })} className="st-shares">
                <thead>
                  <tr>
                    <th scope="col">{head('project')}</th>
                    <th scope="col">{head('item')}</th>
                    <th scope="col">{head('year')}</th>
                    <th scope="col" data-numeric>
                      {t('siting.amount')}
                    </th>
                    <th scope="col">{t('siting.shares')}</th>
                  </tr>
                </thead>
                <tbody>
                  {amounts.map(group => {
                    const all = whole(group)
                    return (
                      <tr key={`${group[0]?.project}${group[0]?.item}${group[0]?.year}`}>
                        <th scope="row">{group[0]?.project}</th>
                        <td>{item(group[0]?.item ?? '')}</td>
                        <td>{group[0]?.year}</td>
                        <td data-numeric>{format.full(Number(all) / 100, 2)}</td>
                        <td>
                          <div className="st-stack" aria-hidden="true">
                            {group.map(row => (
                              <span key={row.city} data-city={cities.indexOf(row.city ?? '') % 6} style={{ width: `${all > 0n ? (Number(fenOf(row.yuan ?? '0')) / Number(all)) * 100 : 0}%` }} />
                            ))}
                          </div>
                          <ul className="st-whys">
                            {group.map(row => (
                              <li key={row.city}>
                                <strong>
                                  {cityName(row.city ?? '')} {money(row.yuan)}
                                </strong>{' '}
                                <small>{why(row)}</small>
                              </li>
                            ))}
                          </ul>
                        </td>
                      </tr>
                    )
                  })}
                </tbody>
              </ScrollTable>
            </ChartFrame>
          ) : null}
        </>
      ) : error ? null : (
        <div className="bone ex-bone" />
      )}
    </>
  )
}
