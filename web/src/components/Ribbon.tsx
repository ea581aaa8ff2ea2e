import { useTranslation } from 'react-i18next'
import { useCut } from '@/cut/useCut'

/** Said wherever data made by a generator shows. */
export function SyntheticRibbon() {
  const { t } = useTranslation()
  const { region } = useCut()
  if (!region.synthetic) return null
  return (
    <div className="ribbon" role="note">
      <strong>{t('synthetic.short')}</strong> <span>{t('synthetic.long')}</span>
    </div>
  )
}
