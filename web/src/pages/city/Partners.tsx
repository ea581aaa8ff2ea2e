import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CityProfile } from '@/api/cities'
import type { CityPairing } from '@/api/partners'
import type { Item } from '@/api/types'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'

const PARTS = ['complement', 'trajectory', 'topic', 'distance'] as const

/** The other city of a pair, and what each of the two offers, seen from a city. */
export function seenFrom(city: string, pairing: CityPairing): { other: Item; offers: readonly Item[]; gets: readonly Item[] } {
  const { a_offers, b_offers } = pairing.complement
  return pairing.a.id === city ? { other: pairing.b, offers: a_offers, gets: b_offers } : { other: pairing.a, offers: b_offers, gets: a_offers }
}

/** The best partners of a city with what speaks for each, as *Suggestions* has them with weights that are alike. */
export function Partners({ profile, list, cityHref, compareHref }: { profile: CityProfile; list: (items: readonly Item[]) => string; cityHref: (id: string) => string; compareHref: (ids: string[]) => string }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const { city, partners } = profile
  const name = label(city.name)
  const figure = (value: number | null) => (value === null ? <span className="muted">{t('pair.notKnown')}</span> : format.full(value, 2))
  const walks = ({ trajectory }: CityPairing) => {
    if (trajectory.value === null) return null
    if (!trajectory.leader || !trajectory.follower) return <small>{t('city.noneAhead')}</small>
    const own = trajectory.leader.id === city.id
    return <small>{t(own ? 'city.aheadOf' : 'city.follows', { other: label((own ? trajectory.follower : trajectory.leader).label), count: trajectory.lag_years ?? 0 })}</small>
  }
  return (
    <section className="cluster-block" aria-labelledby="city-partners">
      <h2 id="city-partners">{t('city.partners')}</h2>
      <p className="frame-summary">
        {t('city.partnersNote')} <Link to={hrefOf('/partnerships', { show: 'suggestions', of: city.id })}>{t('city.toSuggestions')}</Link>
      </p>
      <ScrollTable label={`${t('city.partners')}: ${name}`} className="cluster-wrap city-partners">
        <thead>
          <tr>
            <th scope="col">{t('cluster.city')}</th>
            <th scope="col" data-numeric>
              {t('city.score')}
            </th>
            <th scope="col" data-numeric>
              {t('pair.knownShare')}
            </th>
            {PARTS.map(part => (
              <th key={part} scope="col" data-numeric>
                {t(`pair.part.${part}`)}
              </th>
            ))}
            <th scope="col">{t('city.offers', { name })}</th>
            <th scope="col">{t('city.gets')}</th>
            <th scope="col">{t('city.both')}</th>
          </tr>
        </thead>
        <tbody>
          {partners.map(one => {
            const { other, offers, gets } = seenFrom(city.id, one)
            return (
              <tr key={other.id}>
                <th scope="row">
                  <Link to={cityHref(other.id)}>{label(other.label)}</Link>
                </th>
                <td data-numeric>{figure(one.score)}</td>
                <td data-numeric>{format.percent(one.known_share * 100)}</td>
                {PARTS.map(part => (
                  <td key={part} data-numeric>
                    {figure(one[part].value)}
                    {part === 'distance' && one.distance.km !== null ? <small>{t('pair.kmShort', { km: format.count(Math.round(one.distance.km)) })}</small> : null}
                    {part === 'trajectory' ? walks(one) : null}
                    {part === 'topic' && one.topic.shared.length > 0 ? <small>{one.topic.shared.map(topic => label(topic.label)).join(t('cluster.comma'))}</small> : null}
                  </td>
                ))}
                <td>{list(offers)}</td>
                <td>{list(gets)}</td>
                <td>{list(one.complement.both)}</td>
              </tr>
            )
          })}
        </tbody>
      </ScrollTable>
      <p className="whose-key">
        <Link to={compareHref([city.id, ...partners.slice(0, 3).map(one => seenFrom(city.id, one).other.id)])}>{t('city.compareThese')}</Link>
      </p>
    </section>
  )
}
