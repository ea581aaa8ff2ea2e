/** Order of the rows of a table, when all of them are here: the page then sorts without asking. */
import type { TableRow } from '@/api/types'
import type { Language } from '@/app/prefs'
import { labelIn } from '@/i18n'

/** Rows in order; `column` is `name` or the index of a figure. What has no figure stands last, whichever way the others go. */
export function sortRows(rows: readonly TableRow[], column: 'name' | number, descending: boolean, language: Language): TableRow[] {
  const way = descending ? -1 : 1
  if (column === 'name') {
    const collator = new Intl.Collator(language === 'zh' ? 'zh-CN' : 'en', { numeric: true })
    const names = new Map(rows.map((row) => [row, labelIn(row.key.label, language) || row.key.id]))
    return rows.toSorted((a, b) => way * collator.compare(names.get(a) ?? '', names.get(b) ?? '') || a.key.id.localeCompare(b.key.id))
  }
  return rows.toSorted((a, b) => {
    const [x, y] = [a.cells[column] ?? null, b.cells[column] ?? null]
    if (x === null || y === null) return x === y ? a.key.id.localeCompare(b.key.id) : x === null ? 1 : -1
    return way * (x - y) || a.key.id.localeCompare(b.key.id)
  })
}
