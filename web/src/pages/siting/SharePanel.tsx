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

/** Digits that a figure has after the point. */
export const digitsOf = (text: string): number => text.split('.')[1]?.length ?? 0

/** A figure as whole minor units of its currency, without going through floating point. */
export function minorOf(text: string, digits: number): bigint {
  const [whole = '0', part = ''] = text.replace('-', '').split('.')
  const minor = BigInt(whole) * 10n ** BigInt(digits) + BigInt(part.padEnd(digits, '0').slice(0, digits) || '0')
  return text.startsWith('-') ? -minor : minor
}

/** Minor units as a figure with all its digits. */
export function majorOf(minor: bigint, digits: number): string {
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  const at = text.length - digits
  return `${minor < 0n ? '-' : ''}${text.slice(0, at)}${digits > 0 ? `.${text.slice(at)}` : ''}`
}

/** The sum of a table's rows: each amount has the digits of its currency. */
const whole = (group: readonly Row[], digits: number) => group.reduce((all, row) => all + minorOf(row.amount ?? '0', digits), 0n)

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
  const sums = useMemo(() => {
    const found = new Map<string, string>()
    for (const row of rows) {
      const [code, amount] = [row.currency ?? '', row.amount ?? '0']
      const digits = digitsOf(amount)
      found.set(code, majorOf(minorOf(found.get(code) ?? '0', digits) + minorOf(amount, digits), digits))
    }
    return [...found]
  }, [rows])
  const sum = (name: string) => data?.result.sums.find(one => one.name === name)?.value ?? null
  const money = (text: string | undefined) => format.full(Number(text ?? 0), digitsOf(text ?? ''))
  const why = (row: Row) => {
    const [part, all] = (row.weight ?? '').split('/')
    const percent = (Number(part) / Number(all)) * 100
    // To a tenth, so that the shares of an amount add up on the screen too.
    const share = `${format.full(percent, Number.isInteger(percent) ? 0 : 1)}%`
    const base = Number(row.base_amount ?? 0) > 0 ? t('siting.whyBase', { base: money(row.base_amount) }) : ''
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
            <Fact name={t('siting.fact.together')} value={sum('sum') === null ? t('siting.currencies', { count: sum('currencies') ?? 0 }) : money((sum('sum') ?? 0).toFixed(digitsOf(sums[0]?.[1] ?? '')))} />
            <Fact name={t('siting.fact.sharedOut')} value={sums.length === 0 ? '–' : sums.map(([code, all]) => `${money(all)} ${code}`).join(t('app.comma'))} />
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
                    const digits = digitsOf(group[0]?.amount ?? '')
                    const all = whole(group, digits)
                    return (
                      <tr key={`${group[0]?.project}${group[0]?.item}${group[0]?.year}`}>
                        <th scope="row">{group[0]?.project}</th>
                        <td>{item(group[0]?.item ?? '')}</td>
                        <td>{group[0]?.year}</td>
                        <td data-numeric>
                          {money(majorOf(all, digits))} {group[0]?.currency}
                        </td>
                        <td>
                          <div className="st-stack" aria-hidden="true">
                            {group.map(row => (
                              <span key={row.city} data-city={cities.indexOf(row.city ?? '') % 6} style={{ width: `${all > 0n ? (Number(minorOf(row.amount ?? '0', digits)) / Number(all)) * 100 : 0}%` }} />
                            ))}
                          </div>
                          <ul className="st-whys">
                            {group.map(row => (
                              <li key={row.city}>
                                <strong>
                                  {cityName(row.city ?? '')} {money(row.amount)}
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
