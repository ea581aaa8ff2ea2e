import { useTranslation } from 'react-i18next'
import type { ToolAnswer } from '@/api/board'
import { FindingRows } from '../findings/FindingRows'

const SHOWN = 12

/** What was noticed on the way, each thing once: with an answer above it, without one in its place. `entry` names what a file has by an id. */
export function Findings({ answer, entry }: { answer: ToolAnswer | null | undefined; entry?: (id: string) => string }) {
  const { t } = useTranslation()
  // Months of one exchange say the same; what each adds is put together.
  const added = new Map<string, number>()
  for (const one of answer?.findings ?? []) if (one.params.kg) added.set(one.message, (added.get(one.message) ?? 0) + Number(one.params.kg))
  const all = [...new Map((answer?.findings ?? []).map(one => [`${one.message} ${one.location?.file ?? ''} ${one.location?.row ?? ''} ${one.location?.column ?? ''}`, one])).values()].map(one => named(one, entry, added.get(one.message)))
  if (all.length === 0) return null
  const grave = all.some(one => one.severity === 'error')
  return (
    <details className="ex-findings" open={grave || undefined}>
      <summary>{t('exchange.findings', { count: all.length })}</summary>
      <FindingRows findings={all.slice(0, SHOWN)} />
      {all.length > SHOWN ? <p className="muted">{t('exchange.findingsMore', { n: all.length - SHOWN })}</p> : null}
    </details>
  )
}

type Found = ToolAnswer['findings'][number]

/** The finding with its entries by name, and with what all months add. */
function named(one: Found, entry: ((id: string) => string) | undefined, kg: number | undefined): Found {
  const params: Record<string, string> = { ...one.params, ...(kg === undefined ? {} : { kg: String(Math.round(kg)) }) }
  if (!entry) return { ...one, params }
  let { message } = one
  for (const key of ['offer', 'need'] as const) {
    const id = params[key]
    if (!id) continue
    params[key] = entry(id)
    message = message.replace(new RegExp(`(?<!\\w)${id.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\w)`), () => entry(id))
  }
  return { ...one, params, message }
}
