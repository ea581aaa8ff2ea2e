import { Button, Input, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BoardEntry, takeBack, useBoard } from '@/api/board'
import { usePrefs } from '@/app/prefs'
import { ErrorNote } from '@/components/ErrorNote'
import { Pick } from '@/components/Pick'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { BringFiles } from './BringFiles'
import { EntryForm } from './EntryForm'
import { nameIn, wordsIn } from './result'
import { useCityName } from './useWords'

/** What is offered and what is looked for, found by words in either language. */
export function BoardPanel({ signedIn }: { signedIn: boolean }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { region } = useCut()
  const format = useFormat()
  const [family, setFamily] = useParam('family', 'all')
  const [side, setSide] = useParam('side', 'all')
  const [what, setWhat] = useParam('what', '')
  const [words, setWords] = useParam('q', '')
  const [mine, setMine] = useParam('mine', '')
  const [entering, setEntering] = useParam('enter', '')
  const [typed, setTyped] = useState(words)
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed, setWords])
  const { data, error, refetch, isFetching } = useBoard(region.id, {
    family: family === 'all' ? null : family,
    side: side === 'all' ? null : side,
    what: what || null,
    q: words || null,
    mine: mine === 'yes' ? true : null,
  })
  const word = wordsIn(data?.names, language)
  const kinds = [...new Set((data?.counts ?? []).filter(one => one.side !== 'partner' && (family === 'all' || one.family === family)).map(one => one.what))]
  return (
    <>
      <div className="ex-controls">
        <Input.Search className="ex-search" allowClear value={typed} placeholder={t('exchange.search')} aria-label={t('exchange.search')} onChange={event => setTyped(event.target.value)} onSearch={text => setWords(text.trim())} />
        <Segmented aria-label={t('exchange.family')} value={family} onChange={setFamily} options={['all', 'symbiosis', 'supply'].map(one => ({ value: one, label: t(`exchange.family.${one}`) }))} />
        <Segmented aria-label={t('exchange.side')} value={side} onChange={setSide} options={['all', 'offer', 'need'].map(one => ({ value: one, label: t(`exchange.side.${one}`) }))} />
        <Pick label={t('exchange.what')} value={what || null} allowClear width={170} onChange={next => setWhat(next ?? '')} options={kinds.map(one => ({ value: one, label: word(one) })).toSorted((a, b) => a.label.localeCompare(b.label))} />
        {signedIn ? (
          <button type="button" className="bare" aria-pressed={mine === 'yes'} onClick={() => setMine(mine === 'yes' ? '' : 'yes')}>
            {t('exchange.mine')}
          </button>
        ) : null}
        <span className="ex-spring" />
        {data?.may_enter ? (
          <>
            <Button type="primary" aria-expanded={entering === 'form'} onClick={() => setEntering(entering === 'form' ? '' : 'form')}>
              {t('exchange.enter')}
            </Button>
            <Button aria-expanded={entering === 'files'} onClick={() => setEntering(entering === 'files' ? '' : 'files')}>
              {t('exchange.bring')}
            </Button>
          </>
        ) : (
          <span className="muted">{t('exchange.login')}</span>
        )}
      </div>
      {data?.synthetic ? (
        <div className="ribbon ex-ribbon" role="note">
          <strong>{t('synthetic.short')}</strong> <span>{t('exchange.synthetic')}</span>
        </div>
      ) : null}
      {entering === 'form' && data?.may_enter ? <EntryForm names={data.names} done={() => setEntering('')} /> : null}
      {entering === 'files' && data?.may_enter ? <BringFiles mayImport={data.may_import} /> : null}
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <p className="ex-sum" role="status">
          {t('exchange.shown', { shown: format.count(data.entries.length), total: format.count(data.total) })}
        </p>
      ) : (
        <div className="bone ex-bone" />
      )}
      {data && data.entries.length === 0 ? <div className="empty">{words ? t('exchange.nothingFound') : t('exchange.empty')}</div> : null}
      {data && data.entries.length > 0 ? (
        <ScrollTable label={t('exchange.tab.board')} className="ex-board">
          <thead>
            <tr>
              <th scope="col">{t('exchange.entry')}</th>
              <th scope="col">{t('exchange.side')}</th>
              <th scope="col">{t('exchange.what')}</th>
              <th scope="col" data-numeric>
                {t('exchange.quantity')}
              </th>
              <th scope="col">{t('exchange.quality')}</th>
              <th scope="col">{t('exchange.who')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('exchange.act')}</span>
              </th>
            </tr>
          </thead>
          <tbody aria-busy={isFetching || undefined}>
            {data.entries.map(one => (
              <Line key={one.id} one={one} word={word} />
            ))}
          </tbody>
        </ScrollTable>
      ) : null}
    </>
  )
}

