import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnIntroduction, type BoardEntry, type Introduction, useIntroductions } from '@/api/board'
import { usePrefs } from '@/app/prefs'
import { ErrorNote } from '@/components/ErrorNote'
import { useCut } from '@/cut/useCut'
import { nameIn, wordsIn } from './result'
import { useCityName } from './useWords'

/** Who asked whom; how to reach the other is shown once both agreed. */
export function IntroPanel({ signedIn }: { signedIn: boolean }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const { data, error, refetch } = useIntroductions(region.id, signedIn)
  if (!signedIn) return <div className="empty">{t('exchange.introLogin')}</div>
  return (
    <>
      <p className="muted">{t('exchange.introWhat')}</p>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data?.rows.length === 0 ? <div className="empty">{t('exchange.introNone')}</div> : null}
      <ul className="ex-intros">
        {data?.rows.map(one => (
          <Line key={one.id} one={one} names={data.names} />
        ))}
      </ul>
    </>
  )
}

function Line({ one, names }: { one: Introduction; names: Parameters<typeof wordsIn>[0] }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { region } = useCut()
  const [error, setError] = useState<unknown>(null)
  const word = wordsIn(names, language)
  const city = useCityName()
  const act = async (action: 'agree' | 'decline' | 'withdraw') => {
    setError(null)
    try {
      await actOnIntroduction(region.id, one.id, action)
    } catch (cause) {
      setError(cause)
    }
  }
  const side = (entry: BoardEntry, contact: string | null, key: 'offer' | 'need') => (
    <div className="ex-intro-side">
      <small>{t(`exchange.side.${key}`)}</small>
      <strong>{entry.text ? nameIn(entry.text, language) : word(entry.what)}</strong>
      <span>{[entry.who ? nameIn(entry.who, language) : null, entry.city ? city(entry.city) : null].filter(Boolean).join(' · ')}</span>
      <span className="ex-contact">{contact ?? (entry.has_contact ? t('exchange.contactHidden') : t('exchange.contactNone'))}</span>
    </div>
  )
  return (
    <li className="ex-intro">
      <div className="ex-intro-pair">
        {side(one.offer, one.contact_of_offer, 'offer')}
        <span aria-hidden="true">→</span>
        {side(one.need, one.contact_of_need, 'need')}
      </div>
      <div className="ex-intro-foot">
        <span className="ex-state" data-state={one.state}>
          {t(`exchange.state.${one.state}`)}
        </span>
        <small>{t('exchange.askedBy', { who: one.asked_by ?? t('exchange.operator'), when: one.asked_at.slice(0, 10) })}</small>
        {one.message ? <q>{one.message}</q> : null}
        <span className="ex-spring" />
        {one.may_answer ? (
          <>
            <Button type="primary" onClick={() => void act('agree')}>
              {t('exchange.agree')}
            </Button>
            <Button onClick={() => void act('decline')}>{t('exchange.decline')}</Button>
          </>
        ) : null}
        {one.may_withdraw ? <Button onClick={() => void act('withdraw')}>{t('exchange.withdraw')}</Button> : null}
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </li>
  )
}
