/** Line icons of one hand: 20 units wide, stroke 1.6. */
const PATHS = {
  overview: 'M3 11.5 10 4l7 7.5M5.5 9.5V16h9V9.5',
  map: 'M3 5.5 7.5 3.500l5 2 4.5-2v11l-4.5 2-5-2L3 16.500zM7.5 3.500v11M12.5 5.500v11',
  flow: 'M3 5h3c5 0 4 5 9 5h2M3 15h3c5 0 4-5 9-5M3 10h3',
  whose: 'M6.500 12.500a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM13.500 13.500a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM6 4.500c3-2 6-1.500 8 .500M14 15.500c-3 2-6 1.500-8-.500',
  exchange: 'M3 7h11m0 0-3-3m3 3-3 3M17 13H6m0 0 3-3m-3 3 3 3',
  siting: 'M6 9.500s3-2.800 3-5a3 3 0 0 0-6 0c0 2.200 3 5 3 5zM14.500 17.500s3-2.800 3-5a3 3 0 0 0-6 0c0 2.200 3 5 3 5zM6 12v3.500h5',
  grid: 'M10 7 5 14M10 7l5 7M5.500 15.500h9M10 6.500a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400zM4 17a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM16 17a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z',
  partnerships: 'M7 8.500a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600zM13 8.500a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600zM2.500 16c.4-3 2-4.700 4.500-4.700 1.300 0 2.300.5 3 1.300.7-.8 1.700-1.300 3-1.300 2.500 0 4.100 1.700 4.500 4.700M10 12.600V16',
  trend: 'M3 16.500h14M3.5 13l4-5 3.5 3 5.5-7',
  table: 'M3 4.500h14v11H3zM3 8.500h14M8 8.500v7',
  cluster: 'M6 8.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM14.500 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8.500 16.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8.300 6.700l4.300.900M6.600 8.500l1.300 4.100M13.200 9.600l-3.400 3.500',
  city: 'M3.500 16.500h13M5 16.500V7l4-2.500v12M9 8.500h6v8M11.500 11h1M11.500 13.500h1M6.800 9h.100M6.800 12h.100',
  compare: 'M7.500 3.500v13M12.500 3.500v13M3 6.500h4.500M3 10h3M12.500 8h4.500M12.500 12h3',
  data: 'M10 12.500v-9m0 0L6.5 7M10 3.5 13.5 7M3.5 12.500V16h13v-3.5',
  meters: 'M3.500 14.500a7.500 7.500 0 1 1 13 0M10 12l3.500-4.500M10 13.200a1.200 1.200 0 1 0 0-2.400 1.200 1.200 0 0 0 0 2.400z',
  quality: 'M10 3 16 5v5c0 3.500-2.500 6-6 7.500C6.500 16 4 13.500 4 10V5zM7.3 10.2l2 2 3.500-4',
  publications: 'M4 3.500h12v13H4zM7 7h6M7 10h6M7 13h2.500M12.5 13h.500',
  findings: 'M10 3 17.5 16.500h-15zM10 8.500v3.500M10 14.200v.1',
  sources: 'M4 3.500h9.500L16 6v10.500H4zM7 8h6M7 11h6M7 14h3.5',
  search: 'M9 14.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  down: 'm5 8 5 5 5-5',
  right: 'm8 5 5 5-5 5',
  left: 'm12 5-5 5 5 5',
  close: 'm5 5 10 10M15 5 5 15',
  check: 'm4 10.5 4 4 8-9',
  explain: 'M4 4.500v4a3 3 0 0 0 3 3h8M4 8.500v4a3 3 0 0 0 3 3h4M13 9l2.5 2.500L13 14',
  download: 'M10 3.500v9m0 0L6.5 9M10 12.5 13.5 9M3.5 13.500v3h13v-3',
  chart: 'M4 16.500v-6M8 16.500v-11M12 16.500v-8M16 16.500v-4',
  link: 'M8.5 11.500a3 3 0 0 0 4.200 0l2.800-2.800a3 3 0 0 0-4.200-4.200l-1 1M11.5 8.500a3 3 0 0 0-4.200 0l-2.800 2.800a3 3 0 0 0 4.200 4.200l1-1',
  user: 'M10 10a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM4 16.500c.6-3 3-4.5 6-4.500s5.400 1.5 6 4.5',
  sun: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 2.500v1.500M10 16v1.500M2.5 10H4M16 10h1.500M4.700 4.700l1 1M14.300 14.300l1 1M4.700 15.300l1-1M14.300 5.700l1-1',
  globe: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM3 10h14M10 3c4.5 4 4.5 10 0 14M10 3c-4.5 4-4.5 10 0 14',
  place: 'M10 17.500s5.5-5 5.5-9a5.5 5.5 0 0 0-11 0c0 4 5.5 9 5.5 9zM10 10.300a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600z',
  factory: 'M3 16.500V8l4.5 3V8l4.5 3V3.500h3.500v13z',
  play: 'M6 4v12l10-6z',
  pause: 'M6.5 4v12M13.5 4v12',
  copy: 'M7 7h9.500v9.500H7zM13 7V3.500H3.500V13H7',
  file: 'M5 3h6.500L15 6.500V17H5zM11.5 3v3.500H15',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth={name === 'more' ? 2.4 : 1.5} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

/** The mark: streams that meet in one river. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" stroke="var(--accent)" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M16 29v-7" strokeWidth="4.2" />
      <path d="M16 22c0-5-8-5-8-12V8M16 22c0-5 8-5 8-12V8" strokeWidth="3" />
      <path d="M8 10C8 7 4 7 4 3M8 10c0-3 4-3 4-7M24 10c0-3-4-3-4-7M24 10c0-3 4-3 4-7" strokeWidth="2" />
    </svg>
  )
}