/** Qualities of a row that a partner looks at, in words. */
function useQualities(word: (code: string) => string) {
  const { t } = useTranslation()
  const format = useFormat()
  const number = (text: string) => format.exact(Number(text))
  return (one: BoardEntry): string[] => {
    const { cells } = one
    const found: string[] = []
    const offer = one.side === 'offer'
    if (cells.temperature_c) found.push(cells.return_c ? `${number(cells.temperature_c)} → ${number(cells.return_c)} °C` : `${number(cells.temperature_c)} °C`)
    for (const [name, text] of Object.entries(cells)) if (name.startsWith('q_')) found.push(`${word(name)}: ${number(text)}`)
    if (cells.m1 !== undefined) found.push(t('exchange.byMonth'))
    if (cells.yuan) found.push(t(offer ? 'exchange.priceOf' : 'exchange.priceMost', { yuan: number(cells.yuan) }))
    if (cells.today_yuan_per_unit) found.push(t('exchange.today', { yuan: number(cells.today_yuan_per_unit), unit: format.unit(cells.unit ?? '') }))
    if (cells.days) found.push(t(offer ? 'exchange.daysOf' : 'exchange.daysMost', { days: number(cells.days) }))
    if (cells.certificates) found.push(cells.certificates)
    if (cells.code) found.push(t('exchange.code', { code: cells.code }))
    return found
  }
}

function Line({ one, word }: { one: BoardEntry; word: (code: string) => string }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { region } = useCut()
  const format = useFormat()
  const qualities = useQualities(word)
  const city = useCityName()
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const remove = async () => {
    try {
      await takeBack(region.id, one.id)
    } catch (cause) {
      setError(cause)
    }
  }
  return (
    <tr>
      <th scope="row">
        <span className="ex-text">{one.text ? nameIn(one.text, language) : word(one.what)}</span>
        <small className="ex-id">{one.name}</small>
      </th>
      <td>
        <span className="ex-tag" data-side={one.side}>
          {t(`exchange.side.${one.side}`)}
        </span>
      </td>
      <td>{word(one.what)}</td>
      <td data-numeric>{one.quantity === null ? '–' : `${format.full(one.quantity, 0)} ${format.unit(one.unit ?? '')}`.trim()}</td>
      <td className="ex-qualities">{qualities(one).join(' · ') || '–'}</td>
      <td>
        {one.who ? nameIn(one.who, language) : '–'}
        {one.city ? <small className="ex-id">{city(one.city)}</small> : null}
      </td>
      <td className="ex-acts">
        {one.mine ? (
          asking ? (
            <span className="ex-confirm">
              {t('exchange.takeBackEffect')}{' '}
              <Button size="small" danger onClick={() => void remove()}>
                {t('exchange.takeBack')}
              </Button>{' '}
              <Button size="small" onClick={() => setAsking(false)}>
                {t('app.cancel')}
              </Button>
            </span>
          ) : (
            <button type="button" className="bare ex-take-back" aria-label={t('exchange.takeBackOne', { name: one.name })} onClick={() => setAsking(true)}>
              {t('exchange.takeBack')}
            </button>
          )
        ) : null}
        {error ? <ErrorNote error={error} /> : null}
      </td>
    </tr>
  )
}
