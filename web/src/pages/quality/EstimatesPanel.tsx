import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Estimate, type EstimateAnswer, type EstimateModel, type EstimateRow, type EstimateRun, runEstimates, STEP, useEstimates } from '@/api/estimates'
import { useSession } from '@/api/queries'
import { ErrorNote } from '@/components/ErrorNote'
import { useExplainLink } from '@/components/explain'
import { Icon } from '@/components/Icon'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut, useParam } from '@/cut/useCut'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import { MAY_DECIDE } from '../cases/roles'
import './estimates.css'

/** Which enterprises lack data, what stands in its place, by which model, and how far that is off. */
export function EstimatesPanel({ year }: { year: string }) {
  const { t } = useTranslation()
  const { region, cut } = useCut()
  const format = useFormat()
  const session = useSession()
  const may = session.data?.user?.roles.some((role) => MAY_DECIDE.has(role)) ?? false
  const [q, setQ] = useParam('q', '')
  const { data, error, refetch, isFetching, isPlaceholderData, more } = useEstimates(region.id, { year: year || null, q: q || null, place: cut.place === region.root_place ? null : cut.place })
  const [running, setRunning] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [done, setDone] = useState<EstimateRun | null>(null)
  const run = async (of: number) => {
    setRunning(true)
    setFailure(null)
    setDone(null)
    try {
      setDone((await runEstimates(region.id, of))[0] ?? null)
    } catch (refused) {
      setFailure(refused)
    } finally {
      setRunning(false)
    }
  }
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data) return <span className="bone" style={{ width: '100%', height: 420 }} aria-hidden="true" />
  const rest = data.total - data.rows.length
  return (
    <div data-old={isPlaceholderData || undefined} className="quality estimates">
      <Whole data={data} />
      <div className="estimates-run">
        <p className={data.stale ? 'estimates-stale' : 'muted'} role="status">
          {done ? t(done.import === null ? 'estimates.unchanged' : 'estimates.done', { n: format.count(done.estimated), entries: format.count(done.entries) }) : data.stale ? t('estimates.stale') : data.run?.at ? t('estimates.ran', { at: timeText(data.run.at, format.language), by: data.run.by ?? t('estimates.operator') }) : t('estimates.never')}
        </p>
        {may ? (
          <Button type={data.stale || data.run === null ? 'primary' : 'default'} loading={running} onClick={() => void run(data.year)}>
            {t('estimates.run', { year: data.year })}
          </Button>
        ) : null}
      </div>
      {failure ? <ErrorNote error={failure} /> : null}
      {data.models.length > 0 ? <Models models={data.models} /> : null}
      <section className="estimates-rows" aria-labelledby="estimates-rows">
        <div className="estimates-head">
          <h2 id="estimates-rows">{t('estimates.lackingHead')}</h2>
          <Input.Search allowClear defaultValue={q} placeholder={t('estimates.search')} aria-label={t('estimates.search')} onSearch={setQ} style={{ maxWidth: 260 }} />
        </div>
        {data.rows.length === 0 ? <p className="note">{t(q ? 'estimates.noneFound' : 'estimates.none')}</p> : <Rows rows={data.rows} year={data.year} />}
        <div className="quality-foot">
          <p className="muted">{t('findings.shown', { n: format.count(data.rows.length), of: format.count(data.total) })}</p>
          {more ? (
            <Button loading={isFetching} onClick={more}>
              {t('findings.more', { n: format.count(Math.min(rest, STEP)) })}
            </Button>
          ) : null}
        </div>
      </section>
    </div>
  )
}

function Whole({ data }: { data: EstimateAnswer }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <dl className="quality-whole">
      <div>
        <dt>{t('estimates.complete', { year: data.year })}</dt>
        <dd>
          {format.count(data.complete)}
          <small>{t('estimates.ofEnterprises', { n: format.count(data.enterprises) })}</small>
        </dd>
      </div>
      <div>
        <dt>{t('estimates.lacking')}</dt>
        <dd>{format.count(data.lacking)}</dd>
      </div>
      <div>
        <dt>{t('estimates.estimated')}</dt>
        <dd>
          <span className={data.estimated > 0 ? 'figure-estimate quality-estimate' : undefined}>{format.count(data.estimated)}</span>
          <small>{t('estimates.withoutData')}</small>
        </dd>
      </div>
    </dl>
  )
}

