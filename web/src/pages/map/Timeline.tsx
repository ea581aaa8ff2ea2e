import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/components/Icon'

/** One year's rest while playing, in ms: long enough to see what changed. */
const STEP_MS = 800

/** The years as a slider, with play. Playing is a wish of the reader and has no motion of its own: the colours change, nothing moves. */
export function Timeline({ years, year, onYear, said }: {
  years: readonly string[]
  year: number
  onYear: (year: string) => void
  /** What the whole and the slider are called where it is not years that pass. */
  said?: { group: string; slider: string }
}) {
  const { t } = useTranslation()
  const [playing, setPlaying] = useState(false)
  const now = useRef({ years, year, onYear })
  useLayoutEffect(() => {
    now.current = { years, year, onYear }
  })
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => {
      const { years, year, onYear } = now.current
      const next = years[year + 1]
      if (next === undefined) setPlaying(false)
      else {
        onYear(next)
        if (year + 2 >= years.length) setPlaying(false)
      }
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [playing])
  if (years.length < 2 || year < 0) return <div className="timeline" />
  const last = years.length - 1
  return (
    <div className="timeline" role="group" aria-label={said?.group ?? t('map.time')}>
      <button
        type="button"
        className="timeline-play"
        aria-label={playing ? t('map.pause') : t('map.play')}
        onClick={() => {
          if (!playing && year >= last) onYear(years[0] as string)
          setPlaying(!playing)
        }}
      >
        <Icon name={playing ? 'pause' : 'play'} size={18} />
      </button>
      <strong className="timeline-now">{years[year]}</strong>
      <div className="timeline-track">
        <input
          type="range"
          min={0}
          max={last}
          step={1}
          value={year}
          aria-label={said?.slider ?? t('map.year')}
          aria-valuetext={years[year]}
          style={{ ['--at' as string]: `${(year / last) * 100}%` }}
          onChange={event => {
            setPlaying(false)
            onYear(years[Number(event.target.value)] as string)
          }}
        />
        <div className="timeline-ends" aria-hidden="true">
          <span>{years[0]}</span>
          <span>{years[last]}</span>
        </div>
      </div>
    </div>
  )
}
