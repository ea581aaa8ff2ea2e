import { useTranslation } from 'react-i18next'
import { Icon } from '@/components/Icon'
import { Pop } from '@/components/Pop'
import { changeLanguage } from '@/i18n'
import { type EnergyStyle, type MassStyle, setPrefs, type Theme, usePrefs } from './prefs'

function Choice<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: [T, string][]; onChange: (value: T) => void }) {
  return (
    <div className="choice" role="group" aria-label={label}>
      <div className="choice-label">{label}</div>
      <div className="choice-row">
        {options.map(([id, text]) => (
          <button key={id} type="button" className="bare" aria-pressed={id === value} onClick={() => onChange(id)}>
            {text}
          </button>
        ))}
      </div>
    </div>
  )
}

/** Language, looks and units of the reader. */
export function ReaderMenu() {
  const { t } = useTranslation()
  const { theme, language, mass, energy } = usePrefs()
  return (
    <>
      <button type="button" className="bare language" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => void changeLanguage(language === 'zh' ? 'en' : 'zh')}>
        {language === 'zh' ? 'EN' : '中文'}
      </button>
      <Pop label={t('reader.open')} button={<Icon name="sun" />} align="end">
        {() => (
          <div className="choices">
            <Choice<Theme>
              label={t('reader.theme')}
              value={theme}
              options={[
                ['system', t('reader.system')],
                ['light', t('reader.light')],
                ['dark', t('reader.dark')],
              ]}
              onChange={(next) => setPrefs({ theme: next })}
            />
            <Choice<MassStyle>
              label={t('reader.mass')}
              value={mass ?? (language === 'zh' ? 'wan' : 'metric')}
              options={[
                ['metric', t('reader.metric')],
                ['wan', t('reader.wan')],
              ]}
              onChange={(next) => setPrefs({ mass: next })}
            />
            <Choice<EnergyStyle>
              label={t('reader.energy')}
              value={energy}
              options={[
                ['tce', t('reader.tce')],
                ['joule', t('reader.joule')],
              ]}
              onChange={(next) => setPrefs({ energy: next })}
            />
          </div>
        )}
      </Pop>
    </>
  )
}
