import type { Language } from '@/app/prefs'

/** What a missing figure shows. Never 0. */
export const DASH = '–'

const cache = new Map<string, Intl.NumberFormat>()
function formatter(language: Language, key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const id = `${language}/${key}`
  let one = cache.get(id)
  if (!one) {
    one = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', options)
    cache.set(id, one)
  }
  return one
}

const minus = (text: string) => text.replace('-', '−')

/** Three significant digits, for pictures: `25.4`, `1,230`, `0.00713`. Whole digits are kept: 12,345 stays 12,345. */
export function short(value: number | null | undefined, language: Language = 'en'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH
  if (Math.abs(value) >= 1000) return minus(formatter(language, 'whole', { maximumFractionDigits: 0 }).format(value))
  return minus(formatter(language, value === 0 ? 'zero' : 'short', { minimumSignificantDigits: value === 0 ? 1 : 3, maximumSignificantDigits: 3 }).format(value))
}

/** Fixed decimals, for columns whose points stand below each other. */
export function full(value: number | null | undefined, decimals: number, language: Language = 'en'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH
  return minus(formatter(language, `full${decimals}`, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value))
}

/** Every digit that is known, for the explain tree: `25,432.742453`. */
export function exact(value: number | null | undefined, language: Language = 'en'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH
  return minus(formatter(language, 'exact', { maximumSignificantDigits: 11 }).format(value))
}

/** Decimals with which a column of a picture shows its largest value in three significant digits. */
export function columnDecimals(values: (number | null | undefined)[]): number {
  let largest = 0
  for (const value of values) if (value !== null && value !== undefined && Math.abs(value) > largest) largest = Math.abs(value)
  return largest === 0 ? 0 : Math.max(0, Math.min(8, 2 - Math.floor(Math.log10(largest))))
}

/** A figure of such a column; what is there but too small to show says so: `<0.01`. */
export function inColumn(value: number | null | undefined, decimals: number, language: Language = 'en'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH
  const least = 10 ** -decimals
  if (value !== 0 && Math.abs(value) < least / 2) return value > 0 ? `<${full(least, decimals, language)}` : `>${full(-least, decimals, language)}`
  return full(value, decimals, language)
}

export function count(value: number | null | undefined, language: Language = 'en'): string {
  return full(value, 0, language)
}

/** `+1.2 %`, `−10.3 %`; the sign is always said, so that colour need not. */
export function change(percent: number | null | undefined, language: Language = 'en'): string {
  if (percent === null || percent === undefined || !Number.isFinite(percent)) return DASH
  const text = formatter(language, 'change', { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(percent)
  return `${minus(text)}%`
}

/** Whole percent, but never 100 unless it is all and never 0 unless it is nothing. */
export function percent(value: number | null | undefined, language: Language = 'en'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH
  if (value > 99 && value < 100) return `${full(Math.min(99.9, Math.floor(value * 10) / 10), 1, language)}%`
  if (value > 0 && value < 1) return '<1%'
  // Below nothing, but not by half a percent: with its decimal, as "−0" says nothing.
  return `${full(value, value < 0 && value > -0.5 ? 1 : 0, language)}%`
}

/** Decimals that give a column of values about five digits, at least `least`; 0 where things are counted. */
export function decimalsFor(values: (number | null)[], least: number): number {
  if (least === 0) return 0
  let largest = 0
  for (const value of values) if (value !== null && Math.abs(value) > largest) largest = Math.abs(value)
  if (largest === 0) return least
  return Math.min(8, Math.max(least, 5 - Math.floor(Math.log10(largest)) - 1))
}

/** `2020`, `May 2020`, `2020年5月`, `2005–2020`. */
export function periodText(period: string, language: Language = 'en'): string {
  const [from = '', to] = period.split('..')
  if (to) return `${periodText(from, language)}–${periodText(to, language)}`
  const [year, month] = from.split('-')
  if (!month || !/^\d\d$/.test(month)) return language === 'zh' && /^\d{4}$/.test(from) ? `${from}年` : from
  if (language === 'zh') return `${year}年${Number(month)}月`
  return new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(Date.UTC(Number(year), Number(month) - 1, 1)))
}

/** `May`, `5月`. */
export function monthText(month: number, language: Language = 'en'): string {
  return language === 'zh' ? `${month}月` : new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2000, month - 1, 1)))
}

/** A tick of an axis: as many digits as it has, up to six. */
export function axisText(value: number, language: Language = 'en'): string {
  return minus(formatter(language, 'axis', { maximumSignificantDigits: 6 }).format(value))
}
