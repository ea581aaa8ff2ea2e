/**
 * Five-step sequential ramps for the map.
 *
 * The hue says what is measured, the depth how much: carbon is warm, energy is blue-green, everything else
 * (people, land, money) is violet-grey. Lightness alone orders the steps, so that a ramp survives every kind of
 * colour-blindness and a black-and-white print; `ramp.test.ts` measures both. On a dark ground the order of
 * lightness turns round: more is always further from the ground.
 */

/** What a ramp is for. */
export type RampKind = 'carbon' | 'energy' | 'other'
/** The ground a ramp stands on. */
export type Ground = 'light' | 'dark'

const RAMPS: Record<Ground, Record<RampKind, readonly string[]>> = {
  light: {
    carbon: ['#f5e6c6', '#ebbd79', '#d68643', '#a94d2d', '#671d1f'],
    energy: ['#dcefe2', '#9acfc6', '#4fa3ae', '#25718b', '#113d5e'],
    other: ['#e4e0f2', '#c0bada', '#9990c0', '#6c609d', '#3b306a'],
  },
  dark: {
    carbon: ['#4b2a21', '#803f27', '#b56736', '#df9f58', '#fbdfa8'],
    energy: ['#173a4f', '#1f5f75', '#358d98', '#6fbdba', '#c4ecdf'],
    other: ['#36305a', '#544b86', '#7d74b0', '#ada6d3', '#e1ddf3'],
  },
}

/** The fill of a place that has no value: a grey that is in no ramp; it is hatched as well. */
const MISSING: Record<Ground, { fill: string; line: string }> = {
  light: { fill: '#eff0f1', line: '#b4b9bf' },
  dark: { fill: '#22262b', line: '#565d66' },
}

/** The ramp of an indicator by the quantity it measures (`CO2e`, `energy`, ...) and its id. */
export function rampKind(indicator: string): RampKind {
  if (indicator.startsWith('carbon') || indicator.startsWith('biogenic')) return 'carbon'
  if (indicator.startsWith('energy')) return 'energy'
  return 'other'
}

/** `count` colours (2 to 5) from low to high. Fewer classes take spread steps, so that contrast is never given away. */
export function ramp(kind: RampKind, ground: Ground, count = 5): string[] {
  const all = RAMPS[ground][kind]
  const n = Math.max(1, Math.min(5, Math.round(count)))
  if (n === 1) return [all[2] as string]
  return Array.from({ length: n }, (_, i) => all[Math.round((i * 4) / (n - 1))] as string)
}

/** Fill and hatch line of a place without a value. */
export function missingColours(ground: Ground): { fill: string; line: string } {
  return MISSING[ground]
}

/** Ink that can be read on `hex`: black or white, whichever contrasts more. */
export function inkOn(hex: string): '#000000' | '#ffffff' {
  const l = luminance(hex)
  return (l + 0.05) / 0.05 > 1.05 / (l + 0.05) ? '#000000' : '#ffffff'
}

/** Linear-light red, green, blue of a `#rrggbb`. */
export function linearRgb(hex: string): [number, number, number] {
  const byte = (at: number) => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  }
  return [byte(1), byte(3), byte(5)]
}

/** WCAG 2 relative luminance, 0 to 1. */
export function luminance(hex: string): number {
  const [r, g, b] = linearRgb(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
