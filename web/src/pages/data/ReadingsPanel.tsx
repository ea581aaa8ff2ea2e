import { Button, Input, Segmented } from 'antd'
import { useEffect, useId, useReducer, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ApiError, downloadHref } from '@/api/client'
import { account, cancelImport, readingsFilePath } from '@/api/readings'
import type { ApiErrorBody, Import } from '@/api/types'
import { Icon } from '@/components/Icon'
import { Pick } from '@/components/Pick'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { ProgressBar, StateMark } from './DataPage'
import { advance, begin, canCancel, LAYOUTS, MODES, type ReadingsLayout, STAGES, stageOf, type Stamp, STAMPS } from './readingsUpload'
import { isOver } from './upload'

/** Sends a form and tells how much of it is on the way; `fetch` cannot. */
function send(path: string, form: FormData, onProgress: (sent: number, total: number) => void, signal: AbortSignal): Promise<{ import: number }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', downloadHref(path))
    request.responseType = 'json'
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded, event.total))
    request.addEventListener('load', () => {
      const answer = request.response as ({ import: number } & Partial<ApiErrorBody>) | null
      if (request.status >= 200 && request.status < 300 && answer) resolve(answer)
      else reject(new ApiError(request.status, answer?.error ? (answer as ApiErrorBody) : null))
    })
    request.addEventListener('error', () => reject(new ApiError(0, null)))
    signal.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}

