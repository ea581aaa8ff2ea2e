/** The documents' pairs and topics, as the tables of `data/partnerships` have them: for the map, and for what speaks for a pair. */
import areasCsv from '../../../../data/partnerships/areas.csv?raw'
import pairTopicsCsv from '../../../../data/partnerships/pair_topics.csv?raw'
import pairsCsv from '../../../../data/partnerships/pairs.csv?raw'
import topicsCsv from '../../../../data/partnerships/topics.csv?raw'
import type { Label } from '@/api/types'

/** Rows of a CSV text by the names of its head; comment lines are skipped. */
export function csvRows(text: string): Record<string, string>[] {
  const [head = [], ...rows] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''))
  return rows.map(cells => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])))
}

export type PairSideName = 'european' | 'chinese' | 'both'

export interface ReferenceCity {
  name: Label
  lon: number | null
  lat: number | null
}

export interface ReferenceTopic {
  side: PairSideName
  topic: string
  fact: string
  source: string
}

export interface DocumentPair {
  id: string
  year: number
  country: string
  european: ReferenceCity
  chinese: ReferenceCity
  topics: ReferenceTopic[]
  source: string
}

const number = (text: string | undefined) => (text ? Number(text) : null)
const city = (row: Record<string, string>, side: 'european' | 'chinese'): ReferenceCity => ({
  name: { en: row[`${side}_city`] ?? '', zh: row[`${side}_city_zh`] ?? '' },
  lon: number(row[`${side}_lon`]),
  lat: number(row[`${side}_lat`]),
})

const said = csvRows(pairTopicsCsv)

/** The eleven pairs, the oldest first. */
export const DOCUMENT_PAIRS: readonly DocumentPair[] = csvRows(pairsCsv)
  .map(
    (row): DocumentPair => ({
      id: row.id ?? '',
      year: Number(row.year),
      country: row.country ?? '',
      european: city(row, 'european'),
      chinese: city(row, 'chinese'),
      topics: said.filter(one => one.pair === row.id).map(one => ({ side: one.side as PairSideName, topic: one.topic ?? '', fact: one.fact ?? '', source: one.source ?? '' })),
      source: row.source ?? '',
    }),
  )
  .toSorted((x, y) => x.year - y.year)

/** Name and group of every topic and area. */
export const DOCUMENT_TOPICS: ReadonlyMap<string, { group: string; name: Label; source: string }> = new Map(
  [...csvRows(topicsCsv), ...csvRows(areasCsv)].map(row => [row.id ?? '', { group: row.group ?? '', name: { en: row.name_en ?? '', zh: row.name_zh ?? '' }, source: row.source ?? '' }]),
)

/** Mean radius of the Earth (WGS 84), as in `planning::city::pair`. */
const RADIUS_KM = 6371.0088

const rad = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance, km; null where a position is not known. */
export function distanceKm(a: ReferenceCity, b: ReferenceCity): number | null {
  if (a.lon === null || a.lat === null || b.lon === null || b.lat === null) return null
  const h = Math.sin(rad(b.lat - a.lat) / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2
  return 2 * RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Topics of a pair by side, those of both counted on both: what is shared, what only one names, and the share (Jaccard); null where a side has none. */
export function topicShare(topics: readonly ReferenceTopic[]): { shared: string[]; european: string[]; chinese: string[]; share: number | null } {
  const of = (side: PairSideName) => new Set(topics.filter(one => one.side === side || one.side === 'both').map(one => one.topic))
  const [e, c] = [of('european'), of('chinese')]
  const shared = [...e].filter(topic => c.has(topic))
  const all = new Set([...e, ...c]).size
  return { shared, european: [...e].filter(topic => !c.has(topic)), chinese: [...c].filter(topic => !e.has(topic)), share: e.size > 0 && c.size > 0 ? shared.length / all : null }
}
