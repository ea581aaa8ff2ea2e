import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Cause, type ChangeRow, type Changes, type Publication, useChanges, usePublication } from '@/api/readings'
import { saveBlob } from '@/components/ChartFrame'
import { Completeness } from '@/components/Completeness'
import { Dash } from '@/components/Dash'
import { ErrorNote } from '@/components/ErrorNote'
import { ExplainValue } from '@/components/Figure'
import { Icon } from '@/components/Icon'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { toCsv } from '@/format/csv'
import { decimalsFor } from '@/format/number'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { differing, tableOf } from './publication'

/** A publication exactly as it was, then what changed since and why. */
export function PublicationView({ id }: { id: string }) {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const { data, error, refetch } = usePublication(region.id, id)
  const changes = useChanges(region.id, id)
  return (
    <div className="page publication">
      <Link className="publication-back" to={hrefOf('/publications')}>
        <Icon name="left" size={16} /> {t('nav.publications')}
      </Link>
      <div className="page-head">
        <h1>{data?.title ?? t('publication.number', { n: id })}</h1>
      </div>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <>
          <p className="publication-where">
            {label(data.place.name)} · {format.period(data.period)} · <time dateTime={data.created_at}>{timeText(data.created_at, format.language)}</time> · {data.by ?? t('data.bySystem')}
          </p>
          {data.note ? <p className="publication-note">{data.note}</p> : null}
          <section aria-labelledby="publication-changes" className="publication-section">
            <h2 id="publication-changes">{t('publication.since')}</h2>
            {changes.error ? <ErrorNote error={changes.error} retry={() => void changes.refetch()} /> : null}
            {changes.data ? <Since then={data} changes={changes.data} /> : changes.error ? null : <span className="bone" style={{ width: '100%', height: 60 }} aria-hidden="true" />}
          </section>
          <div className="publication-section">
            <div className="publication-head">
              <h2>{t('publication.asItWas')}</h2>
              <button
                type="button"
                className="bare outlined"
                onClick={() =>
                  saveBlob(
                    new Blob(
                      [
                        toCsv(
                          { columns: [t('table.place'), t('pick.indicator'), t('sources.unit'), t('sources.value'), `${t('table.completeness')} (%)`].map((title) => ({ title })), rows: data.figures.map((one) => [label(one.place.name) || one.place.code, t(`indicator.${one.indicator}`), one.unit, one.value, one.completeness_percent]) },
                          [`${data.title}, ${data.created_at}`, `SHA-256 ${data.hash}`],
                        ),
                      ],
                      { type: 'text/csv;charset=utf-8' },
                    ),
                    `carbonshed-${region.id}-publication-${data.id}.csv`,
                  )
                }
              >
                <Icon name="download" size={16} /> {t('frame.csv')}
              </button>
            </div>
            <p className="muted">{t('publication.explainNow')}</p>
            <Figures publication={data} />
          </div>
          <dl className="publication-versions">
            {(['data', 'factors', 'code'] as const).map((kind) => (
              <div key={kind}>
                <dt>{t(`publication.version.${kind}`)}</dt>
                <dd>
                  <code>{data.versions[kind]}</code>
                </dd>
              </div>
            ))}
            <div>
              <dt>{t('source.hash')}</dt>
              <dd>
                <code>{data.hash}</code>
              </dd>
            </div>
          </dl>
        </>
      ) : error ? null : (
        <span className="bone" style={{ width: '100%', height: 420 }} aria-hidden="true" />
      )}
    </div>
  )
}

