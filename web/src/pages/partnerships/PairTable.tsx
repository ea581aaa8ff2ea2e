import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CityPairing } from '@/api/partners'
import { ScrollTable } from '@/components/ScrollTable'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'

/** What a pair of cities is judged by, in the order of the weights. */
export const PARTS = ['complement', 'trajectory', 'topic', 'distance'] as const

/** A pair by the ids of its cities. */
export const keyOf = (one: CityPairing) => `${one.a.id}~${one.b.id}`

/** Pairs of cities, a row each: score, how much of it is known, and each part with what speaks for it. What is not known says so. */
export function PairTable({ label, what, rows, on, further = [] }: {
  label: string
  /** Head of the first column. */
  what: string
  /** Each pair with its first cell, and those of `further`. */
  rows: readonly { pair: CityPairing; name: ReactNode; further?: readonly ReactNode[] }[]
  /** The pair that is chosen. */
  on?: string
  /** Heads of the columns after the parts. */
  further?: readonly string[]
}) {
  const { t } = useTranslation()
  const nameOf = useLabel()
  const format = useFormat()
  const figure = (value: number | null) => (value === null ? <span className="muted">{t('pair.notKnown')}</span> : format.full(value, 2))
  const basis = {
    complement: () => null,
    trajectory: ({ trajectory: { value, leader, lag_years } }: CityPairing) => (value === null ? null : leader ? t('pair.isAhead', { city: nameOf(leader.label), count: lag_years ?? 0 }) : t('pair.noneAhead')),
    topic: ({ topic }: CityPairing) => topic.shared.map(one => nameOf(one.label)).join(t('pair.listSeparator')) || null,
    distance: ({ distance }: CityPairing) => (distance.km === null ? null : t('pair.kmShort', { km: format.count(distance.km) })),
  }
  return (
    <ScrollTable label={label} className="pair-table cluster-wrap">
      <thead>
        <tr>
          <th scope="col">{what}</th>
          <th scope="col" data-numeric>
            {t('pair.score')}
          </th>
          <th scope="col" data-numeric>
            {t('pair.knownShare')}
          </th>
          {PARTS.map(part => (
            <th key={part} scope="col" data-numeric>
              {t(`pair.part.${part}`)}
            </th>
          ))}
          {further.map(title => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ pair, name, further: cells = [] }) => (
          <tr key={keyOf(pair)} data-on={keyOf(pair) === on || undefined}>
            <th scope="row">{name}</th>
            <td data-numeric>{figure(pair.score)}</td>
            <td data-numeric>{format.percent(pair.known_share * 100)}</td>
            {PARTS.map(part => (
              <td key={part} data-numeric>
                {figure(pair[part].value)}
                <small>{basis[part](pair)}</small>
              </td>
            ))}
            {further.map((title, at) => (
              <td key={title}>{cells[at]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  )
}
