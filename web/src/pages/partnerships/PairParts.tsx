import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CityPairing } from '@/api/partners'
import type { Item } from '@/api/types'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'

/** The four parts of a pairing as the engine works them out, each with what it rests on; what is not known says so, and is no zero. */
export function PairParts({ pairing }: { pairing: CityPairing }) {
  const { t } = useTranslation()
  const label = useLabel()
  const format = useFormat()
  const { complement, trajectory, topic, distance } = pairing
  const [a, b] = [label(pairing.a.label), label(pairing.b.label)]
  const list = (items: readonly Item[]) => items.map(one => label(one.label)).join(t('pair.listSeparator')) || t('pair.nothing')
  const part = (name: 'complement' | 'trajectory' | 'topic' | 'distance', value: number | null, children: ReactNode) => (
    <div>
      <dt>
        {t(`pair.part.${name}`)} <span className="pair-part-value">{value === null ? t('pair.notKnown') : format.full(value, 2)}</span>
      </dt>
      <dd>{children}</dd>
    </div>
  )
  const lag = trajectory.lag_years ?? 0
  return (
    <dl className="pair-parts">
      {part('distance', distance.value, distance.km === null ? t('pair.needsPlaces') : t('pair.km', { km: format.count(distance.km) }))}
      {part(
        'topic',
        topic.value,
        topic.value === null ? (
          t(`pair.topicUnknown.${topic.reason === 'too_few' ? 'none' : 'missing'}`)
        ) : (
          <>
            {t('pair.topicShare', { percent: format.percent(topic.value * 100), list: list(topic.shared) })}
            {topic.only_a.length > 0 ? <small>{t('pair.onlyOf', { city: a, list: list(topic.only_a) })}</small> : null}
            {topic.only_b.length > 0 ? <small>{t('pair.onlyOf', { city: b, list: list(topic.only_b) })}</small> : null}
          </>
        ),
      )}
      {part(
        'complement',
        complement.value,
        complement.value === null ? (
          t('pair.needsStructure')
        ) : (
          <>
            {t('pair.offers', { city: a, list: list(complement.a_offers) })}
            <small>{t('pair.offers', { city: b, list: list(complement.b_offers) })}</small>
            <small>{t('pair.bothStrong', { list: list(complement.both) })}</small>
          </>
        ),
      )}
      {part(
        'trajectory',
        trajectory.value,
        trajectory.value === null ? (
          t('pair.needsPaths')
        ) : trajectory.leader && trajectory.follower ? (
          <>
            {t('pair.follows', { follower: label(trajectory.follower.label), leader: label(trajectory.leader.label), count: lag })}
            <small>{t('pair.warped', { years: trajectory.warped_lag_years === null ? '–' : format.full(trajectory.warped_lag_years, 1), percent: format.percent(trajectory.value * 100), overlap: format.count(trajectory.overlap_years) })}</small>
          </>
        ) : (
          t('pair.noLeader')
        ),
      )}
    </dl>
  )
}
