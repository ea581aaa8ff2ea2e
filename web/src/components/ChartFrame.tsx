import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type FrameTable, toCsv } from '@/format/csv'
import { useFormat } from '@/format/useFormat'
import { Icon } from './Icon'
import { Pop } from './Pop'

export interface FramePictures {
  png?: () => Promise<Blob>
  svg?: () => Promise<Blob>
}

export function saveBlob(blob: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

/**
 * Every picture: title, its meaning in a sentence, picture or table at will, and downloads.
 */
export function ChartFrame({ title, summary, table, pictures, name, controls, children, note, busy = false }: {
  title: string
  /** What the picture says, in words; read aloud in its place. */
  summary: string
  table: FrameTable | null
  pictures?: FramePictures
  /** File name of downloads, without ending. */
  name: string
  controls?: ReactNode
  children: ReactNode
  /** Source line that goes with downloads. */
  note?: string
  busy?: boolean
}) {
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  const id = useId()
  return (
    <section className="frame" aria-labelledby={id} aria-busy={busy}>
      <header className="frame-head">
        <div className="frame-title">
          <h2 id={id}>{title}</h2>
          <p className="frame-summary">{summary}</p>
        </div>
        <div className="frame-tools">
          {controls}
          <button type="button" className="bare" aria-pressed={asTable} disabled={!table} aria-label={asTable ? t('frame.showChart') : t('frame.showTable')} title={asTable ? t('frame.showChart') : t('frame.showTable')} onClick={() => setAsTable(!asTable)}>
            <Icon name={asTable ? 'chart' : 'table'} />
          </button>
          <Pop label={t('frame.download')} button={<Icon name="download" />} align="end" disabled={!table}>
            {(close) => (
              <ul className="menu">
                {table ? (
                  <li>
                    <button
                      type="button"
                      className="menu-item"
                      onClick={() => {
                        saveBlob(new Blob([toCsv(table, note ? [note] : [])], { type: 'text/csv;charset=utf-8' }), `${name}.csv`)
                        close()
                      }}
                    >
                      {t('frame.csv')}
                    </button>
                  </li>
                ) : null}
                {(['png', 'svg'] as const).map((kind) => {
                  const picture = pictures?.[kind]
                  return picture && !asTable ? (
                    <li key={kind}>
                      <button
                        type="button"
                        className="menu-item"
                        onClick={() => {
                          void picture().then((blob) => saveBlob(blob, `${name}.${kind}`))
                          close()
                        }}
                      >
                        {t(`frame.${kind}`)}
                      </button>
                    </li>
                  ) : null
                })}
              </ul>
            )}
          </Pop>
        </div>
      </header>
      {asTable && table ? <PlainTable table={table} caption={title} /> : <figure aria-label={summary}>{children}</figure>}
    </section>
  )
}

/** The list behind a picture. */
export function PlainTable({ table, caption }: { table: FrameTable; caption: string }) {
  const format = useFormat()
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="plain-table" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.title} scope="col" data-numeric={column.numeric || undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            // Rows have no identity but their place.
            // oxlint-disable-next-line no-array-index-key
            <tr key={at}>
              {row.map((cell, index) => {
                const column = table.columns[index]
                const text = typeof cell === 'number' ? format.full(cell, column?.decimals ?? 3) : (cell ?? '–')
                return index === 0 ? (
                  <th key={column?.title} scope="row">
                    {text}
                  </th>
                ) : (
                  <td key={column?.title} data-numeric={column?.numeric || undefined}>
                    {text}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
