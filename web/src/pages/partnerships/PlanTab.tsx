import { Segmented } from 'antd'
import { type ReactNode, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type ItemKind, type Partnership, type Plan, type PlanItem, useIndicators, usePlan } from '@/api/partners'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { Pop } from '@/components/Pop'
import { ScrollTable } from '@/components/ScrollTable'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { Gantt } from './Gantt'
import { IndicatorTable } from './IndicatorTable'
import { ItemForm, type Writing } from './ItemForm'
import { BudgetTables, PublicMark, SideTag, StatusTag } from './parts'
import { board, dateOf, dayOf, ganttRows, ganttScale, gravest, itemsOf } from './plan'
import { ProjectDrawer } from './ProjectDrawer'
import { usePairText } from './text'

const VIEWS = ['board', 'gantt'] as const
const NEW: Exclude<ItemKind, 'document'>[] = ['project', 'milestone', 'budget', 'indicator', 'risk', 'decision', 'institution', 'contact', 'vision', 'topic']

/** The plan of both: what they want, what they do for it, who, when, with what money. */
export function PlanTab({ pair }: { pair: Partnership }) {
  const { parameters } = useCut()
  const version = parameters.get('version') ?? undefined
  const { data, error, refetch } = usePlan(pair.id, version)
  return (
    <div className="pair-body">
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data ? <PlanView pair={pair} plan={data} old={version !== undefined} /> : error ? null : <span className="bone" style={{ width: '100%', height: 420 }} aria-hidden="true" />}
    </div>
  )
}

