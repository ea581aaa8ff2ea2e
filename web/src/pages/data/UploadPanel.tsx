import { Button } from 'antd'
import { useEffect, useId, useReducer, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ApiError, downloadHref, request } from '@/api/client'
import { useApi } from '@/api/queries'
import type { Import, ImportPreview } from '@/api/types'
import { usePrefs } from '@/app/prefs'
import { Icon } from '@/components/Icon'
import { Pick } from '@/components/Pick'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { FindingRows } from '../findings/FindingRows'
import { groupByCode } from '../findings/group'
import { SeverityMark } from '../findings/Severity'
import { findingName } from '../findings/texts'
import '../findings/findings.css'
import { ProgressBar, StateMark } from './DataPage'
import { canImport, type Failure, isOver, type Mode, reduce, start, type Upload } from './upload'

const failureOf = (cause: unknown): Failure =>
  cause instanceof ApiError ? { code: cause.code, message: cause.message, params: cause.params } : { code: 'http', message: String(cause), params: {} }

/** From a file on the desk to the ledger: choose, look, import, see what came of it. */
export function UploadPanel({ imports, onStarted }: { imports: readonly Import[]; onStarted: () => void }) {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const mappings = useApi('/api/v1/mappings', {})
  const [state, send] = useReducer(reduce<ImportPreview>, undefined, () => start<ImportPreview>())
  const [over, setOver] = useState(false)
  const input = useId()

  // The mapping of the region at hand, where there is one and none is chosen.
  const sorted = (mappings.data ?? []).toSorted((a, b) => Number(b.region === region.id) - Number(a.region === region.id))
  const usual = sorted.find(one => one.region === region.id)?.id ?? null
  useEffect(() => {
    if (state.mapping === null && usual !== null) send({ type: 'mapping', mapping: usual })
  }, [state.mapping, usual])

  const { step, file, mapping, choice, mode } = state
  useEffect(() => {
    if (step === 'choose' && file && mapping && !state.failure) send({ type: 'preview' })
  }, [step, file, mapping, state.failure])
  useEffect(() => {
    if (step !== 'previewing' || !file || !mapping) return
    const form = new FormData()
    form.append('file', file)
    form.append('mapping', mapping)
    const abort = new AbortController()
    request<ImportPreview>('POST', '/imports/preview', { body: form, signal: abort.signal }).then(
      preview => send({ type: 'previewed', choice, preview }),
      (cause: unknown) => {
        if (!abort.signal.aborted) send({ type: 'failed', choice, failure: failureOf(cause) })
      },
    )
    return () => abort.abort()
  }, [step, file, mapping, choice])
  useEffect(() => {
    if (step !== 'sending' || !file || !mapping || !mode) return
    const form = new FormData()
    form.append('file', file)
    form.append('mapping', mapping)
    form.append('mode', mode)
    request<{ import: number }>('POST', '/imports', { body: form }).then(
      answer => {
        send({ type: 'accepted', choice, import: answer.import })
        onStarted()
      },
      (cause: unknown) => send({ type: 'failed', choice, failure: failureOf(cause) }),
    )
    // Sent once for each choice and mode.
    // oxlint-disable-next-line react-hooks/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [step, choice, mode])
  const job = imports.find(one => one.import === state.import)
  useEffect(() => {
    if (job && isOver(job.state)) send({ type: 'state', import: job.import, state: job.state })
  }, [job])

  const busy = step === 'sending' || step === 'running'
  const take = (files: FileList | null) => {
    const first = files?.[0]
    if (first && !busy) send({ type: 'file', file: first })
  }
  return (
    <section className="upload" aria-labelledby={`${input}-head`}>
      <h2 id={`${input}-head`}>{t('data.bring')}</h2>
      <div className="upload-choose">
        <label
          className="upload-drop"
          htmlFor={input}
          data-over={over || undefined}
          data-busy={busy || undefined}
        >
          {/* The field itself covers the box: it takes a click, the keyboard and a dropped file alike. */}
          <input
            id={input}
            type="file"
            className="upload-input"
            accept=".csv,.tsv,.txt,.xlsx,.parquet,.gz"
            disabled={busy}
            onChange={event => take(event.target.files)}
            onDragEnter={() => setOver(true)}
            onDragLeave={() => setOver(false)}
            onDrop={() => setOver(false)}
          />
          <Icon name={file ? 'file' : 'data'} size={22} />
          <span>
            <strong>{file ? file.name : t('data.drop')}</strong>
            <small>{file ? `${format.count(Math.max(1, Math.round(file.size / 1024)))} KB · ${t('data.another')}` : t('data.formats')}</small>
          </span>
        </label>
        <Pick
          label={t('data.mapping')}
          value={mapping}
          options={sorted.map(one => ({ value: one.id, label: label(one.title) }))}
          onChange={next => send({ type: 'mapping', mapping: next })}
        />
      </div>
      {state.failure ? (
        <div className="note note-error" role="alert">
          <strong>{t(`error.${state.failure.code}`, { ...state.failure.params, defaultValue: state.failure.message })}</strong>
        </div>
      ) : null}
      {step === 'previewing' ? (
        <p className="upload-wait" role="status">
          {t('data.reading')}
        </p>
      ) : null}
      {state.preview && (step === 'previewed' || step === 'sending') ? <Preview upload={state} preview={state.preview} onImport={next => send({ type: 'import', mode: next })} /> : null}
      {step === 'running' ? (
        <div className="upload-run" role="status">
          {job ? (
            <>
              <StateMark state={job.state} />
              <ProgressBar progress={job.progress} />
            </>
          ) : (
            t('data.state.queued')
          )}
          <p className="muted">{t('data.mayLeave')}</p>
        </div>
      ) : null}
      {step === 'done' && job ? (
        <div className="note upload-done" role="status">
          <StateMark state={job.state} />
          <p>
            {job.state === 'committed'
              ? t('data.done.committed', { rows: format.count(job.rows - job.rejected), entries: format.count(job.entries), statistics: format.count(job.statistics) })
              : t(`data.done.${job.state}`, { earlier: job.error ?? '' })}
          </p>
          <p className="upload-links">
            {job.rejected > 0 ? (
              <a href={downloadHref(`/imports/${job.import}/rejects`)} download>
                {t('data.rejects', { n: format.count(job.rejected) })}
              </a>
            ) : null}
            {job.findings > 0 ? <Link to={hrefOf('/findings', { region: job.region, import: String(job.import) })}>{t('data.toFindings', { n: format.count(job.findings) })}</Link> : null}
            {job.state === 'committed' ? <Link to={hrefOf('/overview', { region: job.region })}>{t('data.toOverview')}</Link> : null}
            <button type="button" className="bare" onClick={() => send({ type: 'reset' })}>
              {t('data.next')}
            </button>
          </p>
        </div>
      ) : null}
    </section>
  )
}

/** What an import would do, before anything is changed. */
function Preview({ upload, preview, onImport }: { upload: Upload<ImportPreview>; preview: ImportPreview; onImport: (mode: Mode) => void }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const format = useFormat()
  const { hrefOf } = useCut()
  const groups = groupByCode(preview.findings)
  const [open, setOpen] = useState<string | null>(null)
  const facts = [
    ['rows', preview.rows],
    ['activities', preview.activities],
    ['statistics', preview.statistics],
    ['enterprises', preview.enterprises],
    ['rejected', preview.rejected],
  ] as const
  const first = preview.periods[0]
  const last = preview.periods.at(-1)
  const already = preview.already_imported
  return (
    <div className="preview">
      <dl className="preview-facts">
        {facts
          .filter(([key, value]) => value > 0 || key === 'rows')
          .map(([key, value]) => (
            <div key={key}>
              <dt>{t(`data.fact.${key}`)}</dt>
              <dd>{format.count(value)}</dd>
            </div>
          ))}
        {first && last ? (
          <div>
            <dt>{t('data.fact.periods')}</dt>
            <dd>{first === last ? format.period(first) : `${format.period(first)} – ${format.period(last)}`}</dd>
          </div>
        ) : null}
      </dl>

      <div className="preview-verdict note" data-bad={(preview.would_refuse && already == null) || undefined}>
        <p>
          {already != null ? (
            <>
              <strong>{t('data.already', { n: already })}</strong> {t('data.alreadyWhat')} <Link to={hrefOf('/findings', { import: String(already) })}>{t('data.alreadyLink')}</Link>
            </>
          ) : preview.would_refuse ? (
            <strong>{t('data.wouldRefuse', { n: format.count(preview.rejected), rows: format.count(preview.rows) })}</strong>
          ) : (
            <strong>{t('data.clean', { rows: format.count(preview.rows) })}</strong>
          )}
        </p>
        {already == null ? (
          <p className="preview-actions">
            {preview.would_refuse ? (
              <Button type="primary" loading={upload.step === 'sending'} disabled={!canImport(upload, 'lenient')} onClick={() => onImport('lenient')}>
                {t('data.importLenient', { n: format.count(Math.max(0, preview.rows - preview.rejected)) })}
              </Button>
            ) : (
              <Button type="primary" loading={upload.step === 'sending'} disabled={!canImport(upload, 'strict')} onClick={() => onImport('strict')}>
                {t('data.importStrict', { n: format.count(preview.rows) })}
              </Button>
            )}
          </p>
        ) : null}
      </div>

      {preview.totals.length > 0 ? (
        <section aria-label={t('data.totals')}>
          <h3>{t('data.totals')}</h3>
          <dl className="preview-totals">
            {preview.totals.map(one => (
              <div key={`${one.label} ${one.unit}`}>
                <dt>{one.label}</dt>
                <dd>
                  {format.exact(one.value)} <small>{format.unit(one.unit)}</small>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}

      {groups.length > 0 ? (
        <section aria-label={t('data.findings')}>
          <h3>
            {t('data.findings')} <small>{format.count(preview.findings_total)}</small>
          </h3>
          <ul className="preview-groups">
            {groups.map(group => {
              const key = `${group.severity} ${group.code}`
              const shown = open === key
              return (
                <li key={key}>
                  <button type="button" className="preview-group" aria-expanded={shown} onClick={() => setOpen(shown ? null : key)}>
                    <SeverityMark severity={group.severity} />
                    <span>{findingName(group.code, language)}</span>
                    <span>{format.count(group.findings.length)}</span>
                    <span className="caret" data-open={shown || undefined}>
                      <Icon name="right" size={14} />
                    </span>
                  </button>
                  {shown ? <FindingRows findings={group.findings.slice(0, 20)} /> : null}
                </li>
              )
            })}
          </ul>
          {preview.findings_total > preview.findings.length ? <p className="muted">{t('data.findingsMore', { n: format.count(preview.findings_total - preview.findings.length) })}</p> : null}
        </section>
      ) : null}

      <div>
        <h3>{t('data.sample')}</h3>
        <ScrollTable label={t('data.sample')} className="preview-sample">
          <thead>
            <tr>
              {preview.columns.map((column, i) => (
                // Columns may share a name; that is a finding.
                // oxlint-disable-next-line no-array-index-key
                <th key={i} scope="col" data-role={column.role}>
                  {column.name || t('data.noName')}
                  <small>
                    {t(`data.role.${column.role}`)}
                    {column.unit ? ` · ${format.unit(column.unit)}` : ''}
                  </small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.sample.map((row, i) => (
              // Rows have no identity but their place.
              // oxlint-disable-next-line no-array-index-key
              <tr key={i}>
                {preview.columns.map((column, j) => (
                  // oxlint-disable-next-line no-array-index-key
                  <td key={j} data-role={column.role}>
                    {row[j] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </div>
    </div>
  )
}
