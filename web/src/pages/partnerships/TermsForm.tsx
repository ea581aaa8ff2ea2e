import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Agreement, act, type Partnership, type SideId, type Terms } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { Pick } from '@/components/Pick'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { useLabel } from '@/i18n'
import { CUTS, freshId, INDICATORS, otherSide, SHARED, sharedIndicators, withPublic, withShare } from './terms'
import { usePairText } from './text'

const KINDS = ['certificate', 'test', 'permit'] as const

/** A proposal: who shows what, what is recognised, what is done, from when, and with how much notice it ends. */
export function TermsForm({ pair, side, before, today, close }: { pair: Partnership; side: SideId; before: Agreement['terms'] | null; today: string; close: () => void }) {
  const { t } = useTranslation()
  const label = useLabel()
  const text = usePairText()
  const { region } = useCut()
  const id = useId()
  const [terms, setTerms] = useState<Terms>(() =>
    before
      ? {
          ...before,
          // What the answer says of their state is no term.
          recognitions: before.recognitions.map(({ id, kind, scheme, issued_in, from, until }) => ({ id, kind, scheme, issued_in, from, until })),
          tasks: before.tasks.map(({ id, title, side, until }) => ({ id, title, side, until })),
          from: today,
        }
      : { shares: [], recognitions: [], tasks: [], notice_days: 90, from: today, until: null },
  )
  // Rows of indicators that are shared one by one: those of the terms, and those added here.
  const [added, setAdded] = useState<string[]>(() => sharedIndicators(before?.shares ?? []))
  const rows = [...SHARED, ...added.map(one => ({ what: `indicator:${one}`, details: CUTS }))]
  const [days, setDays] = useState(String(terms.notice_days))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const other = otherSide(side)
  const cities = (['a', 'b'] as const).map(one => ({ value: one, label: label(pair[one].city) }))
  const noticeFine = /^\d{1,4}$/.test(days) && Number(days) <= 3650
  const ready = noticeFine && terms.from !== '' && terms.recognitions.every(one => one.scheme.trim() !== '' && one.from !== '' && !(one.until && one.until < one.from)) && terms.tasks.every(one => one.title.trim() !== '' && one.until !== '')
  const send = async () => {
    setBusy(true)
    setError(null)
    try {
      await act(pair.id, { act: 'propose', terms: { ...terms, notice_days: Number(days) } })
      close()
    } catch (cause) {
      setError(cause)
      setBusy(false)
    }
  }
  const give = (what: string, details: (typeof SHARED)[number]['details'], of: SideId) => {
    const own = terms.shares.filter(one => one.what === what && one.side === of)
    const name = t('pair.shareOf', { what: text.what(what), city: label(pair[of].city) })
    return (
      <>
        <Select mode="multiple" aria-label={name} placeholder={t('pair.nothing')} value={own.map(one => one.detail)} options={details.map(one => ({ value: one, label: text.detail(one) }))} onChange={next => setTerms(withShare(terms, what, of, next))} style={{ width: '100%' }} showSearch={false} />
        {own.length > 0 ? (
          <Checkbox checked={own.some(one => one.public)} onChange={event => setTerms(withPublic(terms, what, of, event.target.checked))}>
            <span aria-hidden="true">{t('pair.alsoPublic')}</span>
            <span className="visually-hidden">{t('pair.alsoPublicOf', { name })}</span>
          </Checkbox>
        ) : null}
      </>
    )
  }
  const recognition = (at: number, patch: Partial<Terms['recognitions'][number]>) => setTerms({ ...terms, recognitions: terms.recognitions.map((one, n) => (n === at ? { ...one, ...patch } : one)) })
  const task = (at: number, patch: Partial<Terms['tasks'][number]>) => setTerms({ ...terms, tasks: terms.tasks.map((one, n) => (n === at ? { ...one, ...patch } : one)) })
  return (
    <Modal
      open
      width={860}
      onCancel={close}
      title={t(before ? 'pair.amend' : 'pair.propose')}
      closable={{ 'aria-label': t('app.close') }}
      footer={
        <div className="pair-form-foot">
          <span className="muted">{t('pair.proposeEffect', { city: label(pair[other].city) })}</span>
          <span className="pair-gap" />
          <Button onClick={close}>{t('app.cancel')}</Button>
          <Button type="primary" disabled={!ready} loading={busy} onClick={() => void send()}>
            {t('pair.sendProposal')}
          </Button>
        </div>
      }
    >
      <div className="pair-terms">
        <ScrollTable label={t('pair.shares')} className="pair-shares">
          <thead>
            <tr>
              <th scope="col">{t('pair.sharedItem')}</th>
              <th scope="col">{t('pair.weSee', { city: label(pair[other].city) })}</th>
              <th scope="col">{t('pair.theySee', { city: label(pair[other].city) })}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ what, details }) => (
              <tr key={what}>
                <th scope="row">{text.what(what)}</th>
                <td data-of={t('pair.weSee', { city: label(pair[other].city) })}>{give(what, details, other)}</td>
                <td data-of={t('pair.theySee', { city: label(pair[other].city) })}>{give(what, details, side)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
        <Pick label={t('pair.addIndicator')} value={null} onChange={next => next && setAdded([...added, next])} width={260} options={[...new Set([...INDICATORS, ...region.indicators])].filter(one => !added.includes(one)).map(one => ({ value: one, label: t(`indicator.${one}`, { defaultValue: one }) }))} />
        <fieldset>
          <legend>{t('pair.recognitions')}</legend>
          {terms.recognitions.map((one, at) => (
            <div key={one.id} className="pair-row">
              <Input aria-label={t('pair.scheme')} placeholder={t('pair.scheme')} value={one.scheme} maxLength={200} onChange={event => recognition(at, { scheme: event.target.value })} />
              <Select aria-label={t('pair.recognitionKind')} value={one.kind} options={KINDS.map(kind => ({ value: kind, label: t(`pair.recognition.${kind}`) }))} onChange={next => recognition(at, { kind: next })} />
              <Select aria-label={t('pair.issued')} value={one.issued_in} options={[...cities, { value: 'both', label: t('pair.both') }]} onChange={next => recognition(at, { issued_in: next as 'a' | 'b' | 'both' })} />
              <Input type="date" aria-label={t('pair.field.start')} value={one.from} onChange={event => recognition(at, { from: event.target.value })} />
              <Input type="date" aria-label={t('pair.recognisedUntil')} title={t('pair.untilOptional')} min={one.from} value={one.until ?? ''} status={one.until && one.until < one.from ? 'error' : ''} onChange={event => recognition(at, { until: event.target.value || null })} />
              <button type="button" className="bare" aria-label={t('pair.removeOne', { name: one.scheme })} onClick={() => setTerms({ ...terms, recognitions: terms.recognitions.filter((_, n) => n !== at) })}>
                <Icon name="close" size={16} />
              </button>
            </div>
          ))}
          <Button size="small" onClick={() => setTerms({ ...terms, recognitions: [...terms.recognitions, { id: freshId('r', terms.recognitions), kind: 'certificate', scheme: '', issued_in: 'both', from: terms.from, until: null }] })}>
            {t('pair.addRecognition')}
          </Button>
        </fieldset>
        <fieldset>
          <legend>{t('pair.agreementTasks')}</legend>
          {terms.tasks.map((one, at) => (
            <div key={one.id} className="pair-row">
              <Input aria-label={t('pair.taskTitle')} placeholder={t('pair.taskTitle')} value={one.title} maxLength={240} onChange={event => task(at, { title: event.target.value })} />
              <Select aria-label={t('pair.taskSide')} value={one.side} options={cities} onChange={next => task(at, { side: next as SideId })} />
              <Input type="date" aria-label={t('pair.field.until')} value={one.until} onChange={event => task(at, { until: event.target.value })} />
              <button type="button" className="bare" aria-label={t('pair.removeOne', { name: one.title })} onClick={() => setTerms({ ...terms, tasks: terms.tasks.filter((_, n) => n !== at) })}>
                <Icon name="close" size={16} />
              </button>
            </div>
          ))}
          <Button size="small" onClick={() => setTerms({ ...terms, tasks: [...terms.tasks, { id: freshId('t', terms.tasks), title: '', side, until: '' }] })}>
            {t('pair.addTask')}
          </Button>
        </fieldset>
        <div className="pair-row">
          <div>
            <label htmlFor={`${id}-from`}>{t('pair.from')}</label>
            <Input id={`${id}-from`} type="date" value={terms.from} onChange={event => setTerms({ ...terms, from: event.target.value })} />
          </div>
          <div>
            <label htmlFor={`${id}-until`}>{t('pair.untilOptional')}</label>
            <Input id={`${id}-until`} type="date" value={terms.until ?? ''} onChange={event => setTerms({ ...terms, until: event.target.value || null })} />
          </div>
          <div>
            <label htmlFor={`${id}-days`}>{t('pair.noticeInDays')}</label>
            <Input id={`${id}-days`} inputMode="numeric" value={days} maxLength={4} status={noticeFine ? '' : 'error'} onChange={event => setDays(event.target.value)} />
          </div>
        </div>
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </Modal>
  )
}
