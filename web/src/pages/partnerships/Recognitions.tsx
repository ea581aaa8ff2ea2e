import { useTranslation } from 'react-i18next'
import type { Recognition, SideId } from '@/api/partners'
import type { Label } from '@/api/types'
import { ScrollTable } from '@/components/ScrollTable'
import { useLabel } from '@/i18n'
import { usePairText } from './text'

/** Certificates, tests and permits: what is recognised, where it is issued, by whom it is recognised, from when until when. */
export function Recognitions({ rows, pair, ends = null, of }: {
  rows: readonly Recognition[]
  pair: Record<SideId, { city: Label }>
  /** First day without the agreement: no recognition outlives it. */
  ends?: string | null
  /** Of what, where there is more than one such table on the page. */
  of?: string
}) {
  const { t } = useTranslation()
  const label = useLabel()
  const text = usePairText()
  const city = (side: SideId) => label(pair[side].city)
  // Who issues a paper does not recognise it: the other does.
  const by = (one: Recognition) => (one.issued_in === 'both' ? t('pair.bothCities') : city(one.issued_in === 'a' ? 'b' : 'a'))
  return (
    <ScrollTable label={[of, t('pair.recognitions')].filter(Boolean).join(' · ')} className="pair-recognitions">
      <thead>
        <tr>
          <th scope="col">{t('pair.scheme')}</th>
          <th scope="col">{t('pair.recognitionKind')}</th>
          <th scope="col">{t('pair.issued')}</th>
          <th scope="col">{t('pair.recognisedBy')}</th>
          <th scope="col">{t('pair.from')}</th>
          <th scope="col">{t('pair.until')}</th>
          <th scope="col">{t('pair.field.statusHead')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(one => (
          <tr key={one.id}>
            <th scope="row">{one.scheme}</th>
            <td>{t(`pair.recognition.${one.kind}`)}</td>
            <td>{one.issued_in === 'both' ? t('pair.bothCities') : city(one.issued_in)}</td>
            <td>{by(one)}</td>
            <td>{text.date(one.from)}</td>
            <td>
              {one.until ? text.date(one.until) : t('pair.openEnd')}
              {ends && (!one.until || one.until >= ends) ? <small>{t('pair.withAgreement', { date: text.date(ends) })}</small> : null}
            </td>
            <td>{t(`pair.recognitionState.${one.state}`)}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  )
}