function PlanView({ pair, plan, old }: { pair: Partnership; plan: Plan; old: boolean }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const label = useLabel()
  const text = usePairText()
  const format = useFormat()
  const [view, setView] = useParam('view', 'board')
  const [open, setOpen] = useParam('project', '')
  const [writing, setWriting] = useState<Writing | null>(null)
  const indicators = useIndicators(pair.id)
  const may = !old && (pair.role_here === 'editor' || pair.role_here === 'lead')
  const city = (side: 'a' | 'b') => label(pair[side].city)
  const edit = (item: PlanItem) => (item.kind === 'document' ? null : setWriting({ kind: item.kind, item }))
  const hasProject = plan.items.some(item => item.kind === 'project')
  const visions = itemsOf(plan.items, 'vision')
  const topics = itemsOf(plan.items, 'topic')
  const theirs = pair.my_side === 'a' ? 'b' : 'a'
  return (
    <>
      {old ? (
        <p className="note">
          {t('pair.oldVersion', { n: plan.version, date: text.date(plan.at) })} <Link to={hrefOf(`/partnerships/${pair.id}`, { tab: 'plan' })}>{t('pair.toNewest')}</Link>
        </p>
      ) : null}
      <div className="pair-section-head">
        <p className="muted pair-sees">{plan.sees.length === 0 ? t('pair.seesNothing', { city: city(theirs) }) : t('pair.seesOf', { city: city(theirs), list: plan.sees.map(one => t('pair.seesOne', { what: text.what(one.what), detail: text.detail(one.detail) })).join(t('pair.listSeparator')) })}</p>
        <div className="pair-tools">
          <Segmented aria-label={t('pair.planViews')} value={view} onChange={setView} options={VIEWS.map(one => ({ value: one, label: t(`pair.planView.${one}`) }))} />
          {may ? (
            <Pop label={t('pair.add')} align="end" className="outlined" button={t('pair.add')}>
              {close => (
                <ul className="menu">
                  {NEW.map(kind => (
                    <li key={kind}>
                      <button
                        type="button"
                        className="menu-item"
                        disabled={!hasProject && (kind === 'milestone' || kind === 'budget')}
                        onClick={() => {
                          close()
                          setWriting({ kind, item: null })
                        }}
                      >
                        {t(`pair.kind.${kind}`)}
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </Pop>
          ) : null}
        </div>
      </div>
      {visions.length + topics.length > 0 ? (
        <div className="pair-visions">
          {(['a', 'b'] as const).map(side => {
            const [own, chips] = [visions.filter(one => one.side === side), topics.filter(one => one.side === side)]
            return own.length + chips.length === 0 ? null : (
              <section key={side} aria-label={city(side)}>
                <SideTag pair={pair} side={side} />
                {own.map(one => (
                  <Editable key={one.id} item={one} may={may} edit={edit}>
                    <p className="pair-vision">{one.text}</p>
                  </Editable>
                ))}
                {chips.length > 0 ? (
                  <ul className="pair-chips">
                    {chips.map(one => (
                      <li key={one.id}>
                        {one.editable && may ? (
                          <button type="button" onClick={() => edit(one)}>
                            {text.topicLong(one.topic ?? '')}
                          </button>
                        ) : (
                          text.topicLong(one.topic ?? '')
                        )}
                      </li>
                    ))}
                  </ul>
                ) : null}
              </section>
            )
          })}
        </div>
      ) : null}
      {hasProject ? (
        view === 'gantt' ? (
          <GanttView pair={pair} plan={plan} onOpen={setOpen} />
        ) : (
          <BoardView pair={pair} plan={plan} onOpen={setOpen} />
        )
      ) : (
        <p className="note">{t(may ? 'pair.noProjectsMay' : 'pair.noProjects')}</p>
      )}
      {indicators.data && indicators.data.length > 0 ? (
        <section className="pair-section">
          <h2>{t('pair.indicators')}</h2>
          <IndicatorTable rows={indicators.data} pair={pair} explain />
          {may ? <OwnEdits items={plan.items.filter(one => one.kind === 'indicator' && one.editable)} edit={edit} name={one => t(`indicator.${one.indicator ?? ''}`, { defaultValue: one.indicator ?? '' })} /> : null}
        </section>
      ) : null}
      <section className="pair-section">
        <h2>{t('pair.budget')}</h2>
        <BudgetTables sums={plan.budget} city={city} />
      </section>
      <Risks pair={pair} risks={gravest(itemsOf(plan.items, 'risk'))} may={may} edit={edit} />
      <Lines title={t('pair.decisions')} items={itemsOf(plan.items, 'decision').toSorted((x, y) => (y.on ?? '').localeCompare(x.on ?? ''))} pair={pair} may={may} edit={edit} name={one => one.title} about={one => [text.date(one.on), one.who, one.text]} />
      <Lines title={t('pair.institutions')} items={itemsOf(plan.items, 'institution')} pair={pair} may={may} edit={edit} name={one => one.name} about={one => [one.role ? t(`pair.role.${one.role}`) : null, one.text]} />
      <Lines title={t('pair.contacts')} items={itemsOf(plan.items, 'contact')} pair={pair} may={may} edit={edit} name={one => one.name} about={one => [one.institution, one.email, one.phone]} />
      <p className="muted">{t('pair.versionLine', { n: format.count(plan.version), date: text.date(plan.at) })}</p>
      {open !== '' && plan.items.some(item => item.id === open && item.kind === 'project') ? <ProjectDrawer pair={pair} plan={plan} project={open} may={may} close={() => setOpen('')} write={setWriting} figures={indicators.data ?? []} /> : null}
      {writing ? <ItemForm pair={pair} plan={plan} writing={writing} close={() => setWriting(null)} /> : null}
    </>
  )
}

/** What one's own side may change has a button that says so. */
export function Editable({ item, may, edit, children }: { item: PlanItem; may: boolean; edit: (item: PlanItem) => void; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="pair-editable">
      <div>{children}</div>
      <PublicMark item={item} />
      {may && item.editable && item.kind !== 'document' ? (
        <button type="button" className="bare pair-edit" aria-label={t('pair.editOne', { name: item.title ?? item.name ?? t(`pair.kind.${item.kind}`) })} onClick={() => edit(item)}>
          {t('pair.edit')}
        </button>
      ) : null}
    </div>
  )
}

function OwnEdits({ items, edit, name }: { items: readonly PlanItem[]; edit: (item: PlanItem) => void; name: (item: PlanItem) => string }) {
  const { t } = useTranslation()
  return (
    <div className="pair-own-edits">
      {items.map(one => (
        <button key={one.id} type="button" className="bare" onClick={() => edit(one)}>
          {t('pair.editOne', { name: name(one) })}
        </button>
      ))}
    </div>
  )
}

function BoardView({ pair, plan, onOpen }: { pair: Partnership; plan: Plan; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const text = usePairText()
  const format = useFormat()
  return (
    <div className="pair-board">
      {board(plan.items, plan.projects).map(({ status, cards }) => (
        <section key={status} aria-label={t('pair.columnCount', { status: t(`pair.status.${status}`), n: format.count(cards.length) })}>
          <h2>
            <StatusTag status={status} /> <span className="muted">{format.count(cards.length)}</span>
          </h2>
          <ul>
            {cards.map(({ project, status: about }) => (
              <li key={project.id}>
                <button type="button" className="pair-project" data-side={project.side} onClick={() => onOpen(project.id)}>
                  <strong>{project.title}</strong>
                  <span>
                    <SideTag pair={pair} side={project.side} /> <PublicMark item={project} />
                  </span>
                  {about && about.milestones.total > 0 ? (
                    <span className="pair-progress">
                      <progress max={about.milestones.total} value={about.milestones.done} aria-hidden="true" />
                      {t('pair.milestonesDone', { done: format.count(about.milestones.done), total: format.count(about.milestones.total) })}
                    </span>
                  ) : null}
                  {about?.start ?? about?.end ? (
                    <span className="muted">
                      {text.date(about.start)} – {text.date(about.end)}
                    </span>
                  ) : null}
                  {about?.budget.map(sum => (
                    <span key={sum.currency} className="muted">
                      {t('pair.budgetLine', { planned: text.money(sum.planned, sum.currency), spent: text.money(sum.spent, sum.currency) })}
                    </span>
                  ))}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

const dateOrNull = (day: number | null) => (day === null ? null : dateOf(day))

function GanttView({ pair, plan, onOpen }: { pair: Partnership; plan: Plan; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const label = useLabel()
  const format = useFormat()
  const text = usePairText()
  const [room, setRoom] = useState(0)
  const holder = useCallback((element: HTMLDivElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const rows = ganttRows(plan.items, plan.projects)
  const today = dayOf(plan.today) ?? 0
  const scale = ganttScale(rows, today, room < 560 ? 6 : 12)
  const [svgRef, pictures] = useSvgPictures(t('pair.ganttTitle'), '')
  const late = rows.filter(row => row.kind === 'milestone' && row.status === 'late').length
  return (
    <div className="pair-section">
      <div ref={holder} />
      <ChartFrame
        title={t('pair.ganttTitle')}
        summary={t('pair.ganttSummary', { projects: format.count(rows.filter(row => row.kind === 'project').length), milestones: format.count(rows.filter(row => row.kind === 'milestone').length), late: format.count(late) })}
        table={{
          columns: ['title', 'side', 'kind', 'statusHead', 'start', 'end', 'done_on'].map(name => ({ title: t(`pair.field.${name}`) })),
          rows: rows.map(row => [row.title, label(pair[row.side].city), t(`pair.kind.${row.kind}`), row.status ? t(`pair.status.${row.status}`) : null, dateOrNull(row.from), dateOrNull(row.to), dateOrNull(row.done)]),
        }}
        name={`carbonshed-${pair.id}-gantt`}
        pictures={pictures}
      >
        {scale === null ? (
          <p className="note">{t('pair.noDatesAtAll')}</p>
        ) : room > 0 ? (
          <Gantt rows={rows} scale={scale} today={today} width={room} label={t('pair.ganttTitle')} city={row => label(pair[row.side].city)} onOpen={onOpen} svgRef={svgRef} />
        ) : null}
      </ChartFrame>
      <p className="pair-legend">
        {(['a', 'b'] as const).map(side => (
          <SideTag key={side} pair={pair} side={side} />
        ))}
        {(['under_way', 'late', 'done'] as const).map(status => (
          <StatusTag key={status} status={status} />
        ))}
        <span className="muted">{t('pair.asOf', { date: text.date(plan.today) })}</span>
      </p>
    </div>
  )
}

function Risks({ pair, risks, may, edit }: { pair: Partnership; risks: readonly PlanItem[]; may: boolean; edit: (item: PlanItem) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (risks.length === 0) return null
  return (
    <section className="pair-section">
      <h2>{t('pair.risks')}</h2>
      <ScrollTable label={t('pair.risks')} className="pair-risks">
        <thead>
          <tr>
            <th scope="col">{t('pair.kind.risk')}</th>
            <th scope="col">{t('pair.city')}</th>
            <th scope="col" data-numeric>
              {t('pair.riskLevel')}
            </th>
            <th scope="col">{t('pair.field.answer')}</th>
          </tr>
        </thead>
        <tbody>
          {risks.map(one => (
            <tr key={one.id}>
              <th scope="row">
                <Editable item={one} may={may} edit={edit}>
                  {one.title}
                </Editable>
              </th>
              <td>
                <SideTag pair={pair} side={one.side} />
              </td>
              <td data-numeric>
                <strong className="pair-level" data-grave={(one.level ?? 0) >= 15 || undefined}>
                  {format.count(one.level)}
                </strong>
                <small>{t('pair.riskOf', { probability: format.count(one.probability), effect: format.count(one.effect) })}</small>
              </td>
              <td>{one.answer}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}

/** A list of items by name, with what else is known of them. */
export function Lines({ title, items, pair, may, edit, name, about, href }: {
  title: string
  items: readonly PlanItem[]
  pair: Partnership
  may: boolean
  edit: (item: PlanItem) => void
  name: (item: PlanItem) => string | null
  about: (item: PlanItem) => (string | null | undefined)[]
  /** Where its file is. */
  href?: (item: PlanItem) => string
}) {
  const { t } = useTranslation()
  if (items.length === 0) return null
  return (
    <section className="pair-section pair-lines">
      <h2>{title}</h2>
      <ul>
        {items.map(one => (
          <li key={one.id}>
            <Editable item={one} may={may} edit={edit}>
              <strong>{name(one)}</strong> <SideTag pair={pair} side={one.side} />
              <span className="pair-about">
                {about(one)
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </Editable>
            {href ? (
              <a className="bare" href={href(one)} download={one.file_name ?? true}>
                {t('frame.download')}
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
