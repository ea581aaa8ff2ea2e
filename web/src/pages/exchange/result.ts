/** Tables that a command writes, as pages read them. Pure. */
import type { ResultTable, ToolAnswer, WordName } from '@/api/board'
import type { FrameTable } from '@/format/csv'

export type Row = Record<string, string>

/** A table of an answer by the name of its file. */
export const tableOf = (answer: ToolAnswer | null | undefined, file: string): ResultTable | null => answer?.tables.find(one => one.file === file) ?? null

/** Rows by the names of their columns. */
export const rowsOf = (table: ResultTable | null): Row[] => (table ? table.rows.map(row => Object.fromEntries(table.columns.map((name, at) => [name, row[at] ?? '']))) : [])

/** A figure of a row; a blank cell is not known. */
export function figureOf(row: Row, column: string): number | null {
  const text = row[column]
  if (text === undefined || text === '') return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

const NUMBER = /^-?\d+(\.\d+)?(e-?\d+)?$/i

/** Columns in kg that a reader wants in t: `saved_co2_kg` as `saved_co2_t`. */
const KG = /_co2_kg$/

/** The table with heads in words; columns of figures stand to the right, masses of carbon in t. Columns that are blank throughout are left out of the picture's table. */
export function frameOf(table: ResultTable | null, head: (name: string) => string, cell: (name: string, text: string) => string = (_, text) => text): FrameTable | null {
  if (!table) return null
  const kept = table.columns.map((_, at) => at).filter(at => table.rows.length === 0 || table.rows.some(row => (row[at] ?? '') !== ''))
  const inTonnes = (at: number) => KG.test(table.columns[at] ?? '')
  const valueOf = (row: readonly string[], at: number) => Number(row[at] || 0) / (inTonnes(at) ? 1000 : 1)
  const decimals = (at: number) => {
    const values = table.rows.map(row => valueOf(row, at))
    return values.every(Number.isInteger) || values.some(value => Math.abs(value) >= 10_000) ? 0 : 3
  }
  const numeric = new Map(kept.map(at => [at, !['month', 'year', 'place', 'route'].includes(table.columns[at] ?? '') && table.rows.length > 0 && table.rows.every(row => row[at] === '' || NUMBER.test(row[at] ?? ''))]))
  return {
    columns: kept.map(at => ({ title: head((table.columns[at] ?? '').replace(KG, '_co2_t')), numeric: numeric.get(at) ?? false, decimals: numeric.get(at) ? decimals(at) : 0 })),
    rows: table.rows.map(row =>
      kept.map(at => {
        const text = row[at] ?? ''
        if (text === '') return null
        return numeric.get(at) ? valueOf(row, at) : cell(table.columns[at] ?? '', text)
      }),
    ),
  }
}

/** What flows from one to another over the year: months of one offer and need put together. */
export interface Flow {
  offer: string
  need: string
  from: string
  to: string
  material: string
  unit: string
  km: number
  sent: number
  replaced: number
  replacedUnit: string
  gain: number
  savedYuan: number
  savedCo2: number
  transportCo2: number
}

export function flowsOf(rows: readonly Row[]): Flow[] {
  const flows = new Map<string, Flow>()
  for (const row of rows) {
    const key = `${row.offer}\n${row.need}`
    const known = flows.get(key)
    const of = (column: string) => figureOf(row, column) ?? 0
    if (known) {
      known.sent += of('sent')
      known.replaced += of('replaced')
      known.gain += of('gain_yuan')
      known.savedYuan += of('saved_yuan')
      known.savedCo2 += of('saved_co2_kg')
      known.transportCo2 += of('transport_co2_kg')
    } else
      flows.set(key, {
        offer: row.offer ?? '',
        need: row.need ?? '',
        from: row.from ?? '',
        to: row.to ?? '',
        material: row.material ?? '',
        unit: row.unit ?? '',
        km: of('km'),
        sent: of('sent'),
        replaced: of('replaced'),
        replacedUnit: row.replaced_unit ?? '',
        gain: of('gain_yuan'),
        savedYuan: of('saved_yuan'),
        savedCo2: of('saved_co2_kg'),
        transportCo2: of('transport_co2_kg'),
      })
  }
  return [...flows.values()].toSorted((a, b) => b.gain - a.gain || (a.offer < b.offer ? -1 : 1))
}

/** What codes are called in a language; a code without a name is its own words. */
export function wordsIn(names: readonly WordName[] | undefined, language: 'en' | 'zh'): (code: string) => string {
  const known = new Map((names ?? []).map(one => [one.code, language === 'zh' ? one.zh : one.en]))
  return code => known.get(code) ?? code.replaceAll('_', ' ')
}

/** Chinese, then words in Latin letters to the end; a short name such as ORC belongs to the Chinese. */
const HAN_FIRST = /^([\u3400-\u9fff][^a-z]*?)\s+([A-Za-z][^\u3400-\u9fff]*[a-z]{3}[^\u3400-\u9fff]*)$/

/** The half of a name that is in the reader's language: many names hold both, in either order. */
export function nameIn(name: string, language: 'en' | 'zh'): string {
  const [, first, rest] = HAN_FIRST.exec(name) ?? []
  if (first && rest) return language === 'zh' ? first : rest
  const at = name.search(/[\u3400-\u9fff]/)
  if (at <= 0) return name
  const [latin, han] = [name.slice(0, at).trim(), name.slice(at).trim()]
  return /[a-z]/i.test(han) || latin === '' ? name : language === 'zh' ? han : latin.replace(/[;,:.]$/, '')
}

/** Names and values of two sides with bands between them, for a picture of given size. */
export interface Band {
  flow: Flow
  y0: number
  y1: number
  thickness: number
}
export interface Bar {
  id: string
  y: number
  height: number
  value: number
}
export function sides(flows: readonly Flow[], height: number, gap = 8): { left: Bar[]; right: Bar[]; bands: Band[] } {
  const sum = (side: 'from' | 'to') => {
    const sums = new Map<string, number>()
    for (const flow of flows) sums.set(flow[side], (sums.get(flow[side]) ?? 0) + flow.gain)
    return [...sums].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  }
  const [givers, takers] = [sum('from'), sum('to')]
  const total = flows.reduce((all, flow) => all + flow.gain, 0)
  const room = Math.max(10, height - gap * (Math.max(givers.length, takers.length, 1) - 1))
  const scale = total > 0 ? room / total : 0
  const bars = (of: [string, number][]): Bar[] => {
    let y = 0
    return of.map(([id, value]) => {
      const bar = { id, y, height: Math.max(2, value * scale), value }
      y += bar.height + gap
      return bar
    })
  }
  const [left, right] = [bars(givers), bars(takers)]
  const used = new Map<string, number>()
  const take = (side: string, bar: Bar | undefined, thickness: number) => {
    const before = used.get(`${side}${bar?.id}`) ?? 0
    used.set(`${side}${bar?.id}`, before + thickness)
    return (bar?.y ?? 0) + before + thickness / 2
  }
  const bands = flows
    .toSorted((a, b) => left.findIndex(bar => bar.id === a.from) - left.findIndex(bar => bar.id === b.from) || right.findIndex(bar => bar.id === a.to) - right.findIndex(bar => bar.id === b.to))
    .map(flow => {
      const thickness = Math.max(1.5, flow.gain * scale)
      return {
        flow,
        thickness,
        y0: take('l', left.find(bar => bar.id === flow.from), thickness),
        y1: take('r', right.find(bar => bar.id === flow.to), thickness),
      }
    })
  return { left, right, bands }
}

/** Yuan in the words in which a reader says them: millions, or 万 and 亿. `short` writes a figure with three digits. */
export function moneyIn(yuan: number, language: 'en' | 'zh', short: (value: number) => string): string {
  const size = Math.abs(yuan)
  if (language === 'zh') return size >= 1e8 ? `${short(yuan / 1e8)} 亿元` : size >= 1e4 ? `${short(yuan / 1e4)} 万元` : `${short(yuan)} 元`
  return size >= 1e9 ? `${short(yuan / 1e9)} billion yuan` : size >= 1e6 ? `${short(yuan / 1e6)} million yuan` : `${short(yuan)} yuan`
}
