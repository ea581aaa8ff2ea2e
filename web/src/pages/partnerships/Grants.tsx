import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { calculateGrants, type GrantAnswer, type GrantRule, useGrantRules } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { ScrollTable } from '@/components/ScrollTable'
import { useFormat } from '@/format/useFormat'
import { hundredths } from './plan'
import { usePairText } from './text'

/** What a form begins with; the year when the page was loaded will do. */
const THIS_YEAR = String(new Date().getFullYear())

interface CostLine {
  key: number
  kind: string
  year: string
  currency: string
  amount: string
}

/** What a project may get under each rule, and why so much. */
export function Grants() {
  const { t } = useTranslation()
  const id = useId()
  const rules = useGrantRules()
  const [name, setName] = useState('')
  const [start, setStart] = useState(THIS_YEAR)
  const [facts, setFacts] = useState<Record<string, string>>({})
  const [costs, setCosts] = useState<CostLine[]>([{ key: 1, kind: '', year: THIS_YEAR, currency: 'CNY', amount: '' }])
  const [done, setDone] = useState<string[]>([])
  const [answer, setAnswer] = useState<GrantAnswer | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  if (rules.error) return <ErrorNote error={rules.error} retry={() => void rules.refetch()} />
  if (!rules.data) return <span className="bone" style={{ width: '100%', height: 320 }} aria-hidden="true" />
  const known = rules.data
  const kinds = [...new Set(known.flatMap(rule => rule.eligible.split(/[;|]/)).filter(Boolean))]
  const asked = new Map<string, Set<string>>()
  for (const { condition } of known) if (condition) asked.set(condition.fact, (asked.get(condition.fact) ?? new Set()).add(condition.bound))
  const stages = [...new Set(known.flatMap(rule => (rule.stage ? [rule.stage] : [])))]
  const bad = costs.filter(one => one.kind === '' || !/^\d{4}$/.test(one.year) || hundredths(one.amount) === null)
  const ready = bad.length === 0 && costs.length > 0 && /^\d{4}$/.test(start)
  const set = (key: number, patch: Partial<CostLine>) => setCosts(costs.map(one => (one.key === key ? { ...one, ...patch } : one)))
  const run = async () => {
    setBusy(true)
    setError(null)
    try {
      setAnswer(
        await calculateGrants({
          project: name.trim() || t('pair.grant.unnamed'),
          start: Number(start),
          facts: Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== '')),
          costs: costs.map(one => ({ kind: one.kind, year: Number(one.year), currency: one.currency, amount: hundredths(one.amount) ?? 0 })),
          done,
        }),
      )
    } catch (cause) {
      setError(cause)
      setAnswer(null)
    }
    setBusy(false)
  }
  const word = (scope: string, text: string) => t(`pair.grant.${scope}.${text}`, { defaultValue: text.replaceAll('_', ' ') })
  return (
    <div className="pair-body">
      <p className="muted">{t('pair.grant.what')}</p>
      <form
        className="pair-grant"
        aria-label={t('pair.view.support')}
        onSubmit={event => {
          event.preventDefault()
          if (ready) void run()
        }}
      >
        <div className="pair-row">
          <div>
            <label htmlFor={`${id}-name`}>{t('pair.grant.project')}</label>
            <Input id={`${id}-name`} value={name} maxLength={120} onChange={event => setName(event.target.value)} />
          </div>
          <div>
            <label htmlFor={`${id}-start`}>{t('pair.grant.start')}</label>
            <Input id={`${id}-start`} inputMode="numeric" value={start} maxLength={4} onChange={event => setStart(event.target.value)} />
          </div>
          {[...asked].map(([fact, bounds]) => (
            <div key={fact}>
              <label htmlFor={`${id}-${fact}`}>{word('fact', fact)}</label>
              <Select id={`${id}-${fact}`} aria-label={word('fact', fact)} allowClear placeholder={t('pair.notKnown')} value={facts[fact] || undefined} options={(bounds.has('yes') ? ['yes', 'no'] : [...bounds, 'other']).map(one => ({ value: one, label: word('bound', one) }))} onChange={(next: string | undefined) => setFacts({ ...facts, [fact]: next ?? '' })} />
            </div>
          ))}
          {stages.length > 0 ? (
            <div>
              <label htmlFor={`${id}-done`}>{t('pair.grant.done')}</label>
              <Select id={`${id}-done`} aria-label={t('pair.grant.done')} mode="multiple" placeholder={t('pair.nothing')} value={done} options={stages.map(one => ({ value: one, label: word('stage', one) }))} onChange={setDone} />
            </div>
          ) : null}
        </div>
        <fieldset>
          <legend>{t('pair.grant.costs')}</legend>
          {costs.map(one => (
            <div key={one.key} className="pair-row">
              <Select aria-label={t('pair.grant.kind')} placeholder={t('pair.grant.kind')} value={one.kind || undefined} options={kinds.map(kind => ({ value: kind, label: word('eligible', kind) }))} onChange={next => set(one.key, { kind: next })} />
              <Input aria-label={t('pair.year')} inputMode="numeric" value={one.year} maxLength={4} onChange={event => set(one.key, { year: event.target.value })} />
              <Select aria-label={t('pair.field.currency')} value={one.currency} options={[...new Set(['CNY', ...known.map(rule => rule.currency)])].map(currency => ({ value: currency, label: currency }))} onChange={next => set(one.key, { currency: next })} />
              <Input aria-label={t('pair.grant.amount')} placeholder={t('pair.grant.amount')} inputMode="decimal" value={one.amount} onChange={event => set(one.key, { amount: event.target.value })} status={one.amount !== '' && hundredths(one.amount) === null ? 'error' : ''} />
              {costs.length > 1 ? (
                <button type="button" className="bare" aria-label={t('pair.remove')} onClick={() => setCosts(costs.filter(other => other.key !== one.key))}>
                  <Icon name="close" size={16} />
                </button>
              ) : null}
            </div>
          ))}
          <Button size="small" onClick={() => setCosts([...costs, { key: Math.max(...costs.map(one => one.key)) + 1, kind: '', year: start, currency: costs.at(-1)?.currency ?? 'CNY', amount: '' }])}>
            {t('pair.grant.addCost')}
          </Button>
        </fieldset>
        <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
          {t('pair.grant.calculate')}
        </Button>
      </form>
      {error ? <ErrorNote error={error} /> : null}
      {answer ? <Answer answer={answer} /> : null}
      <Rules rules={known} word={word} />
    </div>
  )
}

