import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useLocation } from 'react-router'
import { Attribution } from '@/components/Attribution'
import { Icon, Mark } from '@/components/Icon'
import { Pop } from '@/components/Pop'
import { SyntheticRibbon } from '@/components/Ribbon'
import { useCut } from '@/cut/useCut'
import { AccountMenu } from './AccountMenu'
import { CutBar } from './CutBar'
import { BOTTOM, GROUPS, PAGES } from './pages'
import { ExplainDrawer } from './parts'
import { ReaderMenu } from './ReaderMenu'
import './shell.css'

const loadPalette = () => import('./Palette')
const Palette = lazy(loadPalette)

/** The frame around every page: navigation, where and when, the page, who made the data. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const { hrefOf, parameters } = useCut()
  const { pathname } = useLocation()
  const [palette, setPalette] = useState(false)
  // Fetched when the page rests, so that what is typed after Ctrl K is not lost.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), 1500)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setPalette((open) => !open)
      }
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])
  // A new page begins at its top.
  useEffect(() => {
    // In braces: newer browsers return a promise, and React would take it for a clean-up.
    void scrollTo(0, 0)
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [pathname])
  const link = (id: string, icon: (typeof PAGES)[number]['icon'], className: string, close?: () => void) => (
    <NavLink key={id} to={hrefOf(`/${id}`)} className={className} onClick={close}>
      <Icon name={icon} size={20} />
      <span>{t(`nav.${id}`)}</span>
    </NavLink>
  )
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <nav className="shell-nav" aria-label={t('nav.label')}>
        <NavLink to={hrefOf('/overview')} className="brand" aria-label={t('nav.home')}>
          <Mark size={26} />
          <span>Carbonshed</span>
        </NavLink>
        {GROUPS.map((group) => (
          <div key={group} className="nav-group">
            <div className="nav-head">{t(`nav.group.${group}`)}</div>
            {PAGES.filter((page) => page.group === group).map((page) => link(page.id, page.icon, 'nav-link'))}
          </div>
        ))}
      </nav>
      <header className="shell-head">
        <CutBar />
        <div className="shell-tools">
          <button type="button" className="bare search-button" onClick={() => setPalette(true)} aria-label={t('palette.open')} aria-keyshortcuts="Control+K">
            <Icon name="search" />
            <kbd>Ctrl K</kbd>
          </button>
          <ReaderMenu />
          <AccountMenu />
        </div>
      </header>
      <main className="shell-main" id="main" tabIndex={-1}>
        <SyntheticRibbon />
        {children}
        <Attribution />
      </main>
      <nav className="shell-bottom" aria-label={t('nav.label')}>
        {PAGES.filter((page) => BOTTOM.includes(page.id)).map((page) => link(page.id, page.icon, 'bottom-link'))}
        <Pop
          label={t('nav.more')}
          className={`bottom-link${BOTTOM.some((id) => pathname.startsWith(`/${id}`)) ? '' : ' active'}`}
          button={
            <>
              <Icon name="more" size={20} />
              <span>{t('nav.more')}</span>
            </>
          }
        >
          {(close) => <div className="menu">{PAGES.filter((page) => !BOTTOM.includes(page.id)).map((page) => link(page.id, page.icon, 'menu-item', close))}</div>}
        </Pop>
      </nav>
      <Suspense fallback={null}>
        {palette ? <Palette close={() => setPalette(false)} /> : null}
        {parameters.has('explain') ? <ExplainDrawer /> : null}
      </Suspense>
    </div>
  )
}

/** The frame while the regions are on their way: the same shape, so that nothing jumps. */
export function ShellSkeleton({ children }: { children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="shell" aria-busy="true">
      <div className="shell-nav">
        <div className="brand">
          <Mark size={26} />
          <span>Carbonshed</span>
        </div>
        {GROUPS.map((group) => (
          <div key={group} className="nav-group">
            <div className="nav-head">{t(`nav.group.${group}`)}</div>
            {PAGES.filter((page) => page.group === group).map((page) => (
              <div key={page.id} className="nav-link">
                <Icon name={page.icon} size={20} />
                <span>{t(`nav.${page.id}`)}</span>
              </div>
            ))}
          </div>
        ))}
      </div>
      <header className="shell-head" />
      <main className="shell-main" id="main">
        <div className="page">{children}</div>
      </main>
    </div>
  )
}
