import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Region } from '@/api/types'
import { type Cut, firstRegion, lastVisited, readCut, visited, writeCut } from './cut'

interface CutState {
  cut: Cut
  region: Region
  regions: Region[]
  /** Changes the address; `replace` for what one would not go back to. */
  setCut: (patch: Partial<Record<string, string | null>>, options?: { replace?: boolean }) => void
  /** An address of the page `path` with this cut and a patch. */
  hrefOf: (path: string, patch?: Partial<Record<string, string | null>>) => string
  parameters: URLSearchParams
}

const CutContext = createContext<CutState | null>(null)

/** Keys that belong to one page and are left behind when another opens. */
const SHARED = new Set(['region', 'place', 'period', 'indicator', 'view'])

export function CutProvider({ regions, children }: { regions: [Region, ...Region[]]; children: ReactNode }) {
  const [parameters, setParameters] = useSearchParams()
  // Decided once: who looks at another region must not find the links without one changed.
  const [first] = useState(() => firstRegion(regions, lastVisited()))
  const region = regions.find((one) => one.id === parameters.get('region')) ?? first
  useEffect(() => visited(region.id), [region.id])
  // An address that can be sent names its region.
  const unnamed = parameters.get('region') !== region.id
  useEffect(() => {
    if (!unnamed) return
    setParameters(
      (old) => {
        const next = old.has('region') ? new URLSearchParams() : new URLSearchParams(old)
        next.set('region', region.id)
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  }, [unnamed, region.id, setParameters])
  const setCut = useCallback<CutState['setCut']>(
    (patch, options) => setParameters((old) => writeCut(old, patch), { replace: options?.replace ?? false, preventScrollReset: true }),
    [setParameters],
  )
  const hrefOf = useCallback<CutState['hrefOf']>(
    (path, patch = {}) => {
      const kept = new URLSearchParams()
      for (const [key, value] of parameters) if (SHARED.has(key)) kept.set(key, value)
      kept.set('region', region.id)
      const text = writeCut(kept, patch).toString()
      return text ? `${path}?${text}` : path
    },
    [parameters, region.id],
  )
  const state = useMemo<CutState>(
    () => ({ cut: readCut(parameters, region), region, regions, setCut, hrefOf, parameters }),
    [parameters, region, regions, setCut, hrefOf],
  )
  return <CutContext value={state}>{children}</CutContext>
}

/** Where and when, from the address. Every page reads it; no page keeps it elsewhere. */
export function useCut(): CutState {
  const state = useContext(CutContext)
  if (!state) throw new Error('useCut outside CutProvider')
  return state
}

/** One further piece of a page's state in the address (`by`, `share`, ...). The default is not written. */
export function useParam(key: string, initial: string): [string, (value: string) => void] {
  const { parameters, setCut } = useCut()
  const value = parameters.get(key) ?? initial
  const set = useCallback((next: string) => setCut({ [key]: next === initial ? null : next }, { replace: true }), [key, initial, setCut])
  return [value, set]
}
