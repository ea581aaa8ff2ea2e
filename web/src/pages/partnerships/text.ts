/** Words of partnerships in the reader's language. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useTopics } from '@/api/partners'
import type { Label } from '@/api/types'
import { useFormat } from '@/format/useFormat'
import { usePrefs } from '@/app/prefs'
import { labelIn } from '@/i18n'
import { dayOf, money } from './plan'

/** A topic with its name, as an answer gives it. */
export type NamedTopic = { id: string; group: string; name: Label }
const NONE: readonly NamedTopic[] = []

/** `more` are topics that an answer names beside those of the plan's list. */
export function usePairText(more: readonly NamedTopic[] = NONE) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const format = useFormat()
  const topics = useTopics()
  return useMemo(() => {
    const served = new Map([...more, ...(topics.data ?? [])].map(one => [one.id, one]))
    const topicGroup = (id: string) => served.get(id)?.group ?? ''
    const topicName = (id: string) => labelIn(served.get(id)?.name, language) || id
    return {
      /** `23 Nov 2026`, `2026年11月23日`; a dash where there is none. */
      date: (date: string | null | undefined) => {
        const day = dayOf(date?.slice(0, 10))
        return day === null ? '–' : new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: language === 'zh' ? 'long' : 'medium', timeZone: 'UTC' }).format(new Date(day * 86_400_000))
      },
      money: (amount: number | null | undefined, currency: string) => money(amount, currency, language),
      topicGroup,
      topicName,
      /** With the number of a goal: `SDG 7 · Affordable and Clean Energy`. */
      topicLong: (id: string) => (topicGroup(id) === 'sdg' ? `${t('pair.sdg', { n: Number(id.replace(/\D+/g, '')) })} · ${topicName(id)}` : topicName(id)),
      topics: topics.data ?? [],
      /** `emissions`, `indicator:carbon_intensity`, `budget` in words. */
      what: (what: string) => (what.startsWith('indicator:') ? t(`indicator.${what.slice(10)}`, { defaultValue: what.slice(10) }) : t(`pair.what.${what}`, { defaultValue: what })),
      detail: (detail: string) => t(`pair.detail.${detail}`, { defaultValue: detail }),
      number: (value: number) => format.exact(value),
    }
  }, [t, language, topics.data, format, more])
}
export type PairText = ReturnType<typeof usePairText>
