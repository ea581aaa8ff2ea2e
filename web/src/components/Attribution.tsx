import { useTranslation } from 'react-i18next'
import { useCut } from '@/cut/useCut'

/** Who must be named, on what terms, and which version of the data this is. */
export function Attribution() {
  const { t } = useTranslation()
  const { region } = useCut()
  return (
    <footer className="attribution">
      {region.attribution.length > 0 ? (
        <p>
          {t('attribution.data')}{' '}
          {region.attribution.map((one, index) => (
            <span key={one.text}>
              {index > 0 ? ' · ' : ''}
              {one.url ? (
                <a href={one.url} target="_blank" rel="noreferrer">
                  {one.text}
                </a>
              ) : (
                one.text
              )}{' '}
              ({one.licence})
            </span>
          ))}
        </p>
      ) : null}
      <p>{t('attribution.version', { version: region.data_version })}</p>
    </footer>
  )
}
