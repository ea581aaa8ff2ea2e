import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type PairingAnswer, usePairing } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { Pick } from '@/components/Pick'
import { useCut, useParam } from '@/cut/useCut'
import { useLabel } from '@/i18n'
import { Findings, TableRibbon, useOrigin } from '../cluster/parts'
import { PairParts } from './PairParts'
import { keyOf, PairTable, PARTS } from './PairTable'
import '../cluster/cluster.css'

const WEIGHTS = ['0', '1', '2', '3']
const EVEN = '1,1,1,1'

/** Which cities of the region should work together, as the server works it out; the reader chooses what counts how much. */
export function Suggestions() {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  const [city, setCity] = useParam('of', '')
  const [text, setText] = useParam('weights', EVEN)
  const [chosen, setChosen] = useParam('two', '')
  const weights = /^([0-3],){3}[0-3]$/.test(text) && text !== '0,0,0,0' ? text.split(',') : EVEN.split(',')
  const { data, error, refetch } = usePairing(region.id, { ...(city ? { city } : {}), ...(weights.join(',') === EVEN ? {} : { weights: weights.join(',') }) })
  const weigh = (at: number, next: string | null) => {
    const all = weights.with(at, next ?? '1')
    // Nothing can be told from nothing.
    if (all.some(one => one !== '0')) setText(all.join(','))
  }
  const pair = data?.pairs.find(one => keyOf(one) === chosen) ?? null
  return (
    <div className="pair-body">
      <p className="muted">{t('pair.suggestWhat', { region: label(region.name) })}</p>
      <div className="pair-filter">
        <Pick label={t('pair.city')} value={city || null} onChange={next => setCity(next ?? '')} allowClear width={220} options={(data?.cities ?? []).map(one => ({ value: one.id, label: label(one.label) }))} />
        {PARTS.map((part, at) => (
          <Pick key={part} label={t('pair.weightOf', { part: t(`pair.part.${part}`) })} value={weights[at] ?? '1'} onChange={next => weigh(at, next)} options={WEIGHTS.map(one => ({ value: one, label: one }))} />
        ))}
      </div>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <>
          <Sources data={data} />
          {data.pairs.length === 0 ? <p className="note">{t('pair.suggestNone')}</p> : (
            <PairTable
              label={t('pair.suggestions')}
              what={t('pair.pair')}
              on={chosen}
              rows={data.pairs.map(one => ({
                pair: one,
                name: (
                  <button type="button" className="pair-open" aria-expanded={one === pair} onClick={() => setChosen(one === pair ? '' : keyOf(one))}>
                    {label(one.a.label)} – {label(one.b.label)}
                  </button>
                ),
              }))}
            />
          )}
          {pair ? (
            <section className="pair-reasons" aria-labelledby="pair-suggestion">
              <div className="pair-section-head">
                <h2 id="pair-suggestion">{t('pair.reasonsTitle', { a: label(pair.a.label), b: label(pair.b.label) })}</h2>
                <Button onClick={() => setChosen('')}>{t('app.close')}</Button>
              </div>
              <PairParts pairing={pair} />
            </section>
          ) : null}
          <Findings findings={data.findings} />
        </>
      ) : error ? null : (
        <span className="bone" style={{ width: '100%', height: 320 }} aria-hidden="true" />
      )}
    </div>
  )
}

/** What the pairs rest on. */
function Sources({ data }: { data: PairingAnswer }) {
  const { t } = useTranslation()
  const origin = useOrigin()
  return (
    <>
      <TableRibbon table={data.source?.table} />
      <TableRibbon table={data.topics} />
      <TableRibbon table={data.trajectories} />
      <dl className="pair-sources">
        <div>
          <dt>{t('pair.part.complement')}</dt>
          <dd>{data.source?.by ? `${origin(data.source.table)}${data.source.year === null ? '' : ` · ${data.source.year}`}` : t('pair.noTable')}</dd>
        </div>
        <div>
          <dt>{t('pair.part.trajectory')}</dt>
          <dd>{data.trajectories ? origin(data.trajectories) : data.path_unit === '' ? t('pair.noTable') : `${data.path_measure ? t(`indicator.${data.path_measure}`) : t('pair.sumOfTable')} (${data.path_unit})`}</dd>
        </div>
        <div>
          <dt>{t('pair.part.topic')}</dt>
          <dd>{data.topics ? origin(data.topics) : t('pair.noTable')}</dd>
        </div>
      </dl>
    </>
  )
}
