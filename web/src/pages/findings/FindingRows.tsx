import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePrefs } from '@/app/prefs'
import { useCut } from '@/cut/useCut'
import { type FindingLike, placeOf } from './group'
import { SeverityMark } from './Severity'
import { findingSentence } from './texts'
import { useParameter } from './useParameter'
import './findings.css'

/** Findings with where and what; each names file, row and column as a spreadsheet shows them. */
export function FindingRows({ findings, places, files }: { findings: readonly (FindingLike & { import?: number | null })[]; places?: ReadonlySet<string>; files?: ReadonlyMap<number, string> }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { hrefOf } = useCut()
  const parameter = useParameter()
  return (
    <ol className="finding-rows">
      {findings.map((finding, index) => {
        const { location } = finding
        const place = placeOf(finding)
        // What accounting finds names its import; the file's name is the import's.
        const file = location?.file || (finding.import ? files?.get(finding.import) : null)
        return (
          // Findings have no identity but their place in the list.
          // oxlint-disable-next-line no-array-index-key
          <li key={index} className="finding-row">
            <SeverityMark severity={finding.severity} />
            <div>
              <p className="finding-text">{findingSentence(finding, language, parameter)}</p>
              <p className="finding-where">
                {finding.import ? <span>{t('findings.importN', { n: finding.import })}</span> : null}
                {location ? (
                  <>
                    {file ? <span className="finding-file">{file}</span> : null}
                    {location.sheet ? <span>{t('findings.sheet', { sheet: location.sheet })}</span> : null}
                    {location.row ? <span>{t('findings.row', { row: location.row })}</span> : null}
                    {location.column ? <span>{location.field ? t('findings.columnNamed', { column: location.column, field: location.field }) : t('findings.column', { column: location.column })}</span> : null}
                  </>
                ) : null}
                {place && (!places || places.has(place)) ? <Link to={hrefOf('/map', { at: place })}>{t('findings.toMap')}</Link> : null}
              </p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}
