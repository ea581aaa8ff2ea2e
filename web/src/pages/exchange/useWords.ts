import { useCallback, useMemo } from 'react'
import { usePlaceTree } from '@/app/CutBar'
import { usePrefs } from '@/app/prefs'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { moneyIn } from './result'

/** Yuan as this reader says them. */
export function useMoney() {
  const { language } = usePrefs()
  const format = useFormat()
  return useCallback((yuan: number) => moneyIn(yuan, language, format.short), [language, format])
}

/** A city by the name that a table has for it, in the reader's language where the region knows it; parts of `a + b` one by one. */
export function useCityName(): (name: string) => string {
  const { language } = usePrefs()
  const { region } = useCut()
  const tree = usePlaceTree(region.id)
  const known = useMemo(() => new Map(tree.places.map(place => [place.name.en, place.name.zh || place.name.en])), [tree])
  return useCallback((name: string) => (language === 'zh' ? name.split(' + ').map(part => known.get(part) ?? part).join(' + ') : name), [language, known])
}