function useMethod() {
  const { t } = useTranslation()
  return (method: string) => t(`method.${method}`, { defaultValue: method.replaceAll('_', ' ') })
}

/** Seasons stand for themselves: there is no line of all above them. */
const alone = (one: EstimateModel) => one.group.level === 'all' || one.input === 'known_months'

/** A row for each model, and below it one for each group whose line was used. */
function Models({ models }: { models: readonly EstimateModel[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const label = useLabel()
  const method = useMethod()
  const percent = (value: number | null) => (value === null ? '–' : format.percent(value))
  // The models first; what they are in each industry is for who wants to know.
  const [open, setOpen] = useState<string | null>(null)
  const shown = models.filter((one) => alone(one) || one.method === open)
  return (
    <section className="estimates-models" aria-labelledby="estimates-models">
      <h2 id="estimates-models">{t('estimates.models')}</h2>
      <p className="muted">{t('estimates.modelsHint')}</p>
      <ScrollTable label={t('estimates.models')}>
          <thead>
            <tr>
              <th scope="col">{t('estimates.method')}</th>
              <th scope="col">{t('estimates.group')}</th>
              {(['fitted', 'wape', 'median', 'bias', 'used'] as const).map((key) => (
                <th key={key} scope="col" data-numeric>
                  {t(`estimates.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={`${one.method}/${one.group.level}/${one.group.industry ?? ''}/${String(one.group.above_designated_size)}`} data-part={alone(one) ? undefined : true}>
                <th scope="row">
                  {one.group.level === 'all' && one.input !== 'known_months' ? (
                    <button type="button" className="quality-toggle" aria-expanded={open === one.method} aria-label={t('estimates.openModel', { name: method(one.method) })} onClick={() => setOpen(open === one.method ? null : one.method)}>
                      <span className="caret" data-open={open === one.method || undefined}>
                        <Icon name="right" size={14} />
                      </span>
                      {method(one.method)}
                    </button>
                  ) : (
                    <span className={alone(one) ? undefined : 'visually-hidden'}>{method(one.method)}</span>
                  )}
                </th>
                <td>{label(one.label)}</td>
                <td data-numeric>{format.count(one.n)}</td>
                <td data-numeric>{percent(one.back_test.wape_percent)}</td>
                <td data-numeric>{percent(one.back_test.median_ape_percent)}</td>
                <td data-numeric>{one.back_test.bias_percent === null ? '–' : format.change(one.back_test.bias_percent)}</td>
                <td data-numeric>{format.count(one.used)}</td>
              </tr>
            ))}
          </tbody>
      </ScrollTable>
    </section>
  )
}

const TARGETS = ['electricity', 'energy', 'carbon'] as const

function Rows({ rows, year }: { rows: readonly EstimateRow[]; year: number }) {
  const { t } = useTranslation()
  return (
    <ScrollTable label={t('estimates.lackingHead')} className="estimates-table">
        <thead>
          <tr>
            <th scope="col">{t('quality.by.enterprise')}</th>
            <th scope="col">{t('estimates.known')}</th>
            {TARGETS.map((target) => (
              <th key={target} scope="col" data-numeric>
                {t(`quantity.${target}`)}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('explain.title')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.enterprise.code} row={row} year={year} />
          ))}
        </tbody>
    </ScrollTable>
  )
}

function Row({ row, year }: { row: EstimateRow; year: number }) {
  const { t } = useTranslation()
  const label = useLabel()
  const names = useNames()
  const explain = useExplainLink()
  const posted = row.estimates.some((one) => one.not_posted === null)
  const electric = row.estimates.some((one) => one.not_posted === null && one.target === 'electricity')
  const known = TARGETS.filter((target) => row[target] !== 'none')
  return (
    <tr>
      <th scope="row">
        {label(row.enterprise.name) || row.enterprise.code}
        <small className="estimates-who">{[label(row.place.name), row.industry ? names.member('industry', row.industry) : ''].filter(Boolean).join(' · ')}</small>
      </th>
      <td>
        {known.length === 0 ? <span className="muted">{t('estimates.nothingKnown')}</span> : known.map((target) => t('estimates.knownOf', { what: t(`quantity.${target}`), extent: t(`estimates.extent.${row[target]}`) })).join(t('estimates.and'))}
        <small className="estimates-who">
          {[row.filed ? t('quality.filed') : '', row.metered ? t('quality.metered') : '', t('estimates.months', { n: row.months_present, of: row.months_expected })].filter(Boolean).join(' · ')}
        </small>
      </td>
      {TARGETS.map((target) => (
        <td key={target} data-numeric>
          <Target row={row} target={target} />
        </td>
      ))}
      <td>
        {posted ? (
          <button
            type="button"
            className="bare estimates-explain"
            aria-label={t('estimates.explainOf', { name: label(row.enterprise.name) || row.enterprise.code })}
            onClick={() => explain({ indicator: row.estimates.some((one) => one.target === 'carbon') || electric ? 'carbon_total' : 'energy_total', period: String(year), place: row.place.code, enterprise: row.enterprise.code })}
          >
            {t('explain.open')}
          </button>
        ) : null}
      </td>
    </tr>
  )
}

/** A figure's cell: the estimate with its method and error, or why there is none, or that it is known. */
function Target({ row, target }: { row: EstimateRow; target: (typeof TARGETS)[number] }) {
  const { t } = useTranslation()
  const found = row.estimates.filter((estimate) => estimate.target === target)
  const months = found.filter((estimate) => estimate.month !== null)
  const one = found.find((estimate) => estimate.month === null)
  if (months.length > 0) return <Months months={months} />
  if (one) return <Cell one={one} />
  if (row[target] === 'whole') return <span className="muted">{t('estimates.extent.whole')}</span>
  const refused = row.refused.find((other) => other.target === target)
  if (refused) return <span className="muted">{t(`reason.estimate.${refused.reason}`, { defaultValue: refused.reason })}</span>
  return <span className="muted">–</span>
}

/** Estimates of single months: their sum, and which they are. */
function Months({ months }: { months: readonly Estimate[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const method = useMethod()
  const first = months[0]
  if (!first) return null
  const sum = months.reduce((all, one) => all + one.value, 0)
  return (
    <span>
      <span className="figure-estimate meter-estimate">{format.full(sum, Math.abs(sum) >= 1000 ? 0 : 1)}</span> <span className="figure-unit">{format.unit(first.unit)}</span>
      <small className="estimates-who">
        {t('estimates.ofMonths', { months: months.map((one) => format.month(one.month ?? 1)).join(t('estimates.and')) })} · {method(first.method)}
        {first.back_test.median_ape_percent === null ? '' : ` · ${t('estimates.typically', { percent: format.percent(first.back_test.median_ape_percent) })}`}
      </small>
    </span>
  )
}

function Cell({ one }: { one: Estimate }) {
  const { t } = useTranslation()
  const format = useFormat()
  const method = useMethod()
  const figure = (value: number) => format.full(value, Math.abs(value) >= 1000 ? 0 : 1)
  const range = t('estimates.range', { from: figure(one.lower), to: figure(one.upper) })
  return (
    <span className={one.not_posted === null ? undefined : 'estimates-off'} title={range}>
      <span className={one.not_posted === null ? 'figure-estimate meter-estimate' : undefined}>{figure(one.value)}</span> <span className="figure-unit">{format.unit(one.unit)}</span>
      <small className="estimates-who">
        {method(one.method)}
        {one.back_test.median_ape_percent === null ? '' : ` · ${t('estimates.typically', { percent: format.percent(one.back_test.median_ape_percent) })}`}
        {one.extrapolated ? ` · ${t('estimates.beyond')}` : ''}
      </small>
      {one.not_posted === null ? null : <small className="estimates-who">{t('estimates.notPosted', { reason: t(`reason.estimate.${one.not_posted}`, { defaultValue: one.not_posted }) })}</small>}
    </span>
  )
}
