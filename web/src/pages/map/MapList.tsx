import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNarrow } from '@/app/prefs'

/** One line of the list: a place or a facility. */
export interface ListRow {
  id: string
  name: string
  rank: number | null
  value: number | null
  /** Colour on the map; null when it has none. */
  colour: string | null
  missing: boolean
  hint: string | null
  /** The colour says the hint already; it is only read aloud. */
  quiet?: boolean
}

/** Rows drawn above and below what is seen. */
const MARGIN = 8

/**
 * The same rows as the map, from high to low. One stop for the Tab key: arrows move, Enter selects, Shift and Enter (or a double
 * click) opens the members. Only what is seen is drawn, so that thousands of facilities scroll as lightly as ten.
 */
export function MapList({ rows, head, unit, figure, busy, onSelect, onOpen, onHover, label }: {
  rows: readonly ListRow[]
  head: string
  unit: string
  figure: (value: number | null) => string
  busy: boolean
  onSelect: (id: string) => void
  onOpen: ((id: string) => void) | null
  onHover: (id: string | null) => void
  label: string
}) {
  const { t } = useTranslation()
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const row_px = useNarrow() ? 48 : 38
  const [active, setActive] = useState<string | null>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  // Other rows under a focus that stays: the first is then the one that Enter means.
  const at = active === null || rows.length === 0 ? -1 : Math.max(0, rows.findIndex(row => row.id === active))
  const current = rows[at]?.id ?? null

  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight })
    measure()
    element.addEventListener('scroll', measure, { passive: true })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', measure)
      observer.disconnect()
    }
  }, [])

  const move = (to: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, to))]
    const element = box.current
    if (!next || !element) return
    setActive(next.id)
    onHover(next.id)
    const y = rows.indexOf(next) * row_px
    if (y < element.scrollTop) element.scrollTop = y
    else if (y + row_px > element.scrollTop + element.clientHeight) element.scrollTop = y + row_px - element.clientHeight
  }
  const key = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / row_px) - 1)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: rows.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      move(to)
    } else if ((event.key === 'Enter' || event.key === ' ') && current !== null) {
      event.preventDefault()
      if (event.shiftKey && onOpen) onOpen(current)
      else onSelect(current)
    }
  }
  const from = Math.max(0, Math.floor(view.top / row_px) - MARGIN)
  const to = Math.min(rows.length, Math.ceil((view.top + view.height) / row_px) + MARGIN)
  return (
    <div className="map-list">
      <div className="map-list-head" aria-hidden="true">
        <span>{head}</span>
        <span>{unit}</span>
      </div>
      <div
        ref={box}
        className="map-list-box"
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-busy={busy}
        aria-activedescendant={current === null ? undefined : `${id}-${current}`}
        onKeyDown={key}
        onFocus={() => {
          if (at < 0 && rows[0]) setActive(rows[0].id)
        }}
        onBlur={() => onHover(null)}
        onPointerLeave={() => onHover(null)}
      >
        {busy
          ? Array.from({ length: 12 }, (_, i) => (
              // Bones have no identity but their place.
              // oxlint-disable-next-line no-array-index-key
              <div key={i} className="map-row" style={{ top: i * row_px, height: row_px }} role="presentation">
                <span className="bone" style={{ width: '60%', gridColumn: '3', height: 12 }} />
              </div>
            ))
          : null}
        <div style={{ height: rows.length * row_px }} role="presentation">
          {rows.slice(from, to).map((row, index) => (
            <div
              key={row.id}
              id={`${id}-${row.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={row.id === current}
              aria-setsize={rows.length}
              aria-posinset={from + index + 1}
              className="map-row"
              data-active={row.id === current || undefined}
              style={{ top: (from + index) * row_px, height: row_px }}
              onPointerEnter={() => onHover(row.id)}
              onClick={() => onSelect(row.id)}
              onDoubleClick={() => onOpen?.(row.id)}
              onKeyDown={key}
            >
              <span className="map-rank">{row.rank ?? ''}</span>
              <span className={`map-swatch${row.missing ? ' map-swatch-missing' : ''}`} style={row.missing ? undefined : { background: row.colour ?? undefined }} aria-hidden="true" />
              <span className="map-name" title={row.name}>
                {row.name}
                {row.hint ? <small className={row.quiet ? 'visually-hidden' : undefined}> {row.hint}</small> : null}
              </span>
              <span className="map-value">
                {figure(row.value)}
                <span className="visually-hidden"> {row.missing ? t('map.missing') : unit}</span>
              </span>
            </div>
          ))}
        </div>
        {!busy && rows.length === 0 ? (
          <p className="map-empty" role="presentation">
            {t('map.nothing')}
          </p>
        ) : null}
      </div>
      <p className="map-keys" aria-hidden="true">
        {onOpen ? t('map.keysOpen') : t('map.keys')}
      </p>
    </div>
  )
}
