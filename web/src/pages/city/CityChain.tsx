import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type CityTable, type ClusterCity, useChain } from '@/api/cities'
import { usePlaceTree } from '@/app/CutBar'
import { ErrorNote } from '@/components/ErrorNote'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { TableRibbon } from '../cluster/parts'
import { useMoney } from '../exchange/useWords'
import { gapsOf, type Gap, meanSteps, rowsOf, soleOf } from './chain'

const ROWS = 8

/** What the value chain of the region says of one city: what it lacks and who has it, what hangs on one firm, how far it is from final use. */
export function CityChain({ city, tables }: { city: Pick<ClusterCity, 'id' | 'name' | 'place'>; tables: readonly CityTable[] }) {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const yuan = useMoney()
  const tree = usePlaceTree(region.id)
  const chain = tables.find(one => one.kind === 'chain') ?? null
  const { data, error, refetch } = useChain(region.id, chain?.id ?? null, '', city.place ?? city.id)
  const name = label(city.name)
  const link = (show: string, text: string) => <Link to={hrefOf('/cluster', { tab: 'chain', chain: chain ? String(chain.id) : null, show })}>{text}</Link>
  const section = (children: ReactNode) => (
    <section className="cluster-block city-chain" aria-labelledby="city-chain">
      <h2 id="city-chain">{t('city.chain')}</h2>
      {children}
    </section>
  )
  if (!chain)
    return section(
      <div className="empty">
        <p>{t('cluster.noChain')}</p>
        <code>carbonshed city keep DIR --into {region.id} --kind chain --origin &quot;…&quot;</code>
      </div>,
    )
  if (error) return section(<ErrorNote error={error} retry={() => void refetch()} />)
  if (!data) return section(<span className="bone cluster-bone" />)
  const own = new Set([city.id, city.name.en, city.name.zh, city.place ?? ''])
  const code = (text: string) => tree.places.find(place => place.code === text || place.name.en === text || place.name.zh === text)?.code
  // The chain may have another of the place's names than the page.
  const mine = (text: string) => own.has(text) || (city.place !== null && code(text) === city.place)
  const place = (text: string) => label(tree.places.find(one => one.code === code(text))?.name) || text
  const positions = rowsOf(data.tables, 'position').filter(row => mine(row.city ?? ''))
  const needs = rowsOf(data.tables, 'dependence').filter(row => mine(row.city ?? ''))
  const firms = rowsOf(data.tables, 'critical').filter(row => mine(row.city ?? ''))
  const { lacks, serves } = gapsOf(rowsOf(data.tables, 'gaps'), mine)
  if (positions.length + needs.length + firms.length + lacks.length === 0)
    return section(
      <p className="note">
        {t('city.notInChain', { name, chain: chain.name })} {link('critical', t('city.toChain'))}
      </p>,
    )
  const { unit } = data.table
  // Yuan are read in millions or in 亿; a unit of the table's own stays.
  const scale = unit ? { factor: 1, label: unit } : format.picture('CNY', Math.max(0, ...positions.map(row => Number(row.output_yuan)), ...lacks.map(gap => gap.needed)))
  const money = (value: number) => format.short(value * scale.factor)
  const amount = (value: number) => (unit ? `${format.short(value)} ${unit}` : yuan(value))
  const steps = (text: string | undefined) => (text ? format.full(Number(text), 2) : '–')
  const grave = firms.filter(row => row.graph_falls_apart === 'yes' || Number(row.others_lose_yuan) > 0)
  const sole = soleOf(needs)
  const up = meanSteps(positions, 'upstreamness')
  const partners = (gap: Gap) => (gap.partners.length === 0 ? t('city.nobodyMakes') : gap.partners.map(one => t('city.partnerMakes', { partner: place(one.city), amount: amount(one.makes), comes: amount(one.comes) })).join(t('city.listSeparator')))
  return section(
    <>
      <TableRibbon table={data.table} />
      <p className="frame-summary">
        {t('city.chainSummary', { name, lacks: format.count(lacks.length), grave: format.count(grave.length), sole: format.count(sole.length) })} {up === null ? '' : t('city.chainUp', { steps: format.full(up, 2) })} {link('critical', t('city.toChain'))}
      </p>
      <h3>{t('city.lacks', { name })}</h3>
      {lacks.length === 0 ? (
        <p className="muted">{t('city.lacksNothing', { name })}</p>
      ) : (
        <ScrollTable label={t('city.lacks', { name })} className="cluster-wrap">
          <thead>
            <tr>
              <th scope="col">{t('chain.product')}</th>
              {(['needed', 'made', 'gap'] as const).map(key => (
                <th key={key} scope="col" data-numeric>
                  {t(`chain.${key}`)} ({scale.label})
                </th>
              ))}
              <th scope="col">{t('city.whoHas')}</th>
            </tr>
          </thead>
          <tbody>
            {lacks.slice(0, ROWS).map(gap => (
              <tr key={gap.product}>
                <th scope="row">{gap.product}</th>
                <td data-numeric>{money(gap.needed)}</td>
                <td data-numeric>{money(gap.made)}</td>
                <td data-numeric>{money(gap.gap)}</td>
                <td>{partners(gap)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
      {lacks.length > ROWS ? <p className="whose-key">{link('gaps', t('city.allRows', { number: format.count(lacks.length) }))}</p> : null}
      {serves.length > 0 ? <p className="whose-key">{t('city.serves', { name, list: serves.map(one => t('city.servesOne', { city: place(one.city), product: one.product })).join(t('cluster.comma')) })}</p> : null}
      <h3>{t('city.single')}</h3>
      {grave.length + sole.length === 0 ? <p className="muted">{t('city.singleNone', { name })}</p> : null}
      <ul className="city-points">
        {grave.slice(0, ROWS).map(row => (
          <li key={row.firm}>
            {Number(row.others_lose_yuan) > 0 ? t('city.graveFirm', { firm: row.firm, others: amount(Number(row.others_lose_yuan)), count: Number(row.firms_hit), firms: format.count(Number(row.firms_hit)) }) : null} {row.graph_falls_apart === 'yes' ? t('city.fallsApart', { firm: row.firm }) : null}
          </li>
        ))}
        {sole.slice(0, ROWS).map(row => (
          <li key={`${row.process} ${row.product}`}>{t('city.soleSupplier', { process: row.process, product: row.product, firm: row.largest_supplier })}</li>
        ))}
      </ul>
      {positions.length > 0 ? (
        <>
          <h3>{t('city.upstream')}</h3>
          <ScrollTable label={t('city.upstream')} className="cluster-wrap">
            <thead>
              <tr>
                <th scope="col">{t('chain.process')}</th>
                <th scope="col">{t('chain.product')}</th>
                <th scope="col" data-numeric>
                  {t('chain.output')} ({scale.label})
                </th>
                <th scope="col" data-numeric>
                  {t('chain.upstreamness')}
                </th>
                <th scope="col" data-numeric>
                  {t('chain.downstreamness')}
                </th>
              </tr>
            </thead>
            <tbody>
              {positions.slice(0, ROWS).map(row => (
                <tr key={row.process}>
                  <th scope="row">{row.process}</th>
                  <td>{row.product}</td>
                  <td data-numeric>{money(Number(row.output_yuan))}</td>
                  <td data-numeric>{steps(row.upstreamness)}</td>
                  <td data-numeric>{steps(row.downstreamness)}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
          {positions.length > ROWS ? <p className="whose-key">{link('position', t('city.allRows', { number: format.count(positions.length) }))}</p> : null}
        </>
      ) : null}
    </>,
  )
}
