import { useTranslation } from 'react-i18next'
import type { Case } from '@/api/readings'
import { usePrefs } from '@/app/prefs'
import { useFormat } from '@/format/useFormat'
import { useNames } from '@/i18n/names'
import { useCut } from '@/cut/useCut'
import { findingSentence } from '../findings/texts'
import { useParameter } from '../findings/useParameter'
import { reasonText } from './cases'

/** Why it was noticed, in the reader's words; numbers as this reader writes them. */
export function useReasonText(): (one: Case) => string {
  const { t, i18n } = useTranslation()
  const { region } = useCut()
  const { language } = usePrefs()
  const format = useFormat()
  const names = useNames()
  const parameter = useParameter()
  const write = (name: string, value: string) => {
    if (name === 'unit') return format.unit(value)
    if (name === 'carrier') return names.member('carrier', region.dims.carriers.find((item) => item.id === value) ?? null) || value.replaceAll('_', ' ')
    return /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(value) ? format.axis(Number(value)) : value
  }
  return (one) => {
    const { code } = one.reason
    // The server's own sentence is English; it says more than what stands for the kind.
    const own = code === one.kind ? [] : [`reasonOf.${code}`, `reasonOf.${code}.short`]
    const keys = [...own, ...(language === 'en' && one.message ? [] : [`reasonOf.${one.kind}`])]
    const known = own.some((key) => i18n.exists(key))
    // Trees and reconciliations are findings of their own rooms, and are said as there.
    const said = known || language === 'en' ? '' : findingSentence({ code, params: one.reason.params, message: '' }, language, parameter)
    return said || reasonText(one, keys.filter((key) => i18n.exists(key)).map((key) => t(key, { skipInterpolation: true })), write)
  }
}
