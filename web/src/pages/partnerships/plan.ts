/** What a plan shows, worked out from its items: the board, the Gantt chart, money. Plain functions; nothing is drawn here. */
import type { BudgetSum, ItemKind, OrganisationKind, PlanItem, ProjectStatus, SideId, Status } from '@/api/partners'
import { STATUSES } from '@/api/partners'
import type { Language } from '@/app/prefs'
import { full } from '@/format/number'

/** One field of a form. */
export interface FieldSpec {
  name: keyof PlanItem
  type: 'text' | 'long' | 'date' | 'year' | 'number' | 'money' | 'currency' | 'project' | 'meeting' | 'topic' | 'topics' | 'role' | 'indicator' | 'scale'
  needed?: boolean
}

/** What each kind of item has; the order is that of the form. */
export const FIELDS: Record<Exclude<ItemKind, 'document'>, FieldSpec[]> = {
  vision: [{ name: 'text', type: 'long', needed: true }],
  topic: [{ name: 'topic', type: 'topic', needed: true }],
  project: [
    { name: 'title', type: 'text', needed: true },
    { name: 'text', type: 'long' },
    { name: 'topics', type: 'topics' },
    { name: 'start', type: 'date' },
    { name: 'end', type: 'date' },
  ],
  institution: [
    { name: 'role', type: 'role', needed: true },
    { name: 'name', type: 'text', needed: true },
    { name: 'text', type: 'long' },
    { name: 'project', type: 'project' },
  ],
  contact: [
    { name: 'name', type: 'text', needed: true },
    { name: 'institution', type: 'text' },
    { name: 'email', type: 'text' },
    { name: 'phone', type: 'text' },
    { name: 'project', type: 'project' },
  ],
  decision: [
    { name: 'title', type: 'text', needed: true },
    { name: 'on', type: 'date', needed: true },
    { name: 'who', type: 'text' },
    { name: 'text', type: 'long' },
    { name: 'project', type: 'project' },
  ],
  milestone: [
    { name: 'title', type: 'text', needed: true },
    { name: 'project', type: 'project', needed: true },
    { name: 'start', type: 'date' },
    { name: 'due', type: 'date', needed: true },
    { name: 'done_on', type: 'date' },
  ],
  budget: [
    { name: 'title', type: 'text', needed: true },
    { name: 'project', type: 'project', needed: true },
    { name: 'currency', type: 'currency', needed: true },
    { name: 'planned', type: 'money', needed: true },
    { name: 'spent', type: 'money', needed: true },
    { name: 'funder', type: 'text', needed: true },
    { name: 'year', type: 'year' },
  ],
  risk: [
    { name: 'title', type: 'text', needed: true },
    { name: 'probability', type: 'scale', needed: true },
    { name: 'effect', type: 'scale', needed: true },
    { name: 'answer', type: 'long', needed: true },
    { name: 'project', type: 'project' },
  ],
  indicator: [
    { name: 'indicator', type: 'indicator', needed: true },
    { name: 'base_year', type: 'year', needed: true },
    { name: 'target_year', type: 'year', needed: true },
    { name: 'target', type: 'number', needed: true },
    { name: 'project', type: 'project' },
  ],
  meeting: [
    { name: 'title', type: 'text', needed: true },
    { name: 'on', type: 'date', needed: true },
    { name: 'where', type: 'text' },
    { name: 'who', type: 'text' },
    { name: 'text', type: 'long' },
    { name: 'project', type: 'project' },
  ],
  task: [
    { name: 'title', type: 'text', needed: true },
    { name: 'who', type: 'text', needed: true },
    { name: 'until', type: 'date', needed: true },
    { name: 'done_on', type: 'date' },
    { name: 'meeting', type: 'meeting' },
    { name: 'project', type: 'project' },
  ],
}

/** Roles of the three kinds of institutions that a plan brings together. */
export const ROLES: readonly OrganisationKind[] = ['government', 'industry', 'research']

/** Days since 1970-01-01 of a date `YYYY-MM-DD`; null if it is none. */
export function dayOf(date: string | null | undefined): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date ?? '')
  if (!parts) return null
  const time = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date ? null : time / 86_400_000
}

/** `YYYY-MM-DD` of a day. */
export const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** Today by the reader's clock, for dates that a form begins with. */
export const todayText = (now = new Date()): string => dateOf(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 86_400_000)

/** A project with what is said of it. */
export interface Card {
  project: PlanItem
  status: ProjectStatus | null
}

/** Projects by status, in the order of the work; within one status those that end first come first, undated last. */
export function board(items: readonly PlanItem[], statuses: readonly ProjectStatus[]): { status: Status; cards: Card[] }[] {
  const byId = new Map(statuses.map(one => [one.project, one]))
  const cards = items.filter(item => item.kind === 'project').map((project): Card => ({ project, status: byId.get(project.id) ?? null }))
  const of = (card: Card): Status => card.status?.status ?? card.project.status ?? 'planned'
  const end = (card: Card) => dayOf(card.status?.end ?? card.project.end) ?? Infinity
  return STATUSES.map(status => ({
    status,
    cards: cards.filter(card => of(card) === status).toSorted((x, y) => (end(x) === end(y) ? 0 : end(x) - end(y)) || (x.project.title ?? '').localeCompare(y.project.title ?? '') || x.project.id.localeCompare(y.project.id)),
  }))
}

