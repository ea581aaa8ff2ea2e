import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'
export type Language = 'en' | 'zh'
/** How masses are written: t, kt, Mt, or 吨, 万吨, 亿吨. */
export type MassStyle = 'metric' | 'wan'
/** How energy is written: coal equivalent or joules. */
export type EnergyStyle = 'tce' | 'joule'

/** What the reader chose; `null` follows the language. */
export interface Prefs {
  theme: Theme
  language: Language
  mass: MassStyle | null
  energy: EnergyStyle
}

const KEY = 'carbonshed.prefs'

function initial(): Prefs {
  const prefs: Prefs = {
    theme: 'system',
    language: typeof navigator !== 'undefined' && navigator.language.startsWith('zh') ? 'zh' : 'en',
    mass: null,
    energy: 'tce',
  }
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Prefs>
    return { ...prefs, ...stored }
  } catch {
    return prefs
  }
}

let prefs = initial()
const listeners = new Set<() => void>()

export const getPrefs = () => prefs

export function setPrefs(patch: Partial<Prefs>) {
  prefs = { ...prefs, ...patch }
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs))
  } catch {
    /* Private mode: the choice lasts as long as the page. */
  }
  const root = document.documentElement
  if (prefs.theme === 'system') delete root.dataset.theme
  else root.dataset.theme = prefs.theme
  root.lang = prefs.language === 'zh' ? 'zh-CN' : 'en'
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const usePrefs = () => useSyncExternalStore(subscribe, getPrefs)

const media = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null
const subscribeMedia = (listener: () => void) => {
  media?.addEventListener('change', listener)
  return () => media?.removeEventListener('change', listener)
}

/** True if the page is dark now, by choice or by the system. */
export function useDark(): boolean {
  const { theme } = usePrefs()
  const system = useSyncExternalStore(subscribeMedia, () => media?.matches ?? false)
  return theme === 'system' ? system : theme === 'dark'
}

const narrow = typeof matchMedia === 'function' ? matchMedia('(max-width: 760px)') : null
const subscribeNarrow = (listener: () => void) => {
  narrow?.addEventListener('change', listener)
  return () => narrow?.removeEventListener('change', listener)
}

/** True on a phone. */
export const useNarrow = () => useSyncExternalStore(subscribeNarrow, () => narrow?.matches ?? false)
