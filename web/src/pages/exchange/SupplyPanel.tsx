import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askIntroduction, type BoardEntry, type BoardMatch, judgeMatch, useLocal, useMatches } from '@/api/board'
import { usePrefs } from '@/app/prefs'
import { ChartFrame, PlainTable } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { Pick } from '@/components/Pick'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { type Box, union } from '../map/geometry'
import { AskIntro } from './AskIntro'
import { Findings } from './Findings'
import { FlowMap, type MapNode } from './FlowMap'
import { Fact } from './NetworkPanel'
import { frameOf, nameIn, rowsOf, tableOf, wordsIn } from './result'
import { useGroundMap } from './useGroundMap'
import { useRoom } from './useRoom'
import { useCityName } from './useWords'

const KINDS = ['part', 'system', 'software', 'service', 'testing', 'fund', 'incubator']

/** For each need the best offers with the parts of their score, what people made of them, and what is bought near by. */
export function SupplyPanel({ signedIn }: { signedIn: boolean }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { region } = useCut()
  const format = useFormat()
  const city = useCityName()
  const [kind, setKind] = useParam('kind', '')
  const answer = useMatches(region.id, kind || null)
  const local = useLocal(region.id)
  const data = answer.data ?? null
  const word = wordsIn(data?.names, language)
  const head = (column: string) => t(`column.${column}`, { defaultValue: column })
  const quality = data?.quality
  const share = (value: number | null | undefined) => (value === null || value === undefined ? '–' : format.full(value, 2))
  const sum = (name: string) => data?.result.sums.find(one => one.name === name)?.value ?? null
  return (
    <>
      <div className="ex-controls">
        <Pick label={t('column.kind')} value={kind || null} allowClear width={160} onChange={next => setKind(next ?? '')} options={KINDS.map(one => ({ value: one, label: word(one) }))} />
      </div>
      {data?.synthetic ? (
        <div className="ribbon ex-ribbon" role="note">
          <strong>{t('synthetic.short')}</strong> <span>{t('exchange.synthetic')}</span>
        </div>
      ) : null}
      {answer.error ? <ErrorNote error={answer.error} retry={() => void answer.refetch()} /> : null}
      {data ? (
        <>
          <dl className="ex-facts">
            <Fact name={t('exchange.fact.served')} value={`${format.count(sum('needs_with_offers') ?? 0)} / ${format.count(sum('needs') ?? 0)}`} />
            <Fact name={t('exchange.fact.precision')} value={share(quality?.precision)} />
            <Fact name={t('exchange.fact.rank')} value={share(quality?.reciprocal_rank)} />
            <Fact name={t('exchange.fact.gainOf')} value={share(quality?.discounted_gain)} />
          </dl>
          <p className="muted ex-judged">{(quality?.judged_needs ?? 0) > 0 ? t('exchange.judged', { n: quality?.judged_needs ?? 0 }) : t('exchange.notJudged')}</p>
          <Findings answer={data.result} />
          <SupplyMap needs={data.needs} matches={data.matches} table={frameOf(tableOf(data.result, 'matches.csv'), head, (column, text) => (column === 'city' ? city(text) : nameIn(text, language)))} synthetic={data.synthetic} />
          <ol className="ex-needs">
            {data.needs.map(need => (
              <li key={need.id}>
                <h3>
                  {need.text ? nameIn(need.text, language) : word(need.what)} <small>{[word(need.what), need.who === null ? null : nameIn(need.who, language), need.city ? city(need.city) : null].filter(Boolean).join(' · ')}</small>
                </h3>
                {data.matches.filter(one => one.need === need.id).length === 0 ? <p className="muted">{t('exchange.noOffer')}</p> : null}
                <ul>
                  {data.matches
                    .filter(one => one.need === need.id)
                    .map(one => (
                      <MatchLine key={one.offer.id} one={one} need={need} signedIn={signedIn} />
                    ))}
                </ul>
              </li>
            ))}
          </ol>
        </>
      ) : answer.error ? null : (
        <div className="bone ex-bone" />
      )}
      {tableOf(local.data, 'local.csv') ? <Local /> : null}
    </>
  )
}

