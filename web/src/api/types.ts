/** The shapes the server sends. */
export interface Label {
  en: string
  zh: string
}
export interface Item {
  id: string
  label: Label
}
export interface Attribution {
  text: string
  licence: string
  url?: string | null
}
export interface Region {
  id: string
  name: Label
  synthetic: boolean
  attribution: Attribution[]
  time_zone: string
  currency: string
  levels: { id: string; name: Label }[]
  root_place: string
  periods: { first_year: number; last_year: number; finest: 'month' | 'year' }
  has_enterprises: boolean
  has_points: boolean
  indicators: string[]
  default_indicator: string
  default_view: string
  views: string[]
  dims: { fields: string[]; carriers: Item[]; scopes: string[]; industries: Item[] }
  carbon_unit: string
  energy_unit: string
  bbox: [number, number, number, number] | null
  boundary_levels: string[]
  data_version: string
  counts: { places: number; enterprises: number; entries: number; findings: number }
}
export interface Place {
  code: string
  name: Label
  level: string
  parent: string | null
  lon: number | null
  lat: number | null
  children: number
  enterprises: number
}
export interface Enterprise {
  code: string
  name: Label
  place: string
  industry: string | null
  field: string | null
}
export interface Location {
  file: string
  sheet?: string | null
  row?: number | null
  column?: number | null
  field?: string | null
}
export interface Finding {
  code: string
  severity: 'note' | 'warning' | 'error'
  location?: Location | null
  params: Record<string, string>
  message: string
}
export interface CubeRow {
  keys: Record<string, Item>
  value: number | null
  reason?: string | null
  completeness_percent: number | null
  uncertainty_percent?: number | null
  estimated: boolean
  quality: string | null
}
export interface Cube {
  indicator: string
  unit: string
  quantity: string
  price_base?: string | null
  by: string[]
  rows: CubeRow[]
  total: CubeRow
  findings: Finding[]
  versions: { data: string; code: string; factors: string }
}
export interface Card {
  indicator: string
  unit: string
  quantity?: string
  value: number | null
  reason?: string | null
  completeness_percent: number | null
  uncertainty_percent?: number | null
  change_percent: number | null
  previous_period: string | null
  estimated?: boolean
  trend: { period: string; value: number | null }[]
}
export interface Overview {
  place: Place
  period: string
  cards: Card[]
  by_field: CubeRow[]
  top_places: CubeRow[]
  findings_count: number
}
export interface TableColumn {
  id: string
  label?: Label | null
  unit: string
  quantity: string
}
export interface TableRow {
  key: Item
  place?: Item | string | null
  industry?: Item | string | null
  field?: string | null
  cells: (number | null)[]
  reasons: (string | null)[]
  completeness_percent: number | null
}
export interface TableAnswer {
  total: number
  columns: TableColumn[]
  rows: TableRow[]
  totals: (number | null)[]
}
export interface Node {
  kind: string
  label: Label | null
  keys: Record<string, unknown>
  formula: string | null
  value: number | null
  unit: string | null
  period: string | null
  reason?: string | null
  method?: string | null
  quality?: string | null
  uncertainty_percent?: number | null
  completeness_percent?: number | null
  factor?: {
    id: string
    value: number
    unit: string
    region: string
    valid_from: string | null
    valid_to: string | null
    source: string
    clause: string | null
    licence: string | null
  } | null
  source?: {
    import: number
    file: string
    sheet?: string | null
    row: number
    column: number
    column_name: string | null
    cell?: string | null
    mapping: string
    imported_at: string
    hash: string
  } | null
  children: Node[]
  more: { count: number; value: number | null } | null
  link?: string | null
}
export interface FactorRow {
  id: string
  label?: Label
  kind: string
  value: number
  unit: string
  region: string
  valid_from: string | null
  valid_to: string | null
  source: string
  clause?: string | null
  licence?: string | null
}
export interface Session {
  user: { name: string; roles: string[] } | null
  public_read: boolean
}
export interface ApiErrorBody {
  error: { code: string; message: string; params?: Record<string, string>; location?: Location | null }
}
