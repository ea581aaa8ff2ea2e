import { type RefObject, useEffect, useRef } from 'react'
import { useDark } from '@/app/prefs'
import { readToken } from '@/format/colours'
import { type ECharts, type EChartsCoreOption, init } from './echarts'

/** Colours of structure for canvases, as the theme now has them. */
export const structure = () => ({
  ground: readToken('--ground'),
  raised: readToken('--raised'),
  sunken: readToken('--sunken'),
  ink: readToken('--ink'),
  ink2: readToken('--ink-2'),
  ink3: readToken('--ink-3'),
  line: readToken('--line'),
  lineStrong: readToken('--line-strong'),
  accent: readToken('--accent'),
  font: readToken('--font'),
})

const reduced = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/**
 * An ECharts canvas. `option` is a function, called again when the theme changes, so that canvas colours follow.
 * The picture is for the eye only: its words and its table stand in the ChartFrame around it.
 */
export function Chart({ option, height, chart, onClick, deps }: {
  option: () => EChartsCoreOption
  height: number | string
  chart?: RefObject<ECharts | null>
  onClick?: (event: { name?: string; dataIndex?: number; seriesId?: string; data?: unknown; dataType?: string }) => void
  /** What the option depends on. */
  deps: unknown[]
}) {
  const box = useRef<HTMLDivElement>(null)
  const own = useRef<ECharts | null>(null)
  const click = useRef(onClick)
  click.current = onClick
  const dark = useDark()
  useEffect(() => {
    const element = box.current
    if (!element) return
    const instance = init(element)
    own.current = instance
    if (chart) chart.current = instance
    instance.on('click', (event) => click.current?.(event as never))
    const observer = new ResizeObserver(() => instance.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      instance.dispose()
      own.current = null
      if (chart) chart.current = null
    }
  }, [chart])
  useEffect(() => {
    const s = structure()
    own.current?.setOption(
      { textStyle: { fontFamily: s.font, color: s.ink2 }, animation: !reduced(), animationDuration: 240, animationDurationUpdate: 240, ...option() },
      { notMerge: true },
    )
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [dark, ...deps])
  return <div ref={box} style={{ height, width: '100%' }} aria-hidden="true" />
}

/** Downloads of a chart as it stands. */
export const picturesOf = (chart: RefObject<ECharts | null>) => ({
  png: async () => {
    const url = chart.current?.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: readToken('--ground') }) ?? ''
    return (await fetch(url)).blob()
  },
  svg: async () => {
    const live = chart.current
    if (!live) return new Blob()
    const still = init(null, null, { renderer: 'svg', ssr: true, width: live.getWidth(), height: live.getHeight() })
    still.setOption({ ...live.getOption(), animation: false, backgroundColor: readToken('--ground') })
    const text = still.renderToSVGString()
    still.dispose()
    return new Blob([text], { type: 'image/svg+xml' })
  },
})