function Figures({ publication }: { publication: Publication }) {
  const { t } = useTranslation()
  const label = useLabel()
  const format = useFormat()
  const table = tableOf(publication.figures)
  // As published: the server's own units, all digits that a column can bear.
  const decimals = table.columns.map((_, index) => decimalsFor(table.rows.map((row) => row.cells[index]?.value ?? null), 3))
  return (
    <ScrollTable label={t('publication.asItWas')}>
      <thead>
        <tr>
          <th scope="col">{t('table.place')}</th>
          {table.columns.map((column) => (
            <th key={`${column.indicator} ${column.unit}`} scope="col" data-numeric>
              {t(`indicator.${column.indicator}`, { defaultValue: column.indicator })}
              <small>{format.unit(column.unit)}</small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.place.code}>
            <th scope="row">{label(row.place.name) || row.place.code}</th>
            {row.cells.map((cell, index) => (
              // Cells stand below their heads.
              // oxlint-disable-next-line no-array-index-key
              <td key={index} data-numeric>
                {cell === null || cell.value === null ? (
                  <Dash />
                ) : (
                  <ExplainValue query={{ indicator: cell.indicator, place: row.place.code, period: publication.period }} name={`${label(row.place.name) || row.place.code} ${t(`indicator.${cell.indicator}`, { defaultValue: cell.indicator })}`} text={format.full(cell.value, decimals[index] ?? 3)} />
                )}
                {cell !== null && cell.value !== null && cell.completeness_percent !== null && cell.completeness_percent < 100 ? (
                  <small>
                    <Completeness percent={cell.completeness_percent} compact />
                  </small>
                ) : null}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  )
}

/** What the same question answers now, and what made the difference. */
function Since({ then, changes }: { then: Publication; changes: Changes }) {
  const { t } = useTranslation()
  const label = useLabel()
  const format = useFormat()
  const rows = differing(changes.rows)
  const other = (['data', 'factors', 'code'] as const).filter((kind) => changes.now_versions[kind] !== then.versions[kind])
  if (changes.unchanged || rows.length === 0)
    return (
      <p className="note" data-good>
        <strong>{t('publication.unchanged')}</strong> {other.length > 0 ? t('publication.versionsOnly', { list: other.map((kind) => t(`publication.version.${kind}`)).join(t('app.comma')) }) : ''}
      </p>
    )
  const number = (value: number | null, row: ChangeRow) => (value === null ? <span title={t('reason.no_data')}>–</span> : format.full(value, decimalsFor([row.then, row.now], 3)))
  return (
    <>
      <p className="note publication-changed">
        <strong>{t('publication.changed', { count: rows.length, n: format.count(rows.length), of: format.count(changes.rows.length) })}</strong> {t('publication.changedHint')}
      </p>
      <h3>{t('publication.why')}</h3>
      <ol className="publication-causes">
        {changes.causes.map((cause, index) => (
          // Causes have no identity but their place in the list.
          // oxlint-disable-next-line no-array-index-key
          <li key={index}>
            <CauseLine cause={cause} />
          </li>
        ))}
        {changes.causes.length === 0 ? <li className="muted">{t('publication.noCause')}</li> : null}
      </ol>
      <h3>{t('publication.what')}</h3>
      <ScrollTable label={t('publication.what')} className="publication-changes">
        <thead>
          <tr>
            <th scope="col">{t('table.place')}</th>
            <th scope="col">{t('pick.indicator')}</th>
            <th scope="col">{t('sources.unit')}</th>
            <th scope="col" data-numeric>
              {t('publication.then')}
            </th>
            <th scope="col" data-numeric>
              {t('publication.now')}
            </th>
            <th scope="col" data-numeric>
              {t('publication.change')}
            </th>
            <th scope="col" data-numeric>
              {t('publication.changeShare')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.place.code} ${row.indicator} ${row.unit}`}>
              <th scope="row">{label(row.place.name) || row.place.code}</th>
              <td>{t(`indicator.${row.indicator}`, { defaultValue: row.indicator })}</td>
              <td>{format.unit(row.unit)}</td>
              <td data-numeric>{number(row.then, row)}</td>
              <td data-numeric>{number(row.now, row)}</td>
              <td data-numeric>{number(row.change, row)}</td>
              <td data-numeric>{row.change_percent === null ? <span title={t('reason.no_data')}>–</span> : format.change(row.change_percent)}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </>
  )
}

function CauseLine({ cause }: { cause: Cause }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const format = useFormat()
  return (
    <>
      <strong>{t(`publication.cause.${cause.kind}`)}</strong> {cause.import === null ? cause.label : <Link to={hrefOf('/findings', { tab: 'imports', import: String(cause.import) })}>{cause.label || t('findings.importN', { n: cause.import })}</Link>}
      <span className="muted">
        {cause.at ? ` · ${timeText(cause.at, format.language)}` : ''}
        {cause.by ? ` · ${cause.by}` : ''}
        {` · ${t('publication.entries', { count: cause.entries, n: format.count(cause.entries) })}`}
      </span>
      {cause.change ? (
        <span className="publication-effect">
          {t(`indicator.${cause.change.indicator}`, { defaultValue: cause.change.indicator })} {cause.change.value > 0 ? '+' : ''}
          {format.exact(cause.change.value)} {format.unit(cause.change.unit)}
        </span>
      ) : null}
    </>
  )
}