function Answer({ answer }: { answer: GrantAnswer }) {
  const { t } = useTranslation()
  // Amounts come as `200000000.00`.
  const amounts = (params: Record<string, string>) => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, /^\d+\.\d\d$/.test(value) ? format.full(Number(value), value.endsWith('.00') ? 0 : 2) : value]))
  const text = usePairText()
  const format = useFormat()
  return (
    <section className="pair-section" aria-live="polite">
      <h2>{t('pair.grant.answer')}</h2>
      {answer.totals.map(sum => (
        <p key={sum.currency} className="pair-grant-total">
          <strong>{text.money(sum.granted, sum.currency)}</strong> {sum.at_most > sum.granted ? <span className="muted">{t('pair.grant.atMost', { amount: text.money(sum.at_most, sum.currency) })}</span> : null}
        </p>
      ))}
      {answer.grants.length === 0 ? <p className="note">{t('pair.grant.none')}</p> : null}
      {answer.grants.length > 0 ? (
        <ScrollTable label={t('pair.grant.answer')} className="pair-grants">
          <thead>
            <tr>
              <th scope="col">{t('pair.grant.rule')}</th>
              <th scope="col" data-numeric>
                {t('pair.grant.eligibleSum')}
              </th>
              <th scope="col" data-numeric>
                {t('pair.grant.granted')}
              </th>
              <th scope="col">{t('pair.grant.because')}</th>
            </tr>
          </thead>
          <tbody>
            {answer.grants.map((one, at) => (
              // Grants have no identity but their place.
              // oxlint-disable-next-line no-array-index-key
              <tr key={at}>
                <th scope="row">
                  {t(`pair.grant.name.${one.rule}`, { defaultValue: one.rule })}
                  <small>{[one.stage ? t(`pair.grant.stage.${one.stage}`, { defaultValue: one.stage }) : '', one.year === null ? '' : String(one.year)].filter(Boolean).join(' · ')}</small>
                </th>
                <td data-numeric>{text.money(one.eligible, one.currency)}</td>
                <td data-numeric>
                  {one.at_most ? `${t('pair.grant.upTo')} ` : ''}
                  {text.money(one.granted, one.currency)}
                  {one.units === null ? null : <small>{t('pair.grant.vouchers', { count: one.units, n: format.count(one.units) })}</small>}
                </td>
                <td>
                  {t(`pair.grant.why.${one.explanation.code}`, { ...amounts(one.explanation.params), kind_of_cost: t(`pair.grant.eligible.${one.explanation.params.kind_of_cost ?? ''}`, { defaultValue: one.explanation.params.kind_of_cost ?? '' }), stage: t(`pair.grant.stage.${one.stage ?? ''}`, { defaultValue: one.stage ?? '' }), defaultValue: one.explanation.message })}
                  <small lang="en">{one.source}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      ) : null}
      {answer.findings.length > 0 ? (
        <ul className="pair-acts">
          {answer.findings.map((one, at) => (
            // Findings have no identity but their place.
            // oxlint-disable-next-line no-array-index-key
            <li key={at}>{t(`pair.grant.finding.${one.code}`, { ...one.params, rule: t(`pair.grant.name.${one.params.rule ?? ''}`, { defaultValue: one.params.rule ?? '' }), parameter: t(`pair.grant.fact.${one.params.parameter ?? ''}`, { defaultValue: one.params.parameter ?? '' }), defaultValue: one.message })}</li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function Rules({ rules, word }: { rules: readonly GrantRule[]; word: (scope: string, text: string) => string }) {
  const { t } = useTranslation()
  const text = usePairText()
  const format = useFormat()
  const amount = (rule: GrantRule) =>
    [
      rule.share_percent === null ? '' : format.percent(rule.share_percent),
      rule.unit_value === null ? '' : t('pair.grant.unit', { amount: text.money(rule.unit_value, rule.currency), count: rule.units_per_year ?? 0, n: format.count(rule.units_per_year) }),
      rule.cap === null ? '' : t('pair.grant.cap', { amount: text.money(rule.cap, rule.currency) }),
    ]
      .filter(Boolean)
      .join(t('app.comma')) || '–'
  return (
    <section className="pair-section">
      <h2>{t('pair.grant.rules')}</h2>
      <ScrollTable label={t('pair.grant.rules')} className="pair-grants">
        <thead>
          <tr>
            <th scope="col">{t('pair.grant.rule')}</th>
            <th scope="col">{t('pair.grant.amountHead')}</th>
            <th scope="col">{t('pair.grant.for')}</th>
            <th scope="col">{t('pair.grant.condition')}</th>
            <th scope="col">{t('pair.source')}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map(rule => (
            <tr key={`${rule.id} ${rule.stage ?? ''}`}>
              <th scope="row">
                {word('name', rule.id)}
                {rule.stage ? <small>{word('stage', rule.stage)}</small> : null}
              </th>
              <td>{amount(rule)}</td>
              <td>{word('eligible', rule.eligible)}</td>
              <td>{rule.condition ? `${word('fact', rule.condition.fact)}: ${word('bound', rule.condition.bound)}` : '–'}</td>
              <td className="muted" lang="en">
                {rule.source}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}
