import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNarrow } from '@/app/prefs'

export interface DataColumn<R> {
  id: string
  title: ReactNode
  /** Width in pixels; widths are fixed, so that nothing moves while rows come and go. */
  width: number
  numeric?: boolean
  /** Which way it is sorted, or null; undefined where it cannot be. */
  sorted?: 'asc' | 'desc' | null
  render: (row: R) => ReactNode
  /** What stands in the row of the whole. */
  whole?: ReactNode
}

/** Rows drawn above and below what is seen. */
const MARGIN = 10

/**
 * A table of any length: only the rows that are seen are drawn. The head, the row of the whole and the first column stay in sight.
 * It scrolls in itself and is one stop of the Tab key, so that arrows and Page keys move it.
 */
export function DataTable<R>({ rows, columns, rowId, label, onSort, old = false }: {
  rows: readonly R[]
  columns: readonly DataColumn<R>[]
  rowId: (row: R) => string
  label: string
  onSort: (column: string) => void
  /** The rows answer an older question. */
  old?: boolean
}) {
  const { t } = useTranslation()
  const row_px = useNarrow() ? 52 : 40
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 900 })
  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setView((last) => (last.top === element.scrollTop && last.height === element.clientHeight ? last : { top: element.scrollTop, height: element.clientHeight }))
    measure()
    element.addEventListener('scroll', measure, { passive: true })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', measure)
      observer.disconnect()
    }
  }, [])
  // Another order begins at its top.
  const order = columns.map((column) => column.sorted ?? '').join()
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = 0
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [order])
  const whole = columns.some((column) => column.whole !== undefined)
  const head = whole ? 2 : 1
  const from = Math.max(0, Math.min(Math.floor(view.top / row_px), rows.length - 1) - MARGIN)
  const to = Math.min(rows.length, Math.ceil((view.top + view.height) / row_px) + MARGIN)
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="data-grid" ref={box} role="region" aria-label={label} tabIndex={0} data-old={old || undefined} style={{ ['--row' as string]: `${row_px}px` }}>
      <table aria-rowcount={rows.length + head} style={{ minWidth: width }}>
        <caption className="visually-hidden">{label}</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column.id} scope="col" data-numeric={column.numeric || undefined} aria-sort={column.sorted === undefined ? undefined : column.sorted === 'asc' ? 'ascending' : column.sorted === 'desc' ? 'descending' : 'none'}>
                {column.sorted === undefined ? (
                  column.title
                ) : (
                  <button type="button" className="data-sort" data-sorted={column.sorted ?? undefined} onClick={() => onSort(column.id)}>
                    {column.title}
                    <svg width="9" height="14" viewBox="0 0 9 14" aria-hidden="true">
                      <path className="up" d="M4.5 1 8 5.5H1z" />
                      <path className="down" d="M4.5 13 1 8.500h7z" />
                    </svg>
                  </button>
                )}
              </th>
            ))}
          </tr>
          {whole ? (
            <tr className="whole" aria-rowindex={2}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.id} scope="row">
                    {column.whole}
                  </th>
                ) : (
                  <td key={column.id} data-numeric={column.numeric || undefined}>
                    {column.whole}
                  </td>
                ),
              )}
            </tr>
          ) : null}
        </thead>
        <tbody>
          {from > 0 ? <tr aria-hidden="true" style={{ height: from * row_px }} /> : null}
          {rows.slice(from, to).map((row, at) => (
            <tr key={rowId(row)} aria-rowindex={from + at + 1 + head} className="data-line">
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.id} scope="row">
                    {column.render(row)}
                  </th>
                ) : (
                  <td key={column.id} data-numeric={column.numeric || undefined}>
                    {column.render(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
          {to < rows.length ? <tr aria-hidden="true" style={{ height: (rows.length - to) * row_px }} /> : null}
        </tbody>
      </table>
      {rows.length === 0 ? <p className="data-empty">{t('table.none')}</p> : null}
    </div>
  )
}
