import { Button, Input } from 'antd'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookAgain, STEP, useCase, useCases } from '@/api/readings'
import { useSession } from '@/api/queries'
import { useNarrow } from '@/app/prefs'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { Pick } from '@/components/Pick'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { CaseDetail } from './CaseDetail'
import { CaseLine } from './CaseLine'
import { STATUSES } from './cases'
import { MAY_DECIDE } from './roles'
import './cases.css'

/** What is abnormal in the readings, gravest first; each is decided by a person, with a reason. */
export function CaseInbox() {
  const { t } = useTranslation()
  const { cut, region, parameters, setCut } = useCut()
  const format = useFormat()
  const narrow = useNarrow()
  const session = useSession()
  const id = useId()
  // What waits stands first; everything is one press away.
  const [wanted] = useParam('status', 'open')
  const status = wanted === 'all' ? '' : wanted
  const [kind] = useParam('kind', '')
  const [assignee] = useParam('assignee', '')
  const [q] = useParam('q', '')
  const chosen = parameters.get('case')
  const { data, error, refetch, isFetching, more } = useCases(region.id, { status: status || null, kind: kind || null, assignee: assignee || null, q: q || null, place: cut.place === region.root_place ? null : cut.place })
  const rows = data?.rows ?? []
  // A case from a link may not be in the list as it is filtered.
  const listed = rows.find((one) => String(one.id) === chosen)
  const alone = useCase(region.id, chosen !== null && data && !listed ? chosen : null)
  const shown = listed ?? (chosen === null ? (narrow ? undefined : rows[0]) : alone.data)
  const may = session.data?.user?.roles.some((role) => MAY_DECIDE.has(role)) ?? false
  const [run, setRun] = useState<{ found: number; new: number } | null>(null)
  const [running, setRunning] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const detail = useRef<HTMLElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState(q)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() === (parameters.get('q') ?? '')) return
      setCut({ q: typed.trim() || null, case: null }, { replace: true })
    }, 120)
    return () => clearTimeout(timer)
  }, [typed, parameters, setCut])
  const filter = (patch: Record<string, string | null>) => setCut({ ...patch, case: null }, { replace: true })
  const choose = (which: number) => setCut({ case: String(which) }, { replace: !narrow })
  const at = rows.findIndex((one) => one === shown)
  useEffect(() => {
    if (at >= 0) list.current?.querySelector(`[data-index="${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const key = (event: KeyboardEvent) => {
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }
    if (event.key === 'Enter') {
      event.preventDefault()
      if (shown && chosen === null) choose(shown.id)
      detail.current?.focus()
      return
    }
    const next = to[event.key]
    if (next === undefined) return
    event.preventDefault()
    const one = rows[Math.max(0, Math.min(rows.length - 1, next))]
    if (one) setCut({ case: String(one.id) }, { replace: true })
  }
  const again = async () => {
    setRunning(true)
    setFailure(null)
    try {
      setRun(await lookAgain(region.id))
    } catch (cause) {
      setFailure(cause)
    } finally {
      setRunning(false)
    }
  }
  const countOf = (which: string) => data?.by_status.find((one) => one.status === which)?.count ?? 0
  const all = (data?.by_status ?? []).reduce((sum, one) => sum + one.count, 0)
  const rest = (data?.total ?? 0) - rows.length
  const filtered = Boolean(all > 0 || kind || assignee || q || cut.place !== region.root_place)
  const onlyDetail = narrow && chosen !== null
  return (
    <div className="cases">
      {onlyDetail ? null : (
        <>
          <div className="cases-filters">
            <div className="cases-statuses" role="group" aria-label={t('case.statusLabel')}>
              <button type="button" className="cases-status" aria-pressed={!status} onClick={() => filter({ status: 'all' })}>
                {t('case.all')} <span>{format.count(all)}</span>
              </button>
              {STATUSES.filter((one) => countOf(one) > 0 || one === status || one === 'open').map((one) => (
                <button key={one} type="button" className="cases-status" aria-pressed={status === one} onClick={() => filter({ status: one === 'open' ? null : one })}>
                  {t(`case.status.${one}`)} <span>{format.count(countOf(one))}</span>
                </button>
              ))}
            </div>
            <div className="page-controls">
              <Pick
                label={t('case.kindLabel')}
                value={kind}
                options={[{ value: '', label: t('findings.allCodes') }, ...(data?.by_kind ?? []).map((one) => ({ value: one.kind, label: `${t(`case.kind.${one.kind}`, { defaultValue: one.kind })} (${format.count(one.count)})` }))]}
                onChange={(next) => filter({ kind: next || null })}
                width={190}
              />
              <Pick label={t('case.assignee')} value={assignee} options={[{ value: '', label: t('case.anybody') }, ...(data?.assignees ?? []).map((one) => ({ value: one, label: one }))]} onChange={(next) => filter({ assignee: next || null })} width={140} />
              <Input className="table-search" allowClear prefix={<Icon name="search" size={16} />} value={typed} onChange={(event) => setTyped(event.target.value)} placeholder={t('case.search')} aria-label={t('case.search')} />
              {may ? (
                <Button loading={running} onClick={() => void again()}>
                  {t('case.run')}
                </Button>
              ) : null}
            </div>
          </div>
          {run ? (
            <p className="note" role="status">
              {t('case.runDone', { found: format.count(run.found), fresh: format.count(run.new) })}
            </p>
          ) : null}
          {failure ? <ErrorNote error={failure} /> : null}
        </>
      )}
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data && rows.length === 0 ? <p className="note">{filtered ? t('case.noneHere') : t('case.none')}</p> : null}
      {data && (rows.length > 0 || shown) ? (
        <div className="cases-body">
          {onlyDetail ? null : (
            <section aria-label={t('case.list')} aria-busy={isFetching}>
              <p className="findings-count" role="status">
                {t('findings.shown', { n: format.count(rows.length), of: format.count(data.total) })}
              </p>
              <div className="case-list" ref={list} role="listbox" tabIndex={0} aria-label={t('case.listKeys')} aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined} onKeyDown={key}>
                {rows.map((one, index) => (
                  // The list around them takes the keys.
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
                  <div key={one.id} id={`${id}-${index}`} data-index={index} role="option" tabIndex={-1} aria-selected={index === at} className="case-item" onClick={() => choose(one.id)}>
                    <CaseLine one={one} />
                  </div>
                ))}
              </div>
              {more ? (
                <Button loading={isFetching} onClick={more}>
                  {t('findings.more', { n: format.count(Math.min(rest, STEP)) })}
                </Button>
              ) : null}
            </section>
          )}
          {narrow && !onlyDetail ? null : (
            <section className="case-detail" ref={detail} tabIndex={-1} aria-label={t('case.detail')}>
              {onlyDetail ? (
                <button type="button" className="bare case-back" onClick={() => setCut({ case: null })}>
                  <Icon name="left" size={16} /> {t('case.back')}
                </button>
              ) : null}
              {alone.error && !listed && chosen !== null ? <ErrorNote error={alone.error} /> : null}
              {shown ? <CaseDetail key={shown.id} one={shown} may={may} people={data.assignees} me={session.data?.user?.name ?? null} /> : null}
            </section>
          )}
        </div>
      ) : data || error ? null : (
        <span className="bone" style={{ width: '100%', height: 420 }} aria-hidden="true" />
      )}
    </div>
  )
}
