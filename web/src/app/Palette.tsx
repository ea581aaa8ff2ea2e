import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useEnterprises, usePlaces } from '@/api/queries'
import { Icon } from '@/components/Icon'
import { type PickItem, PickList } from '@/components/PickList'
import { useCut } from '@/cut/useCut'
import { useLabel } from '@/i18n'
import { PAGES } from './pages'

/** Ctrl K: places, enterprises, pages. */
export default function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const label = useLabel()
  const navigate = useNavigate()
  const { region, regions, hrefOf, setCut } = useCut()
  const [query, setQuery] = useState('')
  const [asked, setAsked] = useState('')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  useEffect(() => {
    const timer = setTimeout(() => setAsked(query.trim()), 120)
    return () => clearTimeout(timer)
  }, [query])
  const places = usePlaces(asked ? region.id : null, { q: asked, limit: 12 })
  const enterprises = useEnterprises(asked && region.has_enterprises ? region.id : null, { q: asked, limit: 8 })
  const wanted = query.trim().toLowerCase()
  const matches = (text: string) => !wanted || text.toLowerCase().includes(wanted)
  const then = (work: () => void) => () => {
    close()
    work()
  }
  const levelName = (id: string) => label(region.levels.find((level) => level.id === id)?.name)
  const items: PickItem[] = [
    ...(wanted ? (places.data ?? []) : []).map((place) => ({
      id: `place/${place.code}`,
      group: t('palette.places'),
      icon: <Icon name="place" />,
      label: label(place.name),
      hint: levelName(place.level),
      pick: then(() => setCut({ place: place.code, enterprise: null })),
    })),
    ...(wanted ? (enterprises.data?.rows ?? []) : []).map((one) => ({
      id: `enterprise/${one.code}`,
      group: t('palette.enterprises'),
      icon: <Icon name="factory" />,
      label: label(one.name),
      hint: one.code,
      pick: then(() => void navigate(hrefOf('/table', { rows: 'enterprise', place: one.place.id, q: one.code }))),
    })),
    ...PAGES.filter((page) => matches(t(`nav.${page.id}`)) || matches(page.id)).map((page) => ({
      id: `page/${page.id}`,
      group: t('palette.pages'),
      icon: <Icon name={page.icon} />,
      label: t(`nav.${page.id}`),
      pick: then(() => void navigate(hrefOf(`/${page.id}`))),
    })),
    ...regions
      .filter((one) => one.id !== region.id && (matches(label(one.name)) || matches(one.id)))
      .map((one) => ({
        id: `region/${one.id}`,
        group: t('palette.regions'),
        icon: <Icon name="globe" />,
        label: label(one.name),
        pick: then(() => setCut({ region: one.id })),
      })),
  ]
  return (
    // The dialog element closes on Escape by itself; a click on its backdrop is a click on the element.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog ref={dialog} className="palette" aria-label={t('palette.open')} onClose={close} onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      <PickList label={t('palette.open')} placeholder={t('palette.placeholder')} query={query} onQuery={setQuery} items={items} empty={t('cut.nothing')} />
    </dialog>
  )
}
