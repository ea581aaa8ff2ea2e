import { AutoComplete, Button, Input } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { act, type Case, type CaseAction } from '@/api/readings'
import { LoginDialog } from '@/app/parts'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { useCut } from '@/cut/useCut'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { Score, spanText, StatusMark } from './CaseLine'
import { actionsOf, isReady, needsText } from './cases'
import { EvidenceLines } from './Evidence'
import { useReasonText } from './useReasonText'

/** One case: what was noticed, on what grounds, what was decided, and what can be. */
export function CaseDetail({ one, may, people, me }: { one: Case; may: boolean; people: readonly string[]; me: string | null }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const reason = useReasonText()
  const [login, setLogin] = useState(false)
  const day = one.from.slice(0, 10)
  return (
    <>
      <header className="case-title">
        <h2>{t(`case.kind.${one.kind}`, { defaultValue: one.kind.replaceAll('_', ' ') })}</h2>
        <StatusMark status={one.status} />
        <Score score={one.score} />
      </header>
      <p className="case-answer">{reason(one)}</p>
      <dl className="case-facts">
        <div>
          <dt>{t('case.subject')}</dt>
          <dd>{label(one.subject.label) || one.subject.meter || one.subject.enterprise}</dd>
        </div>
        <div>
          <dt>{t('case.when')}</dt>
          <dd>{spanText(one.from, one.to)}</dd>
        </div>
        <div>
          <dt>{t('case.assignee')}</dt>
          <dd>{one.assignee ?? <span title={t('case.nobody')}>–</span>}</dd>
        </div>
        <div>
          <dt>{t('case.found')}</dt>
          <dd>
            <time dateTime={one.found_at}>{timeText(one.found_at, format.language)}</time>
          </dd>
        </div>
      </dl>
      <p className="case-links">
        {one.subject.meter ? <Link to={hrefOf(`/meters/${encodeURIComponent(one.subject.meter)}`, { day })}>{t('case.toMeter')}</Link> : null}
        {one.subject.enterprise ? <Link to={hrefOf('/meters', { enterprise: one.subject.enterprise })}>{t('case.toMeters')}</Link> : null}
        {one.subject.enterprise ? <Link to={hrefOf('/table', { rows: 'enterprise', q: one.subject.enterprise })}>{t('case.toLedger')}</Link> : null}
      </p>
      {one.evidence ? <EvidenceFrame one={one} evidence={one.evidence} /> : <p className="muted">{t('case.noEvidence')}</p>}
      {may ? (
        <Decide one={one} people={people} me={me} />
      ) : (
        <p className="note case-may">
          {me === null ? t('case.login') : t('case.mayNot')}{' '}
          {me === null ? (
            <Button type="link" onClick={() => setLogin(true)}>
              {t('account.login')}
            </Button>
          ) : null}
        </p>
      )}
      <History one={one} />
      <Suspense fallback={null}>{login ? <LoginDialog close={() => setLogin(false)} /> : null}</Suspense>
    </>
  )
}

const when = (iso: string | undefined) => (iso ? iso.slice(0, 16).replace('T', ' ') : '')
const numbers = (values: readonly (number | null)[]) => values.filter((value): value is number => value !== null)

function EvidenceFrame({ one, evidence }: { one: Case; evidence: NonNullable<Case['evidence']> }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const [at, setAt] = useState<number | null>(null)
  const unit = format.unit(evidence.unit)
  const read = numbers(evidence.values)
  const missing = evidence.values.length - read.length
  const largest = Math.max(...numbers([...evidence.values, ...evidence.expected]), 0)
  const summary =
    read.length === 0
      ? t('case.evidenceNone', { n: format.count(missing) })
      : t('case.evidenceSummary', { low: `${format.short(Math.min(...read))} ${unit}`, high: `${format.short(Math.max(...read))} ${unit}`, missing: format.count(missing) })
  const value = at === null ? undefined : evidence.values[at]
  const expected = at === null ? undefined : evidence.expected[at]
  return (
    <ChartFrame
      title={t('case.evidence')}
      summary={summary}
      name={`carbonshed-${region.id}-case-${one.id}`}
      table={{ columns: [{ title: t('meters.time') }, { title: `${t('meters.read')} (${unit})`, numeric: true, decimals: 3 }, { title: `${t('case.expected')} (${unit})`, numeric: true, decimals: 3 }], rows: evidence.at.map((time, index) => [when(time), evidence.values[index] ?? null, evidence.expected[index] ?? null]) }}
    >
      <div
        className="case-chart"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          setAt(Math.max(0, Math.min(evidence.at.length - 1, Math.round(((event.clientX - box.left) / box.width) * (evidence.at.length - 1)))))
        }}
        onPointerLeave={() => setAt(null)}
      >
        <span className="case-top muted" aria-hidden="true">
          {format.short(largest)} {unit}
        </span>
        <EvidenceLines evidence={evidence} width={600} height={160} label={summary} mark={at} />
      </div>
      <div className="spark-axis" aria-hidden="true">
        <span>{when(evidence.at[0])}</span>
        <span className="spark-read">
          {at === null ? null : (
            <>
              {when(evidence.at[at])} <strong>{value === null || value === undefined ? '–' : format.short(value)}</strong> {unit}
              {expected === null || expected === undefined ? '' : ` · ${t('case.expected')} ${format.short(expected)}`}
            </>
          )}
        </span>
        <span>{when(evidence.at.at(-1))}</span>
      </div>
      <ul className="calendar-legend" aria-hidden="true">
        <li>
          <i className="evidence-key" />
          {t('meters.read')}
        </li>
        <li>
          <i className="calendar-line" />
          {t('case.expected')}
        </li>
      </ul>
    </ChartFrame>
  )
}

