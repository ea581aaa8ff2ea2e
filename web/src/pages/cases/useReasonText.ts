import { useTranslation } from 'react-i18next'
import type { Case } from '@/api/readings'
import { useFormat } from '@/format/useFormat'
import { useNames } from '@/i18n/names'
import { useCut } from '@/cut/useCut'
import { reasonText } from './cases'

/** Why it was noticed, in the reader's words; numbers as this reader writes them. */
export function useReasonText(): (one: Case) => string {
  const { t, i18n } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const names = useNames()
  const write = (name: string, value: string) => {
    if (name === 'unit') return format.unit(value)
    if (name === 'carrier') return names.member('carrier', region.dims.carriers.find((item) => item.id === value) ?? null) || value.replaceAll('_', ' ')
    return /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(value) ? format.axis(Number(value)) : value
  }
  return (one) => {
    const { code } = one.reason
    // The fullest sentence that can be filled; what stands for the kind asks for nothing.
    const keys = [`reasonOf.${code}.full`, ...(code === one.kind ? [] : [`reasonOf.${code}`, `reasonOf.${code}.short`]), `reasonOf.${one.kind}`]
    return reasonText(one, keys.filter((key) => i18n.exists(key)).map((key) => t(key, { skipInterpolation: true })), write)
  }
}
