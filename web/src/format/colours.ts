/** The six fields, in the order in which they are shown everywhere. */
export const FIELDS = ['energy', 'industry', 'construction', 'transport', 'agriculture', 'livelihood'] as const

const CARRIER_FAMILY: [RegExp, string][] = [
  [/coke(?!_oven_gas)|semi_coke/, 'coke'],
  [/coal|anthracite|lignite|briquette|gangue/, 'coal'],
  [/biogas|biomass|straw|wood|ethanol|biodiesel/, 'biomass'],
  [/gas(?!oline)|lng|lpg|methane/, 'gas'],
  [/oil|diesel|gasoline|petrol|kerosene|naphtha|petroleum|bitumen|fuel/, 'oil'],
  [/electric/, 'electricity'],
  [/heat|steam|cool/, 'heat'],
  [/solar|wind|hydro(?!gen)|geothermal|renewable/, 'renewable'],
  [/hydrogen/, 'hydrogen'],
  [/waste|tyre/, 'waste'],
  [/process|clinker|product/, 'process'],
]

export const carrierFamily = (id: string): string => CARRIER_FAMILY.find(([pattern]) => pattern.test(id))?.[1] ?? 'other'

/** For dimensions without colours of their own: eight hues that stay apart for the colour-blind (after Paul Tol), then grey. */
const CYCLE = ['field-industry', 'carrier-electricity', 'carrier-renewable', 'field-transport', 'carrier-gas', 'carrier-hydrogen', 'carrier-waste', 'carrier-process']

/** The token of the colour of an item of a dimension; the same everywhere. */
export function colourToken(dim: string, id: string, index = 0): string {
  if (dim === 'field' && (FIELDS as readonly string[]).includes(id)) return `--field-${id}`
  if (dim === 'carrier') return `--carrier-${carrierFamily(id)}`
  if (dim === 'scope') return { scope1: '--carrier-coal', process: '--carrier-process', scope2_location: '--carrier-electricity', scope2_market: '--carrier-waste', scope3: '--carrier-gas' }[id] ?? '--carrier-other'
  const one = CYCLE[index]
  return one ? `--${one}` : '--carrier-other'
}

/** For CSS. */
export const colourVar = (dim: string, id: string, index = 0) => `var(${colourToken(dim, id, index)})`

/** For canvases, which do not know CSS variables. Read again when the theme changes. */
export const readToken = (token: string): string => getComputedStyle(document.documentElement).getPropertyValue(token).trim()
