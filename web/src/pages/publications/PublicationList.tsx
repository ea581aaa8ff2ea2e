import { Button } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSession } from '@/api/queries'
import { usePublications } from '@/api/readings'
import { LoginDialog } from '@/app/parts'
import { ErrorNote } from '@/components/ErrorNote'
import { PageHead } from '@/components/PageHead'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { MAY_DECIDE } from '../cases/roles'
import { PublishDialog } from './PublishDialog'

/** Figures that were given out: they stay as they were. */
export function PublicationList() {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const session = useSession()
  const { data, error, refetch } = usePublications(region.id)
  const [open, setOpen] = useState(false)
  const [login, setLogin] = useState(false)
  const user = session.data?.user ?? null
  const may = user?.roles.some((role) => MAY_DECIDE.has(role)) ?? false
  return (
    <div className="page">
      <PageHead page="publications">
        {may ? (
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('publication.publish')}
          </Button>
        ) : session.data && !user ? (
          <Button onClick={() => setLogin(true)}>{t('publication.login')}</Button>
        ) : null}
      </PageHead>
      <p className="muted publications-hint">{t('publication.hint')}</p>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data?.length === 0 ? <p className="note">{t('publication.none')}</p> : null}
      {data && data.length > 0 ? (
        <ScrollTable label={t('nav.publications')}>
          <thead>
            <tr>
              <th scope="col">{t('publication.title')}</th>
              <th scope="col">{t('table.place')}</th>
              <th scope="col">{t('trend.period')}</th>
              <th scope="col" data-numeric>
                {t('publication.figures')}
              </th>
              <th scope="col">{t('publication.when')}</th>
              <th scope="col">{t('publication.data')}</th>
            </tr>
          </thead>
          <tbody>
            {data
              .toSorted((a, b) => b.created_at.localeCompare(a.created_at) || b.id - a.id)
              .map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <Link to={hrefOf(`/publications/${one.id}`)}>{one.title}</Link>
                    {one.note ? <small>{one.note}</small> : null}
                  </th>
                  <td>{label(one.place.name)}</td>
                  <td className="data-when">{format.period(one.period)}</td>
                  <td data-numeric>{format.count(one.figures.length)}</td>
                  <td className="data-when">
                    <time dateTime={one.created_at}>{timeText(one.created_at, format.language)}</time>
                    <small>{one.by ?? t('data.bySystem')}</small>
                  </td>
                  <td>
                    <code>{one.versions.data}</code>
                  </td>
                </tr>
              ))}
          </tbody>
        </ScrollTable>
      ) : data || error ? null : (
        <span className="bone" style={{ width: '100%', height: 240 }} aria-hidden="true" />
      )}
      {open ? <PublishDialog close={() => setOpen(false)} /> : null}
      <Suspense fallback={null}>{login ? <LoginDialog close={() => setLogin(false)} /> : null}</Suspense>
    </div>
  )
}
