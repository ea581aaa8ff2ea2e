import { theme as algorithms, type ThemeConfig } from 'antd'
import { useMemo } from 'react'
import { useDark, useNarrow } from './prefs'

const TOKENS = {
  light: { accent: '#0b666c', ink: '#131a1c', ink2: '#4c595d', ink3: '#667276', ground: '#ffffff', raised: '#ffffff', line: '#e3e8e8', lineStrong: '#9aa5a8', error: '#a3271f', warn: '#8a5200', good: '#1b6b3a', onAccent: '#ffffff' },
  dark: { accent: '#5cc6c4', ink: '#e9eef0', ink2: '#aeb9bd', ink3: '#8d999e', ground: '#0d1113', raised: '#171d20', line: '#252d31', lineStrong: '#5d6a70', error: '#f28b82', warn: '#e8b25c', good: '#7bc795', onAccent: '#06201f' },
} as const

const still = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches

/** Ant Design in our clothes. The same values as tokens.css, which everything else uses. */
export function useAntTheme(): ThemeConfig {
  const dark = useDark()
  const narrow = useNarrow()
  return useMemo(() => {
    const c = TOKENS[dark ? 'dark' : 'light']
    return {
      algorithm: dark ? algorithms.darkAlgorithm : algorithms.defaultAlgorithm,
      cssVar: { key: dark ? 'dark' : 'light' },
      hashed: false,
      token: {
        colorPrimary: c.accent,
        colorInfo: c.accent,
        colorLink: c.accent,
        colorError: c.error,
        colorWarning: c.warn,
        colorSuccess: c.good,
        colorTextBase: c.ink,
        colorText: c.ink,
        colorTextSecondary: c.ink2,
        colorTextTertiary: c.ink3,
        colorTextDescription: c.ink3,
        colorTextPlaceholder: c.ink3,
        colorBgBase: c.ground,
        colorBgContainer: c.ground,
        colorBgElevated: c.raised,
        colorBorder: c.lineStrong,
        colorBorderSecondary: c.line,
        colorSplit: c.line,
        colorTextLightSolid: c.onAccent,
        borderRadius: 7,
        fontSize: 14,
        controlHeight: narrow ? 44 : 36,
        fontFamily: 'var(--font)',
        // Ant Design shows a list only once its entry has ended; where the page has no motion it must know of none.
        motion: !still,
        motionDurationMid: '0.12s',
        motionDurationSlow: '0.18s',
        boxShadow: 'var(--shadow)',
        boxShadowSecondary: 'var(--shadow)',
      },
      components: {
        Table: { headerBg: 'transparent', headerSplitColor: 'transparent', cellPaddingBlockMD: 8, cellPaddingInlineMD: 12, headerColor: c.ink2, rowHoverBg: dark ? '#13181b' : '#f5f7f7', headerSortActiveBg: 'transparent', headerSortHoverBg: dark ? '#13181b' : '#f5f7f7', bodySortBg: 'transparent' },
        Segmented: { itemSelectedColor: c.ink, itemColor: c.ink2, trackBg: dark ? '#171d20' : '#eef1f1', itemSelectedBg: dark ? '#2b3539' : '#ffffff' },
        Tooltip: { colorBgSpotlight: dark ? '#e9eef0' : '#131a1c', colorTextLightSolid: dark ? '#131a1c' : '#ffffff' },
        Drawer: { colorBgElevated: c.ground },
        Modal: { contentBg: c.raised, headerBg: c.raised },
      },
    }
  }, [dark, narrow])
}
