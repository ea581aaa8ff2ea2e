import type { EnergyStyle, Language, MassStyle } from '@/app/prefs'

/** How this reader wants units written. */
export interface Reader {
  language: Language
  mass: MassStyle
  energy: EnergyStyle
}

/** A unit to show: multiply the server's value with `factor`, write `label` once in the head. */
export interface Scale {
  factor: number
  label: string
}

/** Masses in t. */
const MASS_T: Record<string, number> = { g: 1e-6, kg: 1e-3, t: 1, kt: 1e3, Mt: 1e6, Gt: 1e9, 万t: 1e4, 万吨: 1e4, 亿t: 1e8, 亿吨: 1e8 }
/** Energies in tce; 1 tce = 29.3076 GJ (GB/T 2589-2020, 7000 kcal of 4.1868 kJ per kg). */
const GJ_PER_TCE = 29.3076
const ENERGY_TCE: Record<string, number> = {
  kgce: 1e-3,
  tce: 1,
  ktce: 1e3,
  万tce: 1e4,
  Mtce: 1e6,
  MJ: 1e-3 / GJ_PER_TCE,
  GJ: 1 / GJ_PER_TCE,
  TJ: 1e3 / GJ_PER_TCE,
  PJ: 1e6 / GJ_PER_TCE,
}

interface Step {
  from: number
  per: number
  en: string
  zh: string
}
const STEPS: Record<string, Step[]> = {
  'mass/metric': [
    { from: 0, per: 1e-3, en: 'kg', zh: '千克' },
    { from: 1, per: 1, en: 't', zh: '吨' },
    { from: 1e3, per: 1e3, en: 'kt', zh: '千吨' },
    { from: 1e6, per: 1e6, en: 'Mt', zh: '百万吨' },
    { from: 1e9, per: 1e9, en: 'Gt', zh: '十亿吨' },
  ],
  'mass/wan': [
    { from: 0, per: 1e-3, en: 'kg', zh: '千克' },
    { from: 1, per: 1, en: 't', zh: '吨' },
    { from: 1e4, per: 1e4, en: '10⁴ t', zh: '万吨' },
    { from: 1e8, per: 1e8, en: '10⁸ t', zh: '亿吨' },
  ],
  'energy/tce/metric': [
    { from: 0, per: 1e-3, en: 'kgce', zh: '千克标准煤' },
    { from: 1, per: 1, en: 'tce', zh: '吨标准煤' },
    { from: 1e3, per: 1e3, en: 'ktce', zh: '千吨标准煤' },
    { from: 1e6, per: 1e6, en: 'Mtce', zh: '百万吨标准煤' },
  ],
  'energy/tce/wan': [
    { from: 0, per: 1e-3, en: 'kgce', zh: '千克标准煤' },
    { from: 1, per: 1, en: 'tce', zh: '吨标准煤' },
    { from: 1e4, per: 1e4, en: '10⁴ tce', zh: '万吨标准煤' },
    { from: 1e8, per: 1e8, en: '10⁸ tce', zh: '亿吨标准煤' },
  ],
  'energy/joule': [
    { from: 0, per: 1e-3 / GJ_PER_TCE, en: 'MJ', zh: 'MJ' },
    { from: 1 / GJ_PER_TCE, per: 1 / GJ_PER_TCE, en: 'GJ', zh: 'GJ' },
    { from: 1e3 / GJ_PER_TCE, per: 1e3 / GJ_PER_TCE, en: 'TJ', zh: 'TJ' },
    { from: 1e6 / GJ_PER_TCE, per: 1e6 / GJ_PER_TCE, en: 'PJ', zh: 'PJ' },
  ],
}

const COUNTS: Record<string, Step[]> = {
  person: [
    { from: 0, per: 1, en: 'people', zh: '人' },
    { from: 1e6, per: 1e6, en: 'million people', zh: '百万人' },
  ],
  person_wan: [
    { from: 0, per: 1, en: 'people', zh: '人' },
    { from: 1e4, per: 1e4, en: '10⁴ people', zh: '万人' },
    { from: 1e8, per: 1e8, en: '10⁸ people', zh: '亿人' },
  ],
  m2: [
    { from: 0, per: 1, en: 'm²', zh: '平方米' },
    { from: 1e6, per: 1e6, en: 'km²', zh: '平方公里' },
  ],
  money: [
    { from: 0, per: 1, en: '', zh: '' },
    { from: 1e6, per: 1e6, en: 'million ', zh: '百万' },
    { from: 1e9, per: 1e9, en: 'billion ', zh: '十亿' },
  ],
  money_wan: [
    { from: 0, per: 1, en: '', zh: '' },
    { from: 1e4, per: 1e4, en: '10⁴ ', zh: '万' },
    { from: 1e8, per: 1e8, en: '10⁸ ', zh: '亿' },
  ],
}

/** The step for what is counted and not weighed: people, land, money. */
function countScale(unit: string, size: number, reader: Reader): Scale | null {
  const bare = unit.replace(/@\S+$/, '')
  const money = /^[A-Z]{3}$/.test(bare)
  const wan = reader.mass === 'wan'
  const steps = COUNTS[money ? (wan ? 'money_wan' : 'money') : bare === 'person' && wan ? 'person_wan' : bare]
  const step = steps?.findLast((one) => Math.abs(size) >= one.from)
  if (!step) return null
  return { factor: 1 / step.per, label: step[reader.language] + (money ? unitLabel(bare, reader.language) : '') }
}

