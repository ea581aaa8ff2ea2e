import { Button, Segmented } from 'antd'
import { Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from '@tanstack/react-query'
import { downloadHref, get } from '@/api/client'
import { queryClient, useApi, useSession } from '@/api/queries'
import type { Import } from '@/api/types'
import { LoginDialog } from '@/app/parts'
import { MAY_IMPORT } from '@/app/roles'
import { ErrorNote } from '@/components/ErrorNote'
import { PageHead } from '@/components/PageHead'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut, useParam } from '@/cut/useCut'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { ContractsPanel } from './ContractsPanel'
import { ReadingsPanel } from './ReadingsPanel'
import { UploadPanel } from './UploadPanel'
import { isOver, percent } from './upload'
import './data.css'

const POLL_MS = 700

/** What came in, when and from whom; and the way for a new file. */
export default function DataPage() {
  const { t } = useTranslation()
  const session = useSession()
  const [login, setLogin] = useState(false)
  const [bring, setBring] = useParam('bring', 'ledger')
  const imports = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => get<Import[]>('/imports', { limit: 100 }, signal),
    // Asked again and again only as long as something is on its way.
    refetchInterval: query => (query.state.data?.some(one => !isOver(one.state)) ? POLL_MS : false),
  })
  const running = imports.data?.some(one => !isOver(one.state)) ?? false
  const wasRunning = useRef(false)
  useEffect(() => {
    // What was shown rests on older data now.
    if (wasRunning.current && !running) void queryClient.invalidateQueries()
    wasRunning.current = running
  }, [running])
  const user = session.data?.user
  const may = user?.roles.some(role => MAY_IMPORT.has(role)) ?? false
  return (
    <div className="page data-page">
      <PageHead page="data">
        <Segmented
          aria-label={t('data.bringWhat')}
          value={bring}
          onChange={setBring}
          options={[
            { value: 'ledger', label: t('data.bring.ledger') },
            { value: 'readings', label: t('data.bring.readings') },
            { value: 'contracts', label: t('data.bring.contracts') },
          ]}
        />
      </PageHead>
      {session.data && !may ? (
        <div className="note data-login">
          <p>{user ? t('data.mayNot') : t('data.login')}</p>
          {user ? null : (
            <Button type="primary" onClick={() => setLogin(true)}>
              {t('account.login')}
            </Button>
          )}
        </div>
      ) : null}
      {may && bring === 'readings' ? (
        <section className="upload" aria-labelledby="readings-head">
          <h2 id="readings-head">{t('readings.bring')}</h2>
          <ReadingsPanel imports={imports.data ?? []} onStarted={() => void imports.refetch()} />
        </section>
      ) : null}
      {bring === 'contracts' ? (
        <section aria-labelledby="contracts-head">
          <h2 id="contracts-head">{t('contracts.title')}</h2>
          <ContractsPanel may={may} onSent={() => void imports.refetch()} />
        </section>
      ) : null}
      {may && bring === 'ledger' ? <UploadPanel imports={imports.data ?? []} onStarted={() => void imports.refetch()} /> : null}
      <div className="data-imports">
        <h2>{t('data.imports')}</h2>
        {imports.error ? <ErrorNote error={imports.error} retry={() => void imports.refetch()} /> : null}
        {imports.data?.length === 0 ? <p className="muted">{t('data.noImports')}</p> : null}
        {imports.data && imports.data.length > 0 ? <ImportTable imports={imports.data} /> : null}
      </div>
      <Suspense fallback={null}>{login ? <LoginDialog close={() => setLogin(false)} /> : null}</Suspense>
    </div>
  )
}

function ImportTable({ imports }: { imports: Import[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const label = useLabel()
  const { regions, hrefOf } = useCut()
  const mappings = useApi('/api/v1/mappings', {})
  const titleOf = (id: string) => label(mappings.data?.find(one => one.id === id)?.title) || id
  const nameOf = (id: string) => label(regions.find(one => one.id === id)?.name) || id
  return (
    <ScrollTable label={t('data.imports')}>
      <thead>
        <tr>
          <th scope="col" data-numeric>
            {t('data.number')}
          </th>
          <th scope="col">{t('data.file')}</th>
          <th scope="col">{t('data.state')}</th>
          <th scope="col" data-numeric>
            {t('data.rows')}
          </th>
          <th scope="col" data-numeric>
            {t('data.entries')}
          </th>
          <th scope="col" data-numeric>
            {t('data.rejected')}
          </th>
          <th scope="col" data-numeric>
            {t('data.findings')}
          </th>
          <th scope="col">{t('data.when')}</th>
        </tr>
      </thead>
      <tbody>
        {imports.map(one => (
          <tr key={one.import}>
            <td data-numeric>{one.import}</td>
            <th scope="row">
              <span className="data-file">{one.file}</span>
              <small>
                {nameOf(one.region)} · {t(`data.mapping.${one.mapping}`, { defaultValue: titleOf(one.mapping) })} · {t(`data.mode.${one.mode}`)}
              </small>
            </th>
            <td>
              <StateMark state={one.state} />
              {isOver(one.state) ? null : <ProgressBar progress={one.progress} />}
              {one.error && one.state !== 'unchanged' ? <small className="data-why">{one.error}</small> : null}
            </td>
            <td data-numeric>{format.count(one.rows)}</td>
            <td data-numeric>{format.count(one.entries)}</td>
            <td data-numeric>
              {one.rejected > 0 ? (
                <a href={downloadHref(`/imports/${one.import}/rejects`)} download aria-label={t('data.rejectsOf', { n: format.count(one.rejected), import: one.import })}>
                  {format.count(one.rejected)}
                </a>
              ) : (
                format.count(0)
              )}
            </td>
            <td data-numeric>
              {one.findings > 0 ? (
                <Link to={hrefOf('/findings', { region: one.region, import: String(one.import) })} aria-label={t('data.findingsOf', { n: format.count(one.findings), import: one.import })}>
                  {format.count(one.findings)}
                </Link>
              ) : (
                format.count(0)
              )}
            </td>
            <td className="data-when">
              <time dateTime={one.started_at}>{timeText(one.started_at, format.language)}</time>
              <small>{one.by ?? t('data.bySystem')}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  )
}

/** Where an import stands: a mark and a word. */
export function StateMark({ state }: { state: Import['state'] }) {
  const { t } = useTranslation()
  const kind = state === 'committed' || state === 'unchanged' || state === 'superseded' ? 'good' : state === 'refused' || state === 'failed' || state === 'interrupted' ? 'bad' : 'busy'
  const mark = kind === 'good' ? '✓' : kind === 'bad' ? '✕' : '…'
  return (
    <span className="data-state" data-kind={kind}>
      <span aria-hidden="true">{mark}</span>
      {t(`data.state.${state}`)}
    </span>
  )
}

/** How far, as a bar and in words. */
export function ProgressBar({ progress, unit = '' }: { progress: Import['progress']; unit?: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const done = percent(progress)
  return (
    <div className="data-progress">
      <progress max={100} value={done ?? undefined} aria-label={t('data.progress')} />
      <small>{done === null ? t('data.working') : t('data.progressOf', { done: format.count(progress.done), total: `${format.count(progress.total)} ${unit}`.trim() })}</small>
    </div>
  )
}
