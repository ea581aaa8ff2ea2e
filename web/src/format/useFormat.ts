import { useMemo } from 'react'
import { usePrefs } from '@/app/prefs'
import * as number from './number'
import { pictureScale, type Reader, tableScale, unitLabel } from './units'

/** Numbers, units and periods as this reader reads them. */
export function useFormat() {
  const { language, mass, energy } = usePrefs()
  return useMemo(() => {
    const reader: Reader = { language, mass: mass ?? (language === 'zh' ? 'wan' : 'metric'), energy }
    return {
      reader,
      language,
      short: (value: number | null | undefined) => number.short(value, language),
      /** A tick of an axis: no digits beyond what it has. */
      axis: (value: number) => number.axisText(value, language),
      full: (value: number | null | undefined, decimals: number) => number.full(value, decimals, language),
      /** Figures of one column of a picture, points below each other. */
      column: (values: (number | null | undefined)[]) => {
        const decimals = number.columnDecimals(values)
        return (value: number | null | undefined) => number.inColumn(value, decimals, language)
      },
      exact: (value: number | null | undefined) => number.exact(value, language),
      count: (value: number | null | undefined) => number.count(value, language),
      change: (value: number | null | undefined) => number.change(value, language),
      percent: (value: number | null | undefined) => number.percent(value, language),
      period: (period: string) => number.periodText(period, language),
      /** Name of a month, 1 to 12. */
      month: (month: number) => number.monthText(month, language),
      unit: (unit: string, quantity?: string | null) => unitLabel(unit, language, quantity),
      picture: (unit: string, largest: number, quantity?: string | null) => pictureScale(unit, largest, reader, quantity),
      table: (unit: string, quantity?: string | null) => tableScale(unit, reader, quantity),
      /** One figure for a picture, scaled by itself: `["25.4", "Mt CO₂e"]`. */
      figure: (value: number | null | undefined, unit: string, quantity?: string | null): [string, string] => {
        const scale = pictureScale(unit, value ?? 0, reader, quantity)
        return [value === null || value === undefined ? number.DASH : number.short(value * scale.factor, language), scale.label]
      },
    }
  }, [language, mass, energy])
}
export type Format = ReturnType<typeof useFormat>
