import { useTranslation } from 'react-i18next'
import { ChartFrame } from '@/components/ChartFrame'
import { Pick } from '@/components/Pick'
import { useSvgPictures } from '@/components/svgPicture'
import { useParam } from '@/cut/useCut'
import type { FrameTable } from '@/format/csv'
import { Front, type FrontPoint } from './Front'

/** Choices that cannot be bettered, by two aims that the reader picks; the aims stand in the address. Nothing where there is but one aim. */
export function FrontFrame<A extends string>({ aims, first, points, chosen, onChoose, width, title, summary, table, name, note }: {
  aims: readonly A[]
  /** What is drawn across and up before a reader picks. */
  first: readonly [A, A]
  /** A choice's figures by aim, less is better. */
  points: readonly { key: string; name: string; of: (aim: A) => number }[]
  chosen: string | null
  onChoose: (key: string) => void
  width: number
  title: string
  summary: string
  table: FrameTable | null
  name: string
  note: string
}) {
  const { t } = useTranslation()
  const [xAim, setX] = useParam('x', first[0])
  const [yAim, setY] = useParam('y', first[1])
  const [svg, pictures] = useSvgPictures(title, note)
  if (aims.length < 2 || points.length === 0) return null
  const x = aims.find(aim => aim === xAim) ?? (aims[0] as A)
  const y = aims.find(aim => aim === yAim && aim !== x) ?? (aims.find(aim => aim !== x) as A)
  const named = (aim: A) => ({ value: aim as string, label: t(`siting.aim.${aim}`) })
  const drawn: FrontPoint[] = points.map(one => ({ key: one.key, name: one.name, x: one.of(x), y: one.of(y) }))
  return (
    <ChartFrame
      title={title}
      summary={summary}
      table={table}
      name={name}
      note={note}
      pictures={pictures}
      controls={
        <>
          <Pick label={t('siting.across')} value={x} width={150} onChange={next => setX(next ?? first[0])} options={aims.map(named)} />
          <Pick label={t('siting.up')} value={y} width={150} onChange={next => setY(next ?? first[1])} options={aims.filter(aim => aim !== x).map(named)} />
        </>
      }
    >
      <Front svgRef={svg} points={drawn} chosen={chosen} onChoose={onChoose} xName={t(`siting.axis.${x}`)} yName={t(`siting.axis.${y}`)} width={width} height={Math.round(Math.max(260, Math.min(380, width * 0.45)))} label={title} />
    </ChartFrame>
  )
}
