import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Act, act, type Agreement, type Partnership, type SideId, useAgreement } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { ScrollTable } from '@/components/ScrollTable'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { SideTag, StateTag, StatusTag } from './parts'
import { Recognitions } from './Recognitions'
import { changed, otherSide, shareRows } from './terms'
import { TermsForm } from './TermsForm'
import { usePairText } from './text'

/** What both agreed on: who sees what, what each recognises, what is to be done, and how it ends. */
export function AgreementTab({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const format = useFormat()
  const label = useLabel()
  const { data, error, refetch } = useAgreement(pair.id)
  const [proposing, setProposing] = useState(false)
  const may = pair.role_here === 'lead' && pair.my_side !== null
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data) return <span className="bone" style={{ width: '100%', height: 320 }} aria-hidden="true" />
  const mine = pair.my_side ?? 'a'
  return (
    <div className="pair-body">
      <p className="muted">{t('pair.agreementWhat')}</p>
      {may ? (
        <div className="pair-tools">
          <Button type="primary" onClick={() => setProposing(true)}>
            {t(data.in_force ? 'pair.amend' : 'pair.propose')}
          </Button>
        </div>
      ) : (
        <p className="muted">{t('pair.onlyLead')}</p>
      )}
      {data.proposals.map(one => (
        <AgreementCard key={one.id} pair={pair} agreement={one} inForce={data.in_force} may={may} today={data.today} />
      ))}
      {data.next ? <AgreementCard pair={pair} agreement={data.next} inForce={data.in_force} may={may} today={data.today} /> : null}
      {data.in_force ? <AgreementCard pair={pair} agreement={data.in_force} inForce={null} may={may} today={data.today} /> : data.proposals.length === 0 && !data.next ? <p className="note">{t('pair.noAgreement', { city: label(pair[otherSide(mine)].city) })}</p> : null}
      {data.past.length > 0 ? (
        <section className="pair-section">
          <h2>{t('pair.past')}</h2>
          <ul className="pair-acts">
            {data.past.map(one => (
              <li key={one.id}>
                <StateTag state={one.state} /> {one.starts ?? one.terms.from} – {one.ends ?? one.terms.until ?? '…'}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {data.acts.length > 0 ? (
        <section className="pair-section">
          <h2>{t('pair.acts')}</h2>
          <ol className="pair-acts">
            {data.acts.map(one => (
              <li key={one.id}>
                <time dateTime={one.by.at}>{timeText(one.by.at, format.language)}</time> <SideTag pair={pair} side={one.by.side} /> {t(`pair.act.${one.act}`, { defaultValue: one.act })}
                <span className="muted"> {[one.by.user, one.by.organisation].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {proposing ? <TermsForm pair={pair} side={mine} before={data.in_force?.terms ?? null} today={data.today} close={() => setProposing(false)} /> : null}
    </div>
  )
}

function AgreementCard({ pair, agreement, inForce, may, today }: { pair: Partnership; agreement: Agreement; inForce: Agreement | null; may: boolean; today: string }) {
  const { t } = useTranslation()
  const label = useLabel()
  const text = usePairText()
  const [busy, setBusy] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [notice, setNotice] = useState(false)
  const { terms, state } = agreement
  const mine: SideId = pair.my_side ?? 'a'
  const theirs = otherSide(mine)
  const proposal = state === 'proposed'
  const own = agreement.proposed_by.side === mine
  const difference = proposal && inForce ? changed(inForce.terms, terms) : null
  const run = async (body: Act, name: string) => {
    setBusy(name)
    setError(null)
    try {
      await act(pair.id, body)
      setNotice(false)
    } catch (cause) {
      setError(cause)
    }
    setBusy('')
  }
  const button = (name: 'accept' | 'reject' | 'withdraw', primary = false) => (
    <Button type={primary ? 'primary' : 'default'} loading={busy === name} disabled={busy !== ''} onClick={() => void run({ act: name, agreement: agreement.id }, name)}>
      {t(`pair.do.${name}`)}
    </Button>
  )
  const cell = (what: string, side: SideId, gives: { detail: string; public: boolean }[]) =>
    gives.length === 0 ? (
      <span className="muted">{t('pair.nothing')}</span>
    ) : (
      gives.map(one => (
        <span key={one.detail} className="pair-given" data-new={difference?.added.some(share => share.what === what && share.side === side && share.detail === one.detail) || undefined}>
          {text.detail(one.detail)}
          {one.public ? <span className="pair-public">{t('pair.publicMark')}</span> : null}
        </span>
      ))
    )
  const ends = new Date(Date.parse(`${today}T00:00:00Z`) + terms.notice_days * 86_400_000).toISOString().slice(0, 10)
  return (
    <article className="pair-agreement" data-state={state} aria-label={t('pair.agreementIn', { state: t(`pair.state.${state}`) })}>
      <div className="pair-section-head">
        <h2>
          {t(proposal ? (inForce ? 'pair.proposalChange' : 'pair.proposal') : 'pair.agreement')} <StateTag state={state} />
        </h2>
        {may ? (
          <div className="pair-tools">
            {proposal ? (own ? button('withdraw') : [<span key="a">{button('accept', true)}</span>, <span key="r">{button('reject')}</span>]) : null}
            {state === 'in_force' ? <Button onClick={() => setNotice(true)}>{t('pair.do.give_notice')}</Button> : null}
          </div>
        ) : null}
      </div>
      <p className="muted">
        {[
          t('pair.proposedBy', { city: label(pair[agreement.proposed_by.side].city), date: text.date(agreement.proposed_by.at) }),
          agreement.accepted_by ? t('pair.acceptedBy', { city: label(pair[agreement.accepted_by.side].city), date: text.date(agreement.accepted_by.at) }) : null,
          t('pair.runs', { from: text.date(agreement.starts ?? terms.from), until: terms.until ? text.date(terms.until) : t('pair.openEnd') }),
          t('pair.noticeDays', { count: terms.notice_days }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {agreement.notice ? (
        <p className="note pair-warn" role="status">
          {t('pair.noticeGiven', { city: label(pair[agreement.notice.side].city), date: text.date(agreement.notice.at), ends: text.date(agreement.ends ?? agreement.notice.on) })}
        </p>
      ) : null}
      {proposal && own ? <p className="note">{t('pair.waits', { city: label(pair[theirs].city) })}</p> : null}
      <ScrollTable label={t('pair.shares')} className="pair-shares">
        <thead>
          <tr>
            <th scope="col">{t('pair.sharedItem')}</th>
            <th scope="col">{t('pair.weSee', { city: label(pair[theirs].city) })}</th>
            <th scope="col">{t('pair.theySee', { city: label(pair[theirs].city) })}</th>
          </tr>
        </thead>
        <tbody>
          {shareRows(terms.shares).map(row => (
            <tr key={row.what}>
              <th scope="row">{text.what(row.what)}</th>
              <td>{cell(row.what, theirs, row.gives[theirs])}</td>
              <td>{cell(row.what, mine, row.gives[mine])}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {terms.shares.length === 0 ? <p className="muted">{t('pair.sharesNothing')}</p> : null}
      {difference && difference.gone.length > 0 ? <p className="muted">{t('pair.noLonger', { list: difference.gone.map(one => `${label(pair[one.side].city)}: ${text.what(one.what)} (${text.detail(one.detail)})`).join(t('pair.listSeparator')) })}</p> : null}
      {terms.recognitions.length > 0 ? (
        <>
          <h3>{t('pair.recognitions')}</h3>
          <Recognitions of={t('pair.agreementIn', { state: t(`pair.state.${state}`) })} rows={terms.recognitions} pair={pair} ends={agreement.ends} />
        </>
      ) : null}
      {terms.tasks.length > 0 ? (
        <>
          <h3>{t('pair.agreementTasks')}</h3>
          <ul className="pair-acts">
            {terms.tasks.map(one => (
              <li key={one.id}>
                <strong>{one.title}</strong> <SideTag pair={pair} side={one.side} /> {one.status ? <StatusTag status={one.status} /> : null} {one.done_on ? t('pair.doneOn', { date: text.date(one.done_on) }) : t('pair.untilDate', { date: text.date(one.until) })}
                {may && one.side === mine && !one.done_on && (state === 'in_force' || state === 'notice') ? (
                  <Button size="small" loading={busy === one.id} aria-label={t('pair.tickOne', { name: one.title })} onClick={() => void run({ act: 'task_done', agreement: agreement.id, task: one.id }, one.id)}>
                    {t('pair.tick')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {error ? <ErrorNote error={error} /> : null}
      <Modal
        open={notice}
        onCancel={() => setNotice(false)}
        title={t('pair.do.give_notice')}
        okText={t('pair.do.give_notice')}
        cancelText={t('app.cancel')}
        okButtonProps={{ danger: true, loading: busy === 'give_notice' }}
        onOk={() => void run({ act: 'give_notice', agreement: agreement.id }, 'give_notice')}
        closable={{ 'aria-label': t('app.close') }}
      >
        <p>{t('pair.noticeEffect', { city: label(pair[theirs].city), date: text.date(ends), count: terms.notice_days })}</p>
      </Modal>
    </article>
  )
}
