import type { IconName } from '@/components/Icon'

/** The pages that exist, in the order of the job: see, then trust. */
export const PAGES: { id: string; icon: IconName; group: 'see' | 'trust' }[] = [
  { id: 'overview', icon: 'overview', group: 'see' },
  { id: 'map', icon: 'map', group: 'see' },
  { id: 'flow', icon: 'flow', group: 'see' },
  { id: 'whose', icon: 'whose', group: 'see' },
  { id: 'grid', icon: 'grid', group: 'see' },
  { id: 'trend', icon: 'trend', group: 'see' },
  { id: 'table', icon: 'table', group: 'see' },
  { id: 'data', icon: 'data', group: 'trust' },
  { id: 'meters', icon: 'meters', group: 'trust' },
  { id: 'quality', icon: 'quality', group: 'trust' },
  { id: 'findings', icon: 'findings', group: 'trust' },
  { id: 'publications', icon: 'publications', group: 'trust' },
  { id: 'sources', icon: 'sources', group: 'trust' },
]

/** Those that stand in a phone's bottom bar; the rest is behind "more". */
export const BOTTOM = ['overview', 'map', 'flow', 'trend']