/** A file of meter readings: choose, say how it is laid out, send, see what came of it. */
export function ReadingsPanel({ imports, onStarted }: { imports: readonly Import[]; onStarted: () => void }) {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const format = useFormat()
  const [state, tell] = useReducer(advance, undefined, begin)
  const [over, setOver] = useState(false)
  const input = useId()
  const { step, file } = state
  useEffect(() => {
    if (step !== 'sending' || !file) return
    const form = new FormData()
    // What describes the file comes before it, so that it can be read as it arrives.
    form.append('layout', state.layout)
    form.append('stamp', state.stamp)
    if (state.meter.trim()) form.append('meter', state.meter.trim())
    form.append('mode', state.mode)
    form.append('file', file)
    const abort = new AbortController()
    send(readingsFilePath(region.id), form, (sent, total) => tell({ type: 'progress', sent, total }), abort.signal).then(
      (answer) => {
        tell({ type: 'accepted', import: answer.import })
        onStarted()
      },
      (cause: unknown) => {
        if (!abort.signal.aborted) tell({ type: 'failed', failure: cause instanceof ApiError ? { code: cause.code, message: cause.message, params: cause.params } : { code: 'http', message: String(cause), params: {} } })
      },
    )
    return () => abort.abort()
    // Sent once for each choice; how the file is laid out cannot change meanwhile.
    // oxlint-disable-next-line react-hooks/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [step, file, region.id])
  const job = imports.find((one) => one.import === state.import)
  useEffect(() => {
    if (job && isOver(job.state)) tell({ type: 'state', import: job.import, state: job.state })
  }, [job])
  // The server would account for them by itself a little later; asked for, the result can be shown here.
  useEffect(() => {
    const id = state.import
    if (step !== 'accounting' || id === null) return
    let here = true
    account(region.id).then(
      (run) => here && tell({ type: 'accounted', import: id, run }),
      () => here && tell({ type: 'accounted', import: id, run: null }),
    )
    return () => {
      here = false
    }
  }, [step, state.import, region.id])
  const stage = stageOf(state, job?.state)
  const busy = stage !== null
  const cancel = () => {
    if (step === 'sending') tell({ type: 'cancelled' })
    // Too late is no fault: then it is written, and the list says so.
    else if (state.import !== null) void cancelImport(state.import).catch(() => undefined).then(onStarted)
  }
  const take = (files: FileList | null) => {
    const first = files?.[0]
    if (first && !busy) tell({ type: 'file', file: first })
  }
  const share = state.total > 0 ? Math.min(100, (state.sent / state.total) * 100) : null
  return (
    <div className="readings-upload">
      <div className="upload-choose">
        <label className="upload-drop" htmlFor={input} data-over={over || undefined} data-busy={busy || undefined}>
          {/* The field itself covers the box: it takes a click, the keyboard and a dropped file alike. */}
          <input id={input} type="file" className="upload-input" accept=".csv,.tsv,.txt,.xlsx,.parquet,.gz" disabled={busy} onChange={(event) => take(event.target.files)} onDragEnter={() => setOver(true)} onDragLeave={() => setOver(false)} onDrop={() => setOver(false)} />
          <Icon name={file ? 'file' : 'data'} size={22} />
          <span>
            <strong>{file ? file.name : t('data.drop')}</strong>
            <small>{file ? `${format.count(Math.max(1, Math.round(file.size / 1024)))} KB · ${t('data.another')}` : t('readings.formats')}</small>
          </span>
        </label>
      </div>
      <div className="readings-how">
        <Pick label={t('readings.layout')} value={state.layout} options={LAYOUTS.map((one) => ({ value: one, label: t(`readings.layout.${one}`) }))} onChange={(next) => next && tell({ type: 'set', patch: { layout: next as ReadingsLayout } })} width={250} />
        <span className="pick">
          <span aria-hidden="true">{t('readings.stamp')}</span>
          <Segmented aria-label={t('readings.stamp')} disabled={step !== 'choose'} value={state.stamp} onChange={(next) => tell({ type: 'set', patch: { stamp: next as Stamp } })} options={STAMPS.map((one) => ({ value: one, label: t(`readings.stamp.${one}`) }))} />
        </span>
        <span className="pick">
          <span aria-hidden="true">{t('readings.mode')}</span>
          <Segmented aria-label={t('readings.mode')} disabled={step !== 'choose'} value={state.mode} onChange={(next) => tell({ type: 'set', patch: { mode: next as (typeof MODES)[number] } })} options={MODES.map((one) => ({ value: one, label: t(`readings.mode.${one}`) }))} />
        </span>
        <label className="pick">
          <span>{t('readings.meter')}</span>
          <Input className="readings-short" value={state.meter} disabled={step !== 'choose'} onChange={(event) => tell({ type: 'set', patch: { meter: event.target.value } })} />
        </label>
      </div>
      <p className="muted">{t('readings.layoutHint')}</p>
      {state.failure ? (
        <div className="note note-error" role="alert">
          <strong>{t(`error.${state.failure.code}`, { ...state.failure.params, defaultValue: state.failure.message })}</strong>
        </div>
      ) : null}
      {step === 'choose' && file ? (
        <p>
          <Button type="primary" onClick={() => tell({ type: 'send' })}>
            {t('readings.send')}
          </Button>
        </p>
      ) : null}
      {stage ? (
        <div className="upload-run">
          <ol className="upload-stages" aria-label={t('data.progress')}>
            {STAGES.map((one) => (
              <li key={one} aria-current={one === stage ? 'step' : undefined} data-past={STAGES.indexOf(one) < STAGES.indexOf(stage) || undefined}>
                {t(`readings.stage.${one}`)}
              </li>
            ))}
          </ol>
          {stage === 'sending' ? (
            <div className="data-progress">
              <progress max={100} value={share ?? undefined} aria-label={t('data.progress')} />
              <small>{share === 100 ? t('readings.taking') : t('readings.sent', { sent: format.count(Math.round(state.sent / 1024)), total: format.count(Math.round(state.total / 1024)) })}</small>
            </div>
          ) : (
            <ProgressBar progress={stage === 'checking' && job ? job.progress : stage === 'reading' && job ? { done: Math.round(job.progress.done / 1024), total: Math.round(job.progress.total / 1024) } : { done: 0, total: 0 }} unit={stage === 'checking' ? t('readings.rows') : 'KB'} />
          )}
          <p className="muted">
            {step === 'sending' ? t('readings.sending') : t('data.mayLeave')}{' '}
            {canCancel(stage) ? (
              <button type="button" className="bare outlined" onClick={cancel}>
                {t('readings.cancel')}
              </button>
            ) : null}
          </p>
          <span className="visually-hidden" role="status">
            {t(`readings.stage.${stage}`)}
          </span>
        </div>
      ) : null}
      {step === 'done' && job ? (
        <div className="upload-done" role="status">
          <p>
            <StateMark state={job.state} /> {job.state === 'committed' ? t('readings.done', { rows: format.count(job.rows), rejected: format.count(job.rejected) }) : t(`data.done.${job.state}`, { rows: format.count(job.rows), entries: format.count(job.entries), statistics: format.count(job.statistics), earlier: job.error ?? '' })}
          </p>
          {state.run && state.run.months > 0 ? <p>{t('readings.accounted', { months: format.count(state.run.months), energy: format.figure(state.run.energy_kwh, 'kWh').join(' '), carbon: format.figure(state.run.emissions_kg, 'kg CO2e').join(' ') })}</p> : null}
          <p className="upload-links">
            {job.findings > 0 ? <Link to={hrefOf('/findings', { tab: 'imports', import: String(job.import) })}>{t('data.toFindings', { n: format.count(job.findings) })}</Link> : null}
            {job.state === 'committed' ? <Link to={hrefOf('/meters')}>{t('readings.toMeters')}</Link> : null}
            <Button onClick={() => tell({ type: 'reset' })}>{t('data.next')}</Button>
          </p>
        </div>
      ) : null}
    </div>
  )
}
