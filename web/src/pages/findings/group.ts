/**
 * Findings by code: what is wrong, how often, where first.
 */

export type Severity = 'note' | 'warning' | 'error'
export interface FindingLike {
  code: string
  severity: Severity
  location?: { file: string; sheet?: string | null; row?: number | null; column?: number | null; field?: string | null } | null
  params: Record<string, string>
  message: string
}
export interface Group<F extends FindingLike> {
  code: string
  severity: Severity
  findings: F[]
}

const WEIGHT: Record<Severity, number> = { error: 0, warning: 1, note: 2 }

/** Errors before warnings before notes; in each the most frequent first. */
export function bySeverity(a: { severity: Severity; count: number; code: string }, b: typeof a): number {
  return WEIGHT[a.severity] - WEIGHT[b.severity] || b.count - a.count || a.code.localeCompare(b.code)
}

/** Groups findings by code and severity, in the order of `bySeverity`. */
export function groupByCode<F extends FindingLike>(findings: readonly F[]): Group<F>[] {
  const groups = new Map<string, Group<F>>()
  for (const f of findings) {
    const key = `${f.severity} ${f.code}`
    const group = groups.get(key)
    if (group) group.findings.push(f)
    else groups.set(key, { code: f.code, severity: f.severity, findings: [f] })
  }
  return [...groups.values()].toSorted((a, b) =>
    bySeverity({ ...a, count: a.findings.length }, { ...b, count: b.findings.length }),
  )
}

/** The place a finding names in its parameters, so that it can be opened on the map. */
export function placeOf(f: FindingLike): string | null {
  return f.params['place'] ?? f.params['place_code'] ?? null
}
