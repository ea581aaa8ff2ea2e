/** Names of what the ledger's closed lists and the factor library hold, in the reader's language. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item, Label } from '@/api/types'
import { type Language, usePrefs } from '@/app/prefs'
import { labelIn } from './index'

type Translate = (key: string, options: { defaultValue: string }) => string

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉'

/** `cf4` as CF₄, `c_c4f8` as c-C₄F₈, `hfc134a` as HFC-134a, `hfc4310mee` as HFC-43-10mee; what is no gas stays. */
export function gasFormula(id: string): string {
  const hfc = /^hfc(\d+)([a-z]*)$/.exec(id)
  if (hfc) return `HFC-${(hfc[1] as string).length === 4 ? `${hfc[1]?.slice(0, 2)}-${hfc[1]?.slice(2)}` : hfc[1]}${hfc[2]}`
  const cyclic = id.startsWith('c_')
  const bare = cyclic ? id.slice(2) : id
  if (!/^(?:[cfnhos]\d*)+$/.test(bare)) return id
  return (cyclic ? 'c-' : '') + bare.toUpperCase().replaceAll(/\d/g, digit => SUBSCRIPTS[Number(digit)] as string)
}

/** What a factor is for: `ar5/ch4_fossil`, `diesel/manufacturing`, `cement_clinker`. `own` is the server's name. */
export function subjectName(kind: string, subject: string, own: Label | null, language: Language, t: Translate): string {
  const name = labelIn(own, language)
  const brackets = (head: string, tail: string) => (tail ? (language === 'zh' ? `${head}（${tail}）` : `${head}, ${tail}`) : head)
  if (kind === 'gwp') {
    const [set = '', gas = ''] = subject.includes('/') ? subject.split('/') : ['', subject]
    const [, formula = gas, origin = ''] = /^(.*?)(?:_(fossil|biogenic))?$/.exec(gas) ?? []
    return brackets(gasFormula(formula), [origin ? t(`gwp.${origin}`, { defaultValue: origin }) : '', set.toUpperCase()].filter(Boolean).join(language === 'zh' ? '，' : ', '))
  }
  if (kind === 'process') return t(`process.${subject}`, { defaultValue: name || subject })
  const [carrier, sector] = subject.split('/')
  if (!sector) return name || subject
  // The server names the carrier and leaves the sector as it is written in the table.
  const head = name.split(/[,，]/)[0] || carrier || subject
  return brackets(head, t(`sector.${sector}`, { defaultValue: sector.replaceAll('_', ' ') }))
}

/** Names as this reader reads them. */
export function useNames() {
  const { t: translate } = useTranslation()
  const { language } = usePrefs()
  return useMemo(() => {
    const t: Translate = (key, options) => translate(key, options)
    const label = (one: Label | null | undefined) => labelIn(one, language)
    return {
      label,
      field: (id: string, own?: Label | null) => t(`field.${id}`, { defaultValue: label(own) || id }),
      scope: (id: string, own?: Label | null) => t(`scope.${id}`, { defaultValue: label(own) || id }),
      /** Sectors of a file without a classification have words for codes; those we know have names in both languages. */
      industry: (item: Item | null | undefined) => (item ? t(`industry.${item.id}`, { defaultValue: label(item.label) || item.id }) : ''),
      /** A member of any dimension. */
      member: (dim: string, item: Item | null | undefined): string => {
        if (!item) return ''
        if (dim === 'field' || dim === 'scope' || dim === 'industry') return t(`${dim}.${item.id}`, { defaultValue: label(item.label) || item.id })
        return label(item.label) || item.id
      },
      kind: (id: string) => t(`kind.${id}`, { defaultValue: id.replaceAll('_', ' ') }),
      subject: (kind: string, subject: string, own: Label | null) => subjectName(kind, subject, own, language, t),
    }
  }, [translate, language])
}
