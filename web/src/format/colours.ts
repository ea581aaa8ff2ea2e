/** The six fields, in the order in which they are shown everywhere. */
export const FIELDS = ['energy', 'industry', 'construction', 'transport', 'agriculture', 'livelihood'] as const

/** Carriers by family, in the order of their shades: a family has one hue, its members lighten in turn. */
const FAMILIES: Record<string, string[]> = {
  coal: ['raw_coal', 'bituminous_coal', 'anthracite', 'lignite', 'cleaned_coal', 'other_washed_coal', 'briquette', 'coal_gangue', 'peat', 'coal_tar', 'crude_benzene'],
  coke: ['coke'],
  oil: ['diesel', 'gasoline', 'fuel_oil', 'kerosene', 'jet_kerosene', 'crude_oil', 'naphtha', 'petroleum_coke', 'other_petroleum'],
  gas: ['natural_gas', 'lpg', 'lng', 'coke_oven_gas', 'blast_furnace_gas', 'converter_gas', 'producer_gas', 'other_coal_gas', 'refinery_gas'],
  electricity: ['electricity'],
  heat: ['heat', 'steam'],
  biomass: ['biomass', 'biogas', 'charcoal', 'biogasoline', 'biodiesel', 'ethanol'],
  hydrogen: ['hydrogen', 'methanol'],
  waste: ['municipal_waste'],
}
const CARRIERS = new Map(Object.entries(FAMILIES).flatMap(([family, ids]) => ids.map((id, rank) => [id, { family, rank }] as const)))

/** For carriers of other files, by their names. */
const BY_NAME: [RegExp, string][] = [
  [/biogas|biomass|bio|straw|wood|charcoal|ethanol/, 'biomass'],
  [/gas(?!oline)|lng|lpg|methane/, 'gas'],
  [/oil|diesel|gasoline|petrol|kerosene|naphtha|bitumen|fuel/, 'oil'],
  [/coke/, 'coke'],
  [/coal|anthracite|lignite|briquette|gangue/, 'coal'],
  [/electric/, 'electricity'],
  [/heat|steam|cool/, 'heat'],
  [/solar|wind|hydro(?!gen)|geothermal|renewable/, 'renewable'],
  [/hydrogen/, 'hydrogen'],
  [/waste|tyre/, 'waste'],
  [/process|clinker|product/, 'process'],
]

export const carrierFamily = (id: string): string => CARRIERS.get(id)?.family ?? BY_NAME.find(([pattern]) => pattern.test(id))?.[1] ?? 'other'

/** How much of its hue a carrier keeps, 1 down to 0.4; the rest is the ground's. */
const strength = (dim: string, id: string) => (dim === 'carrier' ? [1, 0.68, 0.46, 0.84, 0.57, 0.38][(CARRIERS.get(id)?.rank ?? 0) % 6] ?? 1 : 1)

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
export function colourVar(dim: string, id: string, index = 0): string {
  const hue = `var(${colourToken(dim, id, index)})`
  const keeps = strength(dim, id)
  return keeps === 1 ? hue : `color-mix(in srgb, ${hue} ${keeps * 100}%, var(--ground))`
}

/** For canvases, which do not know CSS variables. Read again when the theme changes. */
export const readToken = (token: string): string => getComputedStyle(document.documentElement).getPropertyValue(token).trim()

const channel = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16)

/** `share` of one colour, the rest of another; both `#rrggbb`. */
export function mix(colour: string, ground: string, share: number): string {
  return `#${[1, 3, 5].map((at) => Math.round(channel(colour, at) * share + channel(ground, at) * (1 - share)).toString(16).padStart(2, '0')).join('')}`
}

/** The colour of an item for a canvas. */
export const readColour = (dim: string, id: string, index = 0): string => mix(readToken(colourToken(dim, id, index)), readToken('--ground'), strength(dim, id))
