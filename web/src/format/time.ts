import type { Language } from '@/app/prefs'

/** `12 Mar 2021, 11:04`; what is no time stays as it is. */
export function timeText(iso: string, language: Language): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(date)
}