const WORDS: Record<string, string> = {
  t: '吨',
  kt: '千吨',
  Mt: '百万吨',
  kg: '千克',
  g: '克',
  kWh: '千瓦时',
  MWh: '兆瓦时',
  MW: '兆瓦',
  m3: '立方米',
  tce: '吨标准煤',
  kgce: '千克标准煤',
  person: '人',
  people: '人',
  cap: '人',
  km: '公里',
  km2: '平方公里',
  m2: '平方米',
  hm2: '公顷',
  mu: '亩',
  CNY: '元',
  '10k CNY': '万元',
  '1e4 CNY': '万元',
  'million CNY': '百万元',
  万CNY: '万元',
  亿CNY: '亿元',
  million: '百万',
  USD: '美元',
  GBP: '英镑',
  EUR: '欧元',
}
const ENGLISH: Record<string, string> = { km2: 'km²', m2: 'm²', m3: 'm³', mu: 'mu', 万CNY: '10⁴ CNY', '1e4 CNY': '10⁴ CNY', cap: 'person', 亿CNY: '10⁸ CNY' }

const GAS = /(?<![A-Za-z0-9])(?:CO2e?|CH4|N2O|SF6|NF3|CF4|C2F6|SO2|NO2|NH3)(?![A-Za-z0-9])/g

/** A text with the gases that it names in it written as chemists do: CO2 as CO₂. */
export const chemical = (text: string): string => text.replaceAll(GAS, gas => gas.replaceAll(/\d/g, digit => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] as string))

/** `t/person` as this reader writes it; a mass of what counts carbon says so. Unknown parts stay as they are: a unit is never guessed. */
export function unitLabel(unit: string, language: Language, quantity?: string | null): string {
  const base = kindOf(unit) === 'mass' && isCarbon(unit, quantity) ? `${bareUnit(unit)} CO2e` : unit.replace(/@\S+$/, '')
  return base
    .split('/')
    .map((part) => {
      const bare = part.replace(/\s*CO2e?$/, '').trim()
      const gas = bare === part.trim() ? '' : ' CO₂e'
      const one = bare.replace(/^(.*?)\s*([A-Z]{3})@.*$/, '$1 $2')
      const word = language === 'zh' ? (WORDS[one] ?? ENGLISH[one] ?? one) : (ENGLISH[one] ?? one)
      return word + gas
    })
    .join('/')
}

const MASS_QUANTITY = /co2|mass|carbon/i

/** Strips ` CO2` or ` CO2e` from a unit's text. */
const bareUnit = (unit: string) => unit.replace(/\s*CO2e?$/, '').trim()

const kindOf = (unit: string): 'mass' | 'energy' | null => {
  const bare = bareUnit(unit)
  if (bare in ENERGY_TCE) return 'energy'
  if (bare in MASS_T) return 'mass'
  return null
}

const isCarbon = (unit: string, quantity?: string | null) => /CO2/.test(unit) || (quantity ? MASS_QUANTITY.test(quantity) : false)

/**
 * The scale in which a picture shows values of up to `largest` (in the server's unit): the largest step of the
 * reader's that keeps at least one digit before the point.
 */
export function pictureScale(unit: string, largest: number, reader: Reader, quantity?: string | null): Scale {
  const kind = kindOf(unit)
  if (!kind) return countScale(unit, largest, reader) ?? { factor: 1, label: unitLabel(unit, reader.language) }
  const perBase = (kind === 'mass' ? MASS_T[bareUnit(unit)] : ENERGY_TCE[bareUnit(unit)]) ?? 1
  const key = kind === 'mass' ? `mass/${reader.mass}` : reader.energy === 'joule' ? 'energy/joule' : `energy/tce/${reader.mass}`
  const steps = STEPS[key] ?? []
  const size = Math.abs(largest) * perBase
  // Nothing to measure by: the plain unit.
  const step = size === 0 ? steps[1] : (steps.findLast((one) => size >= one.from * (1 - 1e-12)) ?? steps[0])
  if (!step) return { factor: 1, label: unitLabel(unit, reader.language) }
  const gas = kind === 'mass' && isCarbon(unit, quantity) ? ' CO₂e' : ''
  return { factor: perBase / step.per, label: step[reader.language] + gas }
}

/**
 * The scale in which a table shows values: the server's own unit, so that figures stay as they were filed, unless the
 * reader counts in 万 or in joules.
 */
export function tableScale(unit: string, reader: Reader, quantity?: string | null): Scale {
  const kind = kindOf(unit)
  const gas = kind === 'mass' && isCarbon(unit, quantity) ? ' CO₂e' : ''
  if (kind === 'mass' && reader.mass === 'wan' && (MASS_T[bareUnit(unit)] ?? 0) >= 1e3)
    return { factor: (MASS_T[bareUnit(unit)] ?? 1) / 1e4, label: (reader.language === 'zh' ? '万吨' : '10⁴ t') + gas }
  if (kind === 'energy' && reader.energy === 'joule') return { factor: (ENERGY_TCE[bareUnit(unit)] ?? 1) * GJ_PER_TCE, label: 'GJ' }
  // Land and money in base units would be columns of zeros.
  if (!kind) {
    const usual = unit === 'm2' ? 1e6 : /^[A-Z]{3}(@|$)/.test(unit) ? (reader.mass === 'wan' ? 1e4 : 1e6) : 0
    return countScale(unit, usual, reader) ?? { factor: 1, label: unitLabel(unit, reader.language) }
  }
  return { factor: 1, label: unitLabel(unit, reader.language, quantity) }
}
