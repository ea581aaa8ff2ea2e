import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePlaces } from '@/api/queries'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'

const COUNTS = new Set(['count', 'rows', 'limit', 'members'])
/** Statistics have the names of the indicators that show them. */
const STATISTICS = new Set(['statistic', 'indicator'])
/** Cities that a table names. */
const NAMED = new Set(['a', 'b', 'leader', 'follower'])
/** The three accounts that are held against each other. */
const SIDES = new Set(['side', 'other', 'basis'])

/** How a parameter of a finding is read: counts with separators, factors and carriers by name. */
export function useParameter(): (parameter: string, value: string) => string {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const names = useNames()
  const label = useLabel()
  const { data: places } = usePlaces(region.id)
  return useMemo(() => {
    const carriers = new Map(region.dims.carriers.map(one => [one.id, one]))
    const carrier = (id: string) => names.member('carrier', carriers.get(id) ?? null) || id
    return (parameter, value) => {
      // What a cell holds is quoted as it stands; a computed figure is read with as many digits as say something.
      if (parameter !== 'cell' && parameter !== 'text' && /^-?\d+\.\d{5,}$/.test(value)) return Number(Number(value).toPrecision(6)).toLocaleString('en', { maximumSignificantDigits: 6 })
      if (COUNTS.has(parameter) && /^\d+$/.test(value)) return format.count(Number(value))
      if (STATISTICS.has(parameter)) return t(`indicator.${value}`, { defaultValue: value })
      if (SIDES.has(parameter)) return t(`side.${value}`, { defaultValue: value })
      if (parameter === 'of') return carriers.has(value) ? carrier(value) : t(`indicator.${value}`, { defaultValue: value })
      if (parameter === 'why') return t(`why.${value}`, { defaultValue: value })
      if (parameter === 'city') return label(places?.find(one => one.code === value)?.name) || value
      // Tables of cities name places as people do.
      if (NAMED.has(parameter)) return label(places?.find(one => one.name.en === value)?.name) || value
      if (parameter === 'indicators') return value.split(', ').map(one => t(`tie.${one}`, { defaultValue: one })).join(t('cluster.comma'))
      // What a pairing is made of; other findings have words of their own here.
      if (parameter === 'part') return t(`findings.part.${value}`, { defaultValue: value })
      if (parameter === 'area') return t(`area.${value}`, { defaultValue: value })
      if (parameter === 'industry') return t(`industry.${value}`, { defaultValue: value })
      if (parameter === 'reason') return t(`reason.contract.${value}`, { defaultValue: t(`reason.estimate.${value}`, { defaultValue: value }) })
      if (parameter === 'method') return t(`method.${value}`, { defaultValue: value })
      if (parameter === 'target') return t(`quantity.${value}`, { defaultValue: value })
      if (parameter === 'criterion') return t(`column.${value}`, { defaultValue: value })
      if (parameter === 'kind' && (value === 'offers' || value === 'needs')) return t(`exchange.${value}`)
      // Kinds of factors that are two words; those of one word are words already.
      if (parameter === 'kind') return value.includes('_') ? t(`kind.${value}`, { defaultValue: value }).replace(/^[A-Z](?=[a-z])/, first => first.toLowerCase()) : value
      if (parameter !== 'subject') return value
      const place = places?.find(one => one.code === value)
      if (place) return label(place.name)
      const [kind = '', rest] = value.split(' ')
      if (rest === undefined) return carrier(value)
      if (t(`kind.${kind}`, { defaultValue: '' }) === '') return value
      const id = rest.split('/')[0] ?? rest
      const name = names.subject(kind, rest, { en: carrier(id), zh: carrier(id) })
      return t('findings.factorOf', { subject: name, kind: names.kind(kind) })
    }
  }, [region, format, names, label, places, t])
}
