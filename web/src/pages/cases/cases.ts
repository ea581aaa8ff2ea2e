/** Cases: what may be done in which state, and how a reason is said. */
import type { Case, CaseAction, CaseStatus } from '@/api/readings'

export const STATUSES: CaseStatus[] = ['open', 'assigned', 'explained', 'accepted', 'corrected', 'dismissed']

/** Nobody needs to look at these any more. */
const CLOSED = new Set<CaseStatus>(['accepted', 'corrected', 'dismissed'])
export const isClosed = (status: CaseStatus) => CLOSED.has(status)

/** What can be done about a case; one that is closed can only be opened again. */
export function actionsOf(status: CaseStatus): CaseAction[] {
  if (isClosed(status)) return ['reopen']
  return ['assign', 'explain', 'accept', 'correct', 'dismiss']
}

const TEXT_NEEDED = new Set<CaseAction>(['explain', 'correct', 'dismiss'])
export const needsText = (action: CaseAction) => TEXT_NEEDED.has(action)

/** Whether a decision can be sent as it stands. */
export function isReady(action: CaseAction, text: string, assignee: string): boolean {
  if (action === 'assign') return assignee.trim() !== ''
  return !needsText(action) || text.trim() !== ''
}

/**
 * The reason of a case in words: the first sentence of which every hole (`{{name}}`) can be filled, else what stands for its kind,
 * else what the server wrote.
 */
export function reasonText(one: Pick<Case, 'reason' | 'message' | 'evidence'>, templates: readonly string[], write: (name: string, value: string) => string = (_, value) => value): string {
  // Amounts are in the unit of the meter, which the evidence names.
  const given: Record<string, string> = { ...(one.evidence ? { unit: one.evidence.unit } : {}), ...one.reason.params }
  for (const template of templates) {
    const holes = [...template.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] as string)
    if (holes.every((name) => given[name])) return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => write(name, given[name] ?? ''))
  }
  return one.message
}

/** The lines of an evidence chart: what was read, broken at gaps, and what was expected, in a box of the given size. */
export function evidencePaths(values: readonly (number | null)[], expected: readonly (number | null)[], width: number, height: number, pad = 2): { read: string; expected: string; alone: { x: number; y: number }[]; top: number; bottom: number } {
  const all = [...values, ...expected].filter((value): value is number => value !== null && Number.isFinite(value))
  const top = Math.max(0, ...all)
  const bottom = Math.min(0, ...all)
  const span = top - bottom || 1
  const count = Math.max(values.length, expected.length)
  const x = (index: number) => (count <= 1 ? width / 2 : pad + (index / (count - 1)) * (width - 2 * pad))
  const y = (value: number) => pad + ((top - value) / span) * (height - 2 * pad)
  const line = (points: readonly (number | null)[]) => {
    let path = ''
    let before = false
    points.forEach((value, index) => {
      if (value !== null) path += `${before ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`
      before = value !== null
    })
    return path
  }
  // A value between two gaps is a point; a line of one point would not be seen.
  const alone = values.flatMap((value, index) => (value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [{ x: x(index), y: y(value) }] : []))
  return { read: line(values), expected: line(expected), alone, top, bottom }
}
