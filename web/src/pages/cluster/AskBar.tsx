import { useTranslation } from 'react-i18next'
import type { StructureSource } from '@/api/cities'
import { usePlaceTree } from '@/app/CutBar'
import { Pick } from '@/components/Pick'
import { useCut } from '@/cut/useCut'
import { useLabel } from '@/i18n'
import { levelsBelow } from '../map/useMapData'
import type { AskState } from './useAsk'

/** What is compared: the ledger or a kept table, which places, by what. */
export function AskBar({ state, source, link = false }: { state: AskState; source: StructureSource | null; link?: boolean }) {
  const { t } = useTranslation()
  const { cut, region } = useCut()
  const label = useLabel()
  const tree = usePlaceTree(region.id)
  const options = [
    ...(state.ledger ? [{ value: 'ledger', label: t('cluster.ledger') }] : []),
    ...state.usable.map(one => ({ value: String(one.id), label: `${one.name}${one.synthetic ? ` · ${t('synthetic.short')}` : ''}` })),
  ]
  const levels = levelsBelow(tree.byCode.get(cut.place), region, tree.places)
  const inLedger = state.table === null && state.ledger
  return (
    <>
      {options.length > 1 ? <Pick label={t('cluster.from')} value={state.table ? String(state.table.id) : 'ledger'} onChange={next => state.setOf(next === null || next === 'ledger' ? (state.ledger ? '' : (next ?? '')) : next)} options={options} /> : null}
      {inLedger && levels.length > 1 ? (
        <Pick
          label={t('cluster.level')}
          value={source?.level?.id ?? (state.level || null)}
          onChange={next => state.setLevel(next ?? '')}
          options={levels.map(id => ({ value: id, label: label(region.levels.find(one => one.id === id)?.name) }))}
        />
      ) : null}
      {inLedger && region.dims.fields.length > 1 && region.dims.industries.length > 1 ? (
        <Pick
          label={t('cluster.by')}
          value={source?.by ?? (state.by || 'industry')}
          onChange={next => state.setBy(next === 'industry' ? '' : (next ?? ''))}
          options={(['industry', 'field'] as const).map(id => ({ value: id, label: t(`dim.${id}`) }))}
        />
      ) : null}
      {link ? (
        <Pick
          label={t('cluster.linkage')}
          value={state.linkage}
          onChange={next => state.setLinkage(next ?? 'average')}
          options={(['average', 'complete', 'single', 'weighted', 'ward'] as const).map(id => ({ value: id, label: t(`cluster.link.${id}`) }))}
        />
      ) : null}
    </>
  )
}
