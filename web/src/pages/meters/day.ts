/** The day of a meter: its gaps, its codes, and how it stands to the typical day. */
import type { Slot, SlotCode } from '@/api/readings'

/** From the best to the weakest. */
export const CODES: SlotCode[] = ['measured', 'manual', 'suspect', 'interpolated', 'estimated', 'simulated']

/** These are no measurements: they are hatched wherever they are drawn. */
export const HATCHED = new Set<string>(['interpolated', 'estimated', 'simulated'])

/** The token of a code's colour; the same everywhere. */
export const CODE_TOKEN: Record<SlotCode, string> = {
  measured: '--accent',
  manual: '--field-industry',
  suspect: '--field-transport',
  interpolated: '--carrier-renewable',
  estimated: '--field-energy',
  simulated: '--carrier-other',
}

export const codeOf = (code: string | null): SlotCode => CODES.find((one) => one === code) ?? 'measured'

/** `09:15` of an ISO time, as the meter's place has it. */
export const clockOf = (at: string): string => /T(\d\d:\d\d)/.exec(at)?.[1] ?? at

/** Runs of missing slots: index of the first and of the last. */
export function gapsOf(slots: readonly Slot[]): [number, number][] {
  const gaps: [number, number][] = []
  slots.forEach((slot, index) => {
    if (slot.value !== null) return
    const last = gaps.at(-1)
    if (last && last[1] === index - 1) last[1] = index
    else gaps.push([index, index])
  })
  return gaps
}

/** The gaps in words: `10:00–13:00`, a gap ends where the next slot begins. At most `most` of them; the longest first in time's order. */
export function gapTexts(slots: readonly Slot[], most: number): string[] {
  const labels = labelsOf(slots)
  const gaps = gapsOf(slots)
  const longest = new Set(gaps.toSorted((a, b) => b[1] - b[0] - (a[1] - a[0])).slice(0, most))
  return gaps.filter((gap) => longest.has(gap)).map(([from, to]) => `${labels[from]}–${labels[to + 1] ?? '24:00'}`)
}

/** How many slots have each code, in the order of `CODES`; missing ones are in none. */
export function countCodes(slots: readonly Slot[]): { code: SlotCode; count: number }[] {
  return CODES.map((code) => ({ code, count: slots.filter((slot) => slot.value !== null && codeOf(slot.code) === code).length })).filter(({ count }) => count > 0)
}

/** How far the day is from the typical one, in percent; `null` where either is missing or the typical is 0. */
export function againstTypical(amount: number | null, typical: number | null): number | null {
  return amount === null || typical === null || typical === 0 ? null : (amount / typical - 1) * 100
}

/** The times of slots by which two of the same clock are told apart on the day the clocks go back. */
export function labelsOf(slots: readonly Slot[]): string[] {
  const seen = new Map<string, number>()
  return slots.map(({ at }) => {
    const clock = clockOf(at)
    const before = seen.get(clock) ?? 0
    seen.set(clock, before + 1)
    return before === 0 ? clock : `${clock}′`
  })
}
