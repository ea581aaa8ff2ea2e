import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi, useGet } from '@/api/queries'
import type { FindingPage } from '@/api/types'
import { usePlaceTree } from '@/app/CutBar'
import { usePrefs } from '@/app/prefs'
import { ErrorNote } from '@/components/ErrorNote'
import { Pick } from '@/components/Pick'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { FindingRows } from './FindingRows'
import { bySeverity, type Severity } from './group'
import { SeverityMark } from './Severity'
import { findingName } from './texts'
import './findings.css'

const STEP = 50
const SEVERITIES: Severity[] = ['error', 'warning', 'note']

/** What was noticed in the region's data, by code; nothing was mended in silence. */
export function ImportFindings() {
  const { t } = useTranslation()
  const { region, setCut } = useCut()
  const { language } = usePrefs()
  const format = useFormat()
  const tree = usePlaceTree(region.id)
  const [severity, setSeverity] = useParam('severity', '')
  const [code, setCode] = useParam('code', '')
  const [from, setFrom] = useParam('import', '')
  const [limit, setLimit] = useState(STEP)
  const imports = useApi('/api/v1/imports', { query: { region: region.id } })
  const { data, error, refetch, isFetching } = useGet<FindingPage>(`/regions/${region.id}/findings`, { severity: severity || null, code: code || null, import: from || null, limit, offset: 0 })
  const all = data?.by_code ?? []
  const shown = all.filter(one => !severity || one.severity === severity).toSorted(bySeverity)
  const total = all.reduce((sum, one) => sum + one.count, 0)
  const countOf = (which: Severity) => all.filter(one => one.severity === which).reduce((sum, one) => sum + one.count, 0)
  const places = useMemo(() => new Set(tree.byCode.keys()), [tree])
  const files = useMemo(() => new Map((imports.data ?? []).map(one => [one.import, one.file])), [imports.data])
  const rest = (data?.total ?? 0) - (data?.rows.length ?? 0)
  return (
    <>
      <div className="page-controls findings-filter">
        <Pick
          label={t('findings.from')}
          value={from}
          onChange={next => {
            setLimit(STEP)
            setCut({ import: next || null, code: null }, { replace: true })
          }}
          options={[{ value: '', label: t('findings.allImports') }, ...(imports.data ?? []).filter(one => one.findings > 0).map(one => ({ value: String(one.import), label: `${one.import} · ${one.file}` }))]}
        />
        {from ? (
          <Button type="link" onClick={() => setFrom('')}>
            {t('findings.clear')}
          </Button>
        ) : null}
      </div>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data && total === 0 ? <p className="note">{t('findings.none')}</p> : null}
      {total > 0 ? (
        <div className="findings-body">
          <nav className="findings-codes" aria-label={t('findings.byCode')}>
            <div className="findings-severities" role="group" aria-label={t('findings.severity')}>
              {SEVERITIES.filter(one => countOf(one) > 0).map(one => (
                <button
                  key={one}
                  type="button"
                  className="findings-severity"
                  aria-pressed={severity === one}
                  onClick={() => {
                    setLimit(STEP)
                    if (severity === one) setSeverity('')
                    else setCut({ severity: one, code: null }, { replace: true })
                  }}
                >
                  <SeverityMark severity={one} word />
                  <span>{format.count(countOf(one))}</span>
                </button>
              ))}
            </div>
            <ul>
              <li>
                <button type="button" className="findings-code" aria-pressed={!code} onClick={() => setCode('')}>
                  <span />
                  <span>{t('findings.allCodes')}</span>
                  <span>{format.count(shown.reduce((sum, one) => sum + one.count, 0))}</span>
                </button>
              </li>
              {shown.map(one => (
                <li key={`${one.severity} ${one.code}`}>
                  <button
                    type="button"
                    className="findings-code"
                    aria-pressed={code === one.code}
                    onClick={() => {
                      setLimit(STEP)
                      setCode(code === one.code ? '' : one.code)
                    }}
                  >
                    <SeverityMark severity={one.severity} />
                    <span>{findingName(one.code, language)}</span>
                    <span>{format.count(one.count)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </nav>
          <section className="findings-list" aria-label={t('findings.list')} aria-busy={isFetching}>
            <p className="findings-count" role="status">
              {t('findings.shown', { n: format.count(data?.rows.length), of: format.count(data?.total) })}
            </p>
            <FindingRows findings={data?.rows ?? []} places={places} files={files} />
            {rest > 0 ? (
              <Button onClick={() => setLimit(limit + STEP * 2)} loading={isFetching}>
                {t('findings.more', { n: format.count(Math.min(rest, STEP * 2)) })}
              </Button>
            ) : null}
          </section>
        </div>
      ) : null}
    </>
  )
}