/** One line of the Gantt chart: a bar, or a diamond where only an end is known. */
export interface GanttRow {
  id: string
  project: string
  kind: 'project' | 'milestone'
  side: SideId
  title: string
  status: Status | null
  /** First day, or null. */
  from: number | null
  /** Last day, or null. */
  to: number | null
  done: number | null
}

/** Projects by their beginning, each with its milestones by their due day. A project without any date has a line and no bar. */
export function ganttRows(items: readonly PlanItem[], statuses: readonly ProjectStatus[]): GanttRow[] {
  const byId = new Map(statuses.map(one => [one.project, one]))
  const milestones = items
    .filter(item => item.kind === 'milestone')
    .map((item): GanttRow => ({ id: item.id, project: item.project ?? '', kind: 'milestone', side: item.side, title: item.title ?? '', status: item.status, from: dayOf(item.start), to: dayOf(item.due), done: dayOf(item.done_on) }))
  const projects = items
    .filter(item => item.kind === 'project')
    .map((item): GanttRow => {
      const status = byId.get(item.id)
      return { id: item.id, project: item.id, kind: 'project', side: item.side, title: item.title ?? '', status: status?.status ?? item.status, from: dayOf(status?.start ?? item.start), to: dayOf(status?.end ?? item.end), done: null }
    })
    .toSorted((x, y) => (x.from ?? x.to ?? Infinity) - (y.from ?? y.to ?? Infinity) || x.id.localeCompare(y.id))
  return projects.flatMap(project => [project, ...milestones.filter(one => one.project === project.id).toSorted((x, y) => (x.to ?? Infinity) - (y.to ?? Infinity) || x.id.localeCompare(y.id))])
}

/** Days that the chart spans, and the first days of its months, quarters or years. */
export interface GanttScale {
  from: number
  to: number
  step: 'month' | 'quarter' | 'year'
  ticks: number[]
}

const monthStart = (day: number, shift = 0): number => {
  const date = new Date(day * 86_400_000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift, 1) / 86_400_000
}

const month = (day: number): number => new Date(day * 86_400_000).getUTCMonth()

/** Whole months around all bars and today, at least three; null where no row has a date. */
export function ganttScale(rows: readonly GanttRow[], today: number, ticks_most = 12): GanttScale | null {
  const days = rows.flatMap(row => [row.from, row.to, row.done].filter(day => day !== null))
  if (days.length === 0) return null
  const from = monthStart(Math.min(today, ...days))
  const last = monthStart(Math.max(today, ...days), 1)
  const to = Math.max(last, monthStart(from, 3))
  const months: number[] = []
  for (let day = from; day < to; day = monthStart(day, 1)) months.push(day)
  const quarters = months.filter(day => month(day) % 3 === 0)
  if (months.length <= ticks_most) return { from, to, step: 'month', ticks: months }
  if (quarters.length <= ticks_most) return { from, to, step: 'quarter', ticks: quarters }
  return { from, to, step: 'year', ticks: months.filter(day => month(day) === 0) }
}

/** Where a day stands between 0 and 1. */
export const along = (scale: GanttScale, day: number): number => Math.min(1, Math.max(0, (day - scale.from) / (scale.to - scale.from)))

const CURRENCY_ZH: Record<string, string> = { CNY: '元', EUR: '欧元', USD: '美元', GBP: '英镑', DKK: '丹麦克朗', CZK: '捷克克朗' }

/** Hundredths as money: `CNY 1,200,000`, `1,200,000.50 元`. Hundredths show only where there are some. */
export function money(hundredths: number | null | undefined, currency: string, language: Language): string {
  if (hundredths === null || hundredths === undefined) return '–'
  const text = full(hundredths / 100, hundredths % 100 === 0 ? 0 : 2, language)
  return language === 'zh' ? `${text} ${CURRENCY_ZH[currency] ?? currency}` : `${currency} ${text}`
}

/** `1200000.5` or `1,200,000.50` as hundredths; null if it is no amount of at least 0 with two decimals. */
export function hundredths(text: string): number | null {
  const bare = text.trim().replaceAll(/[,\s]/g, '')
  const parts = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(bare)
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0') || 0) : null
}

/** What of a budget is spent, in percent; null where nothing is planned. */
export const spentPercent = (sum: Pick<BudgetSum, 'planned' | 'spent'>): number | null => (sum.planned > 0 ? (sum.spent / sum.planned) * 100 : null)

/** Items of one kind: of a project, of the plan as a whole (`null`), or all (`undefined`). */
export const itemsOf = (items: readonly PlanItem[], kind: ItemKind, project?: string | null): PlanItem[] => items.filter(item => item.kind === kind && (project === undefined || (item.project ?? null) === project))

/** Risks, the gravest first. */
export const gravest = (risks: readonly PlanItem[]): PlanItem[] => risks.toSorted((x, y) => (y.level ?? 0) - (x.level ?? 0) || x.id.localeCompare(y.id))

/** What an edit sends of an item: its own fields, nothing that the server works out. */
export function fieldsOf(item: PlanItem): Record<string, unknown> {
  if (item.kind === 'document') return { title: item.title, file_name: item.file_name, size_bytes: item.size_bytes, sha256: item.sha256, media_type: item.media_type, project: item.project, public: item.public }
  const names = FIELDS[item.kind].map(field => field.name)
  const kept = item.kind === 'institution' ? [...names, 'organisation' as const] : item.kind === 'indicator' ? [...names, 'place' as const, 'field' as const, 'carrier' as const, 'title' as const] : item.kind === 'contact' ? [...names, 'text' as const] : names
  return Object.fromEntries([...kept.map(name => [name, item[name]]), ['public', item.public]])
}
