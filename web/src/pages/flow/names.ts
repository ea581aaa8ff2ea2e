/** Dimensions of a flow: which there are, what their members are called, and what they are asked by. */
import type { Place, Region } from '@/api/types'

export const DIMS = ['carrier', 'field', 'industry', 'scope', 'place', 'enterprise'] as const
export type Dim = (typeof DIMS)[number]
export const isDim = (text: string): text is Dim => (DIMS as readonly string[]).includes(text)

/** Stages that a flow may have. */
export const STAGES_MAX = 6

/** Indicators that can be added up, and so can flow. */
export const additiveOf = <T extends string>(indicators: readonly T[]): T[] => indicators.filter(id => id.endsWith('_total') || id === 'biogenic_co2')

/** The member a node stands for; ids are `<stage>:<dim>:<member>` or shorter. */
export const memberOf = (id: string): string => id.slice(id.lastIndexOf(':') + 1)

/** Dimensions that have more than one member here. */
export function dimsOf(region: Region, place: Place | undefined): Dim[] {
  return DIMS.filter(dim => {
    if (dim === 'carrier') return region.dims.carriers.length > 1
    if (dim === 'field') return region.dims.fields.length > 1
    if (dim === 'industry') return region.dims.industries.length > 1
    if (dim === 'scope') return region.dims.scopes.length > 1
    if (dim === 'place') return (place?.children ?? 0) > 0
    return (place?.enterprises ?? 0) > 0
  })
}

/** The stages to show at first: what comes in, what it is for, where. */
export function standardStages(dims: readonly Dim[]): Dim[] {
  const where: Dim | undefined = dims.includes('place') ? 'place' : dims.includes('enterprise') ? 'enterprise' : undefined
  const stages = (['carrier', 'field'] as Dim[]).filter(dim => dims.includes(dim))
  if (where) stages.push(where)
  for (const dim of dims) if (stages.length < 2 && !stages.includes(dim)) stages.push(dim)
  return stages
}

/** The stages of an address, as far as they are possible here; else the standard. */
export function readStages(text: string, dims: readonly Dim[]): Dim[] {
  const asked = text.split(',').filter(isDim)
  const stages = [...new Set(asked)].filter(dim => dims.includes(dim)).slice(0, STAGES_MAX)
  return stages.length >= 2 ? stages : standardStages(dims)
}
