import { READINGS_SERVED } from '@/api/readings'
import type { IconName } from '@/components/Icon'

/** The pages that exist, in the order of the job: see, then trust. */
export const PAGES = [
  { id: 'overview', icon: 'overview', group: 'see' },
  { id: 'map', icon: 'map', group: 'see' },
  { id: 'flow', icon: 'flow', group: 'see' },
  { id: 'trend', icon: 'trend', group: 'see' },
  { id: 'table', icon: 'table', group: 'see' },
  { id: 'data', icon: 'data', group: 'trust' },
  { id: 'meters', icon: 'meters', group: 'trust' },
  { id: 'quality', icon: 'quality', group: 'trust' },
  { id: 'findings', icon: 'findings', group: 'trust' },
  { id: 'publications', icon: 'publications', group: 'trust' },
  { id: 'sources', icon: 'sources', group: 'trust' },
].filter(({ id }) => READINGS_SERVED || !['meters', 'quality', 'publications'].includes(id)) as { id: string; icon: IconName; group: 'see' | 'trust' }[]

/** Those that stand in a phone's bottom bar; the rest is behind "more". */
export const BOTTOM = ['overview', 'map', 'flow', 'trend']
