import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CityProfile } from '@/api/cities'
import type { CityPairing } from '@/api/partners'
import type { Item } from '@/api/types'
import { useCut } from '@/cut/useCut'
import { useLabel } from '@/i18n'
import { PairTable } from '../partnerships/PairTable'

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
  const { city, partners } = profile
  const name = label(city.name)
  return (
    <section className="cluster-block city-partners" aria-labelledby="city-partners">
      <h2 id="city-partners">{t('city.partners')}</h2>
      <p className="frame-summary">
        {t('city.partnersNote')} <Link to={hrefOf('/partnerships', { show: 'suggestions', of: city.id })}>{t('city.toSuggestions')}</Link>
      </p>
      <PairTable
        label={`${t('city.partners')}: ${name}`}
        what={t('cluster.city')}
        further={[t('city.offers', { name }), t('city.gets'), t('city.both')]}
        rows={partners.map(pair => {
          const { other, offers, gets } = seenFrom(city.id, pair)
          return { pair, name: <Link to={cityHref(other.id)}>{label(other.label)}</Link>, further: [list(offers), list(gets), list(pair.complement.both)] }
        })}
      />
      <p className="whose-key">
        <Link to={compareHref([city.id, ...partners.slice(0, 3).map(one => seenFrom(city.id, one).other.id)])}>{t('city.compareThese')}</Link>
      </p>
    </section>
  )
}
