import { Button, Segmented } from 'antd'
import { Suspense, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Partnership, type ReferencePair, usePartnerships } from '@/api/partners'
import { useSession } from '@/api/queries'
import { LoginDialog } from '@/app/parts'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { ScrollTable } from '@/components/ScrollTable'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { Grants } from './Grants'
import { MakePair } from './MakePair'
import { type MapPair, PairMap } from './PairMap'
import { PairParts } from './PairParts'
import { StateTag } from './parts'
import { Suggestions } from './Suggestions'
import { usePairText } from './text'

const VIEWS = ['pairs', 'suggestions', 'support'] as const
const NO_PAIRS: readonly ReferencePair[] = []

/** This installation's pairs and the documents', and what support a project can get. */
export function PartnershipList() {
  const { t } = useTranslation()
  const [view, setView] = useParam('show', 'pairs')
  return (
    <div className="page partnerships">
      <PageHead page="partnerships">
        <Segmented aria-label={t('pair.views')} value={view} onChange={setView} options={VIEWS.map(one => ({ value: one, label: t(`pair.view.${one}`) }))} />
      </PageHead>
      {view === 'support' ? <Grants /> : view === 'suggestions' ? <Suggestions /> : <Pairs />}
    </div>
  )
}

/** Width of what a picture may fill. */
function useRoom(): [number, (element: HTMLDivElement | null) => void | (() => void)] {
  const [room, setRoom] = useState(0)
  const holder = useCallback((element: HTMLDivElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [room, holder]
}

function Pairs() {
  const { t } = useTranslation()
  const label = useLabel()
  const format = useFormat()
  const session = useSession()
  const { data, error, refetch } = usePartnerships()
  const documents = data?.reference ?? NO_PAIRS
  const topics = useMemo(() => documents.flatMap(pair => pair.topics.map(({ topic, group }) => ({ id: topic.id, group, name: topic.label }))), [documents])
  const text = usePairText(topics)
  const [topic, setTopic] = useParam('topic', '')
  const [chosen, setChosen] = useParam('pair', '')
  const [making, setMaking] = useState<string | null>(null)
  const [login, setLogin] = useState(false)
  const [room, holder] = useRoom()
  const user = session.data?.user ?? null
  const admin = user?.roles.includes('admin') ?? false
  const shown = useMemo(() => documents.filter(pair => topic === '' || pair.topics.some(one => one.topic.id === topic)), [documents, topic])
  const lines = useMemo(
    () =>
      shown.flatMap((pair): MapPair[] => {
        const { european: e, chinese: c } = pair
        if (e.lon === null || e.lat === null || c.lon === null || c.lat === null) return []
        return [{ id: pair.id, from: { name: label(e.name), lon: e.lon, lat: e.lat }, to: { name: label(c.name), lon: c.lon, lat: c.lat }, own: pair.partnership !== null || (data?.own ?? []).some(one => one.reference === pair.id) }]
      }),
    [shown, label, data],
  )
  const used = [...new Set(topics.map(one => one.id))].toSorted((a, b) => text.topicGroup(a).localeCompare(text.topicGroup(b)) || text.topicName(a).localeCompare(text.topicName(b)))
  const pair = documents.find(one => one.id === chosen) ?? null
  const note = t('pair.mapSource')
  const [svgRef, pictures] = useSvgPictures(t('pair.mapTitle'), note)
  const table = {
    columns: [{ title: t('pair.year') }, { title: t('pair.european') }, { title: t('pair.chinese') }, { title: `${t('pair.distance')} (${format.unit('km')})`, numeric: true, decimals: 0 }, { title: t('pair.topics') }, { title: t('pair.source') }],
    rows: shown.map(one => [one.year === null ? null : String(one.year), label(one.european.name), label(one.chinese.name), one.pairing.distance.km, [...new Set(one.topics.map(said => label(said.topic.label)))].join('; '), one.source]),
  }
  return (
    <>
      <section>
        <div className="pair-section-head">
          <h2>{t('pair.own')}</h2>
          {admin ? (
            <Button type="primary" onClick={() => setMaking('')}>
              {t('pair.make')}
            </Button>
          ) : session.data && !user ? (
            <Button onClick={() => setLogin(true)}>{t('pair.login')}</Button>
          ) : null}
        </div>
        {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
        {data?.own.length === 0 ? <p className="note">{t(admin ? 'pair.noneAdmin' : 'pair.none')}</p> : null}
        {data && data.own.length > 0 ? <OwnPairs rows={data.own} /> : data || error ? null : <span className="bone" style={{ width: '100%', height: 90 }} aria-hidden="true" />}
      </section>
      <div className="pair-section">
        <div ref={holder} />
        <div className="pair-filter">
          <Pick label={t('pair.topic')} value={topic || null} onChange={next => setTopic(next ?? '')} allowClear width={260} options={used.map(id => ({ value: id, label: text.topicLong(id) }))} />
        </div>
        <ChartFrame
          title={t('pair.mapTitle')}
          summary={topic === '' ? t('pair.mapSummary', { n: format.count(shown.length) }) : t('pair.mapFiltered', { n: format.count(shown.length), of: format.count(documents.length), topic: text.topicName(topic) })}
          table={table}
          pictures={pictures}
          name="carbonshed-partnerships"
          note={note}
        >
          {room > 0 ? <PairMap pairs={lines} chosen={pair?.id ?? null} onChoose={id => setChosen(id ?? '')} width={room} label={t('pair.mapTitle')} svgRef={svgRef} /> : <span className="bone" style={{ width: '100%', height: 420 }} aria-hidden="true" />}
        </ChartFrame>
        <p className="muted pair-map-note">{note}</p>
      </div>
      {pair ? <Reasons pair={pair} partnership={pair.partnership} close={() => setChosen('')} make={admin ? () => setMaking(pair.id) : null} /> : null}
      <section className="pair-section">
        <h2>{t('pair.documents')}</h2>
        <ScrollTable label={t('pair.documents')} className="pair-table pair-documents">
          <thead>
            <tr>
              <th scope="col">{t('pair.pair')}</th>
              <th scope="col">{t('pair.year')}</th>
              <th scope="col" data-numeric>
                {t('pair.distance')}
                <small>{format.unit('km')}</small>
              </th>
              <th scope="col">{t('pair.topics')}</th>
              <th scope="col">{t('pair.source')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(one => {
              const id = one.partnership
              return (
                <tr key={one.id} data-on={one.id === chosen || undefined}>
                  <th scope="row">
                    <button type="button" className="pair-open" aria-expanded={one.id === chosen} onClick={() => setChosen(one.id === chosen ? '' : one.id)}>
                      {label(one.european.name)} – {label(one.chinese.name)}
                    </button>
                    {id ? <Kept id={id} /> : null}
                  </th>
                  <td>{one.year}</td>
                  <td data-numeric>{format.count(one.pairing.distance.km)}</td>
                  <td>{one.topics.length > 0 ? [...new Set(one.topics.map(said => label(said.topic.label)))].join(t('pair.listSeparator')) : <span className="muted">{t('pair.noTopics')}</span>}</td>
                  <td className="muted">{one.source}</td>
                </tr>
              )
            })}
          </tbody>
        </ScrollTable>
        <p className="note pair-contradictions">{t('pair.contradictions')}</p>
      </section>
      {making === null ? null : <MakePair reference={making || null} close={() => setMaking(null)} />}
      <Suspense fallback={null}>{login ? <LoginDialog close={() => setLogin(false)} /> : null}</Suspense>
    </>
  )
}

function Kept({ id }: { id: string }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  return (
    <small>
      <Link to={hrefOf(`/partnerships/${id}`)}>{t('pair.keptHere')}</Link>
    </small>
  )
}

function OwnPairs({ rows }: { rows: readonly Partnership[] }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const label = useLabel()
  const text = usePairText()
  return (
    <ul className="pair-cards">
      {rows.map(one => (
        <li key={one.id}>
          <Link className="pair-card" to={hrefOf(`/partnerships/${one.id}`)}>
            <strong>
              {label(one.a.city)} – {label(one.b.city)}
            </strong>
            <StateTag state={one.agreement} />
            <span className="muted">
              {[one.a.lead, one.b.lead].map(lead => (lead ? label(lead.name) : '–')).join(' · ')}
            </span>
            <span className="muted">
              {[one.ends ? t('pair.endsOn', { date: text.date(one.ends) }) : one.since_year ? t('pair.since', { year: one.since_year }) : '', one.my_side ? t('pair.youAre', { city: label(one[one.my_side].city) }) : ''].filter(Boolean).join(' · ')}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** What speaks for a pair, part by part; what is not known is named. */
function Reasons({ pair, partnership, close, make }: { pair: ReferencePair; partnership: string | null; close: () => void; make: (() => void) | null }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const label = useLabel()
  const topics = useMemo(() => pair.topics.map(({ topic, group }) => ({ id: topic.id, group, name: topic.label })), [pair])
  const text = usePairText(topics)
  const cities = { european: label(pair.european.name), chinese: label(pair.chinese.name) }
  return (
    <section className="pair-reasons" aria-labelledby="pair-reasons">
      <div className="pair-section-head">
        <h2 id="pair-reasons">{t('pair.reasonsTitle', { a: cities.european, b: cities.chinese })}</h2>
        <div className="pair-tools">
          {partnership ? <Link to={hrefOf(`/partnerships/${partnership}`)}>{t('pair.open')}</Link> : make ? <Button onClick={make}>{t('pair.makeFrom')}</Button> : null}
          <Button onClick={close}>{t('app.close')}</Button>
        </div>
      </div>
      <PairParts pairing={pair.pairing} />
      {pair.topics.length > 0 ? (
        <ScrollTable label={t('pair.facts')} className="pair-facts">
          <thead>
            <tr>
              <th scope="col">{t('pair.topic')}</th>
              <th scope="col">{t('pair.city')}</th>
              <th scope="col">{t('pair.fact')}</th>
              <th scope="col">{t('pair.source')}</th>
            </tr>
          </thead>
          <tbody>
            {pair.topics.map(one => (
              <tr key={`${one.side} ${one.topic.id} ${one.fact}`}>
                <th scope="row">
                  {text.topicLong(one.topic.id)}
                  <small>{t(`pair.group.${one.group}`)}</small>
                </th>
                <td>{one.side === 'both' ? t('pair.both') : cities[one.side]}</td>
                <td lang="en">{one.fact}</td>
                <td className="muted" lang="en">
                  {one.source}
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      ) : null}
    </section>
  )
}
