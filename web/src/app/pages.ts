import type { IconName } from '@/components/Icon'

/** The groups of pages, in the order of the job. */
export const GROUPS = ['see', 'together', 'trust'] as const

/** The pages that exist, in the order of the job: see, act together, trust. */
export const PAGES: { id: string; icon: IconName; group: (typeof GROUPS)[number] }[] = [
  { id: 'overview', icon: 'overview', group: 'see' },
  { id: 'map', icon: 'map', group: 'see' },
  { id: 'flow', icon: 'flow', group: 'see' },
  { id: 'whose', icon: 'whose', group: 'see' },
  { id: 'grid', icon: 'grid', group: 'see' },
  { id: 'trend', icon: 'trend', group: 'see' },
  { id: 'table', icon: 'table', group: 'see' },
  { id: 'cluster', icon: 'cluster', group: 'together' },
  { id: 'city', icon: 'city', group: 'together' },
  { id: 'compare', icon: 'compare', group: 'together' },
  { id: 'exchange', icon: 'exchange', group: 'together' },
  { id: 'siting', icon: 'siting', group: 'together' },
  { id: 'partnerships', icon: 'partnerships', group: 'together' },
  { id: 'data', icon: 'data', group: 'trust' },
  { id: 'meters', icon: 'meters', group: 'trust' },
  { id: 'quality', icon: 'quality', group: 'trust' },
  { id: 'findings', icon: 'findings', group: 'trust' },
  { id: 'publications', icon: 'publications', group: 'trust' },
  { id: 'sources', icon: 'sources', group: 'trust' },
]

/** Those that stand in a phone's bottom bar; the rest is behind "more". */
export const BOTTOM = ['overview', 'map', 'flow', 'trend']