function SupplyMap({ needs, matches, table, synthetic }: { needs: readonly BoardEntry[]; matches: readonly BoardMatch[]; table: ReturnType<typeof frameOf>; synthetic: boolean }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { region } = useCut()
  const format = useFormat()
  const [chosen, setChosen] = useParam('at', '')
  const [width, holder] = useRoom()
  const ground = useGroundMap()
  const city = useCityName()
  const first = matches.filter(one => one.place === 1)
  const needOf = new Map(needs.map(one => [one.id, one]))
  const nodes = useMemo<MapNode[]>(() => {
    const cities = new Map<string, MapNode>()
    for (const one of [...needs, ...matches.map(match => match.offer)]) if (one.city && one.lon !== null && one.lat !== null && !cities.has(one.city)) cities.set(one.city, { id: one.city, name: city(one.city), lon: one.lon, lat: one.lat, kind: 'end' })
    return [...cities.values()]
  }, [needs, matches, city])
  const box = useMemo<Box | null>(() => union([ground.box, ...nodes.map((one): Box => [one.lon, one.lat, one.lon, one.lat])]), [ground.box, nodes])
  const note = `${t('exchange.supplyNote')}${synthetic ? ` ${t('exchange.synthetic')}` : ''}`
  const [svgRef, pictures] = useSvgPictures(`${t('exchange.supplyMapTitle')}${synthetic ? ` · ${t('synthetic.short')}` : ''}`, note)
  const summary = t('exchange.supplySummary', { count: first.length })
  return (
    <>
      <div ref={holder} className="ex-room" />
      <ChartFrame title={t('exchange.supplyMapTitle')} summary={summary} table={table} name={`carbonshed-supply-${region.id}`} note={note} pictures={pictures}>
        {box ? (
          <FlowMap
            svgRef={svgRef}
            features={ground.areas.features}
            box={box}
            nodes={nodes}
            arcs={first.flatMap(one => {
              const need = needOf.get(one.need)
              return one.offer.city && need?.city ? [{ from: one.offer.city, to: need.city, value: one.score, label: t('exchange.supplyLine', { from: nameIn(one.offer.who ?? '', language), to: nameIn(need.who ?? '', language), score: format.full(one.score, 2) }) }] : []
            })}
            chosen={chosen || null}
            onChoose={id => setChosen(id ?? '')}
            width={width}
            height={Math.round(Math.max(300, Math.min(460, width * 0.5)))}
            label={summary}
          />
        ) : (
          <div className="bone ex-bone" />
        )}
      </ChartFrame>
    </>
  )
}

function MatchLine({ one, need, signedIn }: { one: BoardMatch; need: BoardEntry; signedIn: boolean }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { region } = useCut()
  const format = useFormat()
  const city = useCityName()
  const [error, setError] = useState<unknown>(null)
  const judge = async (useful: boolean) => {
    setError(null)
    try {
      await judgeMatch(region.id, one.offer.id, need.id, useful)
    } catch (cause) {
      setError(cause)
    }
  }
  const unknown = one.parts.filter(part => part.value === null)
  const state = one.introduction
  const asks = signedIn && (need.mine || one.offer.mine) && !(need.mine && one.offer.mine) && (state === null || state === 'declined' || state === 'withdrawn')
  return (
    <li className="ex-match">
      <span className="ex-place">{one.place}</span>
      <div className="ex-match-main">
        <strong>{one.offer.text ? nameIn(one.offer.text, language) : one.offer.name}</strong>
        <small>{[one.offer.who === null ? null : nameIn(one.offer.who, language), one.offer.city ? city(one.offer.city) : null, one.km === null ? null : `${format.short(one.km)} ${format.unit('km')}`].filter(Boolean).join(' · ')}</small>
        <ul className="ex-parts" aria-label={t('exchange.reasons')}>
          {one.parts
            .filter(part => part.value !== null)
            .map(part => (
              <li key={part.part}>
                <span>{t(`exchange.part.${part.part}`)}</span>
                <span className="ex-meter" aria-hidden="true">
                  <span style={{ width: `${Math.round((part.value ?? 0) * 100)}%` }} />
                </span>
                <span className="ex-part-value">{format.full(part.value, 2)}</span>
                <small>× {format.exact(part.weight)}</small>
              </li>
            ))}
        </ul>
        {unknown.length > 0 ? <small className="ex-id">{t('exchange.notKnown', { parts: unknown.map(part => t(`exchange.part.${part.part}`)).join(t('app.comma')) })}</small> : null}
      </div>
      <div className="ex-score">
        <span className="ex-score-value">{format.full(one.score, 2)}</span>
        <small>{t('exchange.score')}</small>
        {one.useful + one.not_useful > 0 ? <small>{t('exchange.opinions', { useful: one.useful, not: one.not_useful })}</small> : null}
        {signedIn ? (
          <span className="ex-judge">
            <Button size="small" type={one.my_opinion === true ? 'primary' : 'default'} aria-pressed={one.my_opinion === true} onClick={() => void judge(true)}>
              {t('exchange.useful')}
            </Button>
            <Button size="small" type={one.my_opinion === false ? 'primary' : 'default'} aria-pressed={one.my_opinion === false} onClick={() => void judge(false)}>
              {t('exchange.notUseful')}
            </Button>
          </span>
        ) : null}
        {state ? (
          <span className="ex-state" data-state={state}>
            {t(`exchange.state.${state}`)}
          </span>
        ) : null}
        {asks ? <AskIntro ask={message => askIntroduction(region.id, one.offer.id, need.id, message)} /> : null}
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </li>
  )
}

/** What cities buy within themselves and within the cluster. */
function Local() {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const { data } = useLocal(region.id)
  const city = useCityName()
  const table = tableOf(data, 'local.csv')
  const rows = rowsOf(table)
  const total = rows.filter(row => row.city === 'total').at(-1)
  const head = (column: string) => t(`column.${column}`, { defaultValue: column })
  const shown = frameOf(table, head, (column, text) => (column !== 'city' ? text : text === 'total' ? t('exchange.total') : city(text)))
  if (!shown || !total) return null
  const percent = (text: string | undefined) => (text ? format.percent(Number(text) * 100) : '–')
  return (
    <ChartFrame title={t('exchange.localTitle')} summary={t('exchange.localSummary', { year: total.year || '–', own: percent(total.own_city_share), near: percent(total.cluster_share) })} table={shown} name={`carbonshed-local-${region.id}`} note={t('exchange.localNote')}>
      <PlainTable table={shown} caption={t('exchange.tableOf', { title: t('exchange.localTitle') })} />
    </ChartFrame>
  )
}
