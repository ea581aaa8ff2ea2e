import { useTranslation } from 'react-i18next'
import type { Node } from '@/api/types'
import { useFormat } from '@/format/useFormat'

/** What an estimated entry rests on: method, input, models' enterprises, interval, error on those held back. */
export function EstimateFacts({ estimates }: { estimates: Node['estimates'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const figure = (value: number, unit: string) => `${format.exact(value)} ${format.unit(unit)}`
  const percent = (value: number | null) => (value === null ? '–' : format.percent(value))
  return (
    <>
      {estimates.map((one) => (
        <dl key={one.row} className="source estimate-facts">
          <div>
            <dt>{t('estimates.method')}</dt>
            <dd>{t(`method.${one.method}`, { defaultValue: one.method })}</dd>
          </div>
          <div>
            <dt>{t('estimates.input')}</dt>
            <dd>
              {t(`quantity.${one.input}`, { defaultValue: one.input })} {figure(one.input_value, one.input_unit)}
            </dd>
          </div>
          <div>
            <dt>{t('estimates.value')}</dt>
            <dd>
              {figure(one.value, one.unit)} ({t('estimates.range', { from: format.exact(one.lower), to: format.exact(one.upper) })})
            </dd>
          </div>
          <div>
            <dt>{t('estimates.fittedOn')}</dt>
            <dd>
              {t('estimates.enterprises', { n: format.count(one.n) })}
              {one.group.industry ? ` · ${one.group.industry}` : ''}
              {one.group.above_designated_size === null ? '' : ` · ${t(one.group.above_designated_size ? 'estimates.above' : 'estimates.below')}`}
              {one.extrapolated ? ` · ${t('estimates.beyond')}` : ''}
            </dd>
          </div>
          <div>
            <dt>{t('estimates.error')}</dt>
            <dd>{t('estimates.errorOf', { wape: percent(one.back_test.wape_percent), median: percent(one.back_test.median_ape_percent), n: format.count(one.back_test.n) })}</dd>
          </div>
        </dl>
      ))}
    </>
  )
}