/** What can be decided. Each says what it does before it is done; what is closed can be opened again. */
function Decide({ one, people, me }: { one: Case; people: readonly string[]; me: string | null }) {
  const { t } = useTranslation()
  const { region, setCut } = useCut()
  const [action, setAction] = useState<CaseAction | null>(null)
  const [text, setText] = useState('')
  const [assignee, setAssignee] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const names = [...new Set([...(me ? [me] : []), ...people])]
  const send = async (which: CaseAction) => {
    setBusy(true)
    setFailure(null)
    // It stays in sight when it leaves the list.
    setCut({ case: String(one.id) }, { replace: true })
    try {
      await act(region.id, one.id, { action: which, ...(which === 'assign' ? { assignee: assignee.trim() } : {}), ...(text.trim() ? { text: text.trim() } : {}) })
      setAction(null)
      setText('')
    } catch (cause) {
      setFailure(cause)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="case-decide">
      <div className="case-actions" role="group" aria-label={t('case.decide')}>
        {actionsOf(one.status).map((which) => (
          <Button
            key={which}
            type={action === which ? 'primary' : 'default'}
            aria-expanded={action === which}
            disabled={busy}
            onClick={() => {
              setFailure(null)
              setAction(action === which ? null : which)
              if (which === 'assign' && assignee === '') setAssignee(one.assignee ?? me ?? '')
            }}
          >
            {t(`case.action.${which}`)}
          </Button>
        ))}
      </div>
      {action ? (
        <form
          className="case-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (isReady(action, text, assignee)) void send(action)
          }}
        >
          <p>{t(`case.effect.${action}`)}</p>
          {action === 'assign' ? (
            <label className="case-field">
              <span>{t('case.assignee')}</span>
              <AutoComplete value={assignee} onChange={(next: string) => setAssignee(next)} options={names.map((name) => ({ value: name }))} aria-label={t('case.assignee')} />
            </label>
          ) : null}
          <label className="case-field">
            <span>{needsText(action) ? t('case.text') : t('case.textMay')}</span>
            <Input.TextArea value={text} onChange={(event) => setText(event.target.value)} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} required={needsText(action)} />
          </label>
          {failure ? <ErrorNote error={failure} /> : null}
          <p className="case-send">
            <Button type="primary" htmlType="submit" loading={busy} disabled={!isReady(action, text, assignee)}>
              {t(`case.send.${action}`)}
            </Button>
            <Button type="text" onClick={() => setAction(null)}>
              {t('case.cancel')}
            </Button>
          </p>
        </form>
      ) : null}
    </div>
  )
}

function History({ one }: { one: Case }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="case-history" aria-labelledby={`case-history-${one.id}`}>
      <h3 id={`case-history-${one.id}`}>{t('case.history')}</h3>
      <ol>
        {one.history
          .toSorted((a, b) => b.at.localeCompare(a.at))
          .map((step) => (
            <li key={`${step.at} ${step.action}`}>
              <p>
                <strong>{t(`case.did.${step.action}`, { defaultValue: step.action })}</strong> {step.by ?? t('data.bySystem')} <span className="muted">{timeText(step.at, format.language)}</span>
              </p>
              {step.text ? <p className="case-said">{step.text}</p> : null}
            </li>
          ))}
        <li>
          <p>
            <strong>{t('case.did.found')}</strong> <span className="muted">{timeText(one.found_at, format.language)}</span>
          </p>
        </li>
      </ol>
    </section>
  )
}
