import { type ReactNode, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CityTable, StructureSource } from '@/api/cities'
import type { Finding, Item, Label } from '@/api/types'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import { FindingRows } from '../findings/FindingRows'

/** Width of what a picture may fill, as the window has it. */
export function useRoom(): [number, (element: HTMLDivElement | null) => void | (() => void)] {
  const [room, setRoom] = useState(0)
  const holder = useCallback((element: HTMLDivElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [room, holder]
}

/** Names of industries as the ledger's pages have them; a table's own words stay. */
export function usePartName() {
  const names = useNames()
  const label = useLabel()
  return useCallback(
    (part: Item, by: StructureSource['by'], table: unknown) => (table ? label(part.label) : names.member(by ?? 'industry', part) || label(part.label)),
    [names, label],
  )
}

/** Said wherever an invented table shows. */
export function TableRibbon({ table }: { table: CityTable | null | undefined }) {
  const { t } = useTranslation()
  if (!table?.synthetic) return null
  return (
    <div className="ribbon whose-ribbon" role="note">
      <strong>{t('synthetic.short')}</strong> <span>{t('cluster.synthetic', { name: table.name })}</span>
    </div>
  )
}

/** Where the figures of a page come from, for notes and files. */
export function useOrigin() {
  const { t } = useTranslation()
  const { region } = useCut()
  return useCallback(
    (table: CityTable | null | undefined) =>
      table
        ? `${table.name}: ${table.synthetic ? t('cluster.synthetic', { name: table.name }) : table.source}${table.licence ? ` (${table.licence})` : ''}`
        : region.attribution.map(one => `${one.text} (${one.licence})`).join('; '),
    [t, region],
  )
}

/** What a reader should know, folded where there is much. */
export function Findings({ findings, title }: { findings: readonly Finding[]; title?: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const grave = findings.filter(one => one.severity !== 'note')
  const [open, setOpen] = useState(false)
  if (findings.length === 0) return null
  const shown = open ? findings : grave.length > 0 ? grave.slice(0, 4) : findings.slice(0, 2)
  return (
    <section className="cluster-findings" aria-label={title ?? t('cluster.findings')}>
      <FindingRows findings={shown} />
      {findings.length > shown.length || open ? (
        <button type="button" className="bare" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('cluster.fewer') : t('cluster.more', { count: findings.length - shown.length, number: format.count(findings.length - shown.length) })}
        </button>
      ) : null}
    </section>
  )
}

/** A line of a list of facts. */
export function Fact({ name, children, note }: { name: string; children: ReactNode; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {note ? <small>{note}</small> : null}
      </dd>
    </div>
  )
}

/** Why there is no figure, in words. */
export function useWhy() {
  const { t } = useTranslation()
  return useCallback((reason: string | null | undefined) => (reason ? t(`why.${reason}`, { defaultValue: reason }) : t('reason.no_data')), [t])
}

export type Named = { name: Label }
