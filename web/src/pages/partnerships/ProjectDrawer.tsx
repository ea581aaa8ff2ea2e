import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { documentHref, editPlan, type IndicatorFigure, type Partnership, type Plan, type PlanItem } from '@/api/partners'
import { useNarrow } from '@/app/prefs'
import { ErrorNote } from '@/components/ErrorNote'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { IndicatorTable } from './IndicatorTable'
import type { Writing } from './ItemForm'
import { BudgetTables, SideTag, StatusTag } from './parts'
import { fieldsOf, gravest, itemsOf, todayText } from './plan'
import { Editable, Lines } from './PlanTab'
import { usePairText } from './text'

const ADD = ['milestone', 'budget', 'indicator', 'risk', 'institution', 'contact', 'decision', 'task'] as const

/** All that belongs to a project, of both sides. Each side writes its own. */
export function ProjectDrawer({ pair, plan, project, may, close, write, figures }: {
  pair: Partnership
  plan: Plan
  project: string
  may: boolean
  close: () => void
  write: (writing: Writing) => void
  figures: readonly IndicatorFigure[]
}) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const label = useLabel()
  const text = usePairText()
  const format = useFormat()
  const item = plan.items.find(one => one.id === project)
  const about = plan.projects.find(one => one.project === project)
  if (!item) return null
  const of = (kind: PlanItem['kind']) => itemsOf(plan.items, kind, project)
  const edit = (one: PlanItem) => (one.kind === 'document' ? undefined : write({ kind: one.kind, item: one }))
  const milestones = of('milestone').toSorted((x, y) => (x.due ?? '').localeCompare(y.due ?? ''))
  const tasks = of('task').toSorted((x, y) => (x.until ?? '').localeCompare(y.until ?? ''))
  const inProject = new Set(of('indicator').map(one => one.id))
  return (
    <Drawer open onClose={close} title={item.title} placement={narrow ? 'bottom' : 'right'} size={narrow ? '90%' : 640} closable={{ 'aria-label': t('app.close') }} extra={may && item.editable ? <Button onClick={() => edit(item)}>{t('pair.edit')}</Button> : null}>
      <div className="pair-drawer">
        <p className="pair-drawer-head">
          <SideTag pair={pair} side={item.side} /> <StatusTag status={about?.status ?? item.status} />
          {about?.progress_percent === null || about === undefined ? null : <span>{t('pair.progress', { percent: format.percent(about.progress_percent) })}</span>}
          {(about?.start ?? about?.end) ? (
            <span className="muted">
              {text.date(about?.start)} – {text.date(about?.end)}
            </span>
          ) : null}
        </p>
        {item.text ? <p className="pair-text">{item.text}</p> : null}
        {item.topics && item.topics.length > 0 ? (
          <ul className="pair-chips">
            {item.topics.map(one => (
              <li key={one}>{text.topicLong(one)}</li>
            ))}
          </ul>
        ) : null}
        {may ? (
          <div className="pair-adds" role="group" aria-label={t('pair.add')}>
            {ADD.map(kind => (
              <button key={kind} type="button" className="bare outlined" onClick={() => write({ kind, item: null, start: { project, ...(kind === 'budget' ? { currency: 'CNY', spent: 0 } : {}) } })}>
                + {t(`pair.kind.${kind}`)}
              </button>
            ))}
          </div>
        ) : null}
        {milestones.length > 0 ? (
          <section className="pair-section pair-lines">
            <h2>{t('pair.milestones')}</h2>
            <ul>
              {milestones.map(one => (
                <li key={one.id}>
                  <Editable item={one} may={may} edit={edit}>
                    <strong>{one.title}</strong> <SideTag pair={pair} side={one.side} />
                    <span className="pair-about">
                      <StatusTag status={one.status} /> {t('pair.dueOn', { date: text.date(one.due) })}
                      {one.done_on ? ` · ${t('pair.doneOn', { date: text.date(one.done_on) })}` : ''}
                    </span>
                  </Editable>
                  {may && one.editable && !one.done_on ? <Tick pair={pair} plan={plan} item={one} /> : null}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {about && about.budget.length > 0 ? (
          <section className="pair-section">
            <h2>{t('pair.budget')}</h2>
            <BudgetTables of={item.title ?? item.id} sums={about.budget} city={side => label(pair[side].city)} />
          </section>
        ) : null}
        <Lines title={t('pair.budgetLines')} items={of('budget')} pair={pair} may={may} edit={edit} name={one => one.title} about={one => [t('pair.budgetLine', { planned: text.money(one.planned, one.currency ?? ''), spent: text.money(one.spent, one.currency ?? '') }), one.funder, one.year ? String(one.year) : null]} />
        {figures.some(one => inProject.has(one.item)) ? (
          <section className="pair-section">
            <h2>{t('pair.indicators')}</h2>
            <IndicatorTable of={item.title ?? item.id} rows={figures.filter(one => inProject.has(one.item))} pair={pair} explain />
          </section>
        ) : null}
        <Lines title={t('pair.risks')} items={gravest(of('risk'))} pair={pair} may={may} edit={edit} name={one => one.title} about={one => [t('pair.levelIs', { level: format.count(one.level) }), one.answer]} />
        {tasks.length > 0 ? (
          <section className="pair-section pair-lines">
            <h2>{t('pair.tasks')}</h2>
            <ul>
              {tasks.map(one => (
                <li key={one.id}>
                  <TaskLine pair={pair} plan={plan} task={one} may={may} edit={edit} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <Lines title={t('pair.institutions')} items={of('institution')} pair={pair} may={may} edit={edit} name={one => one.name} about={one => [one.role ? t(`pair.role.${one.role}`) : null, one.text]} />
        <Lines title={t('pair.contacts')} items={of('contact')} pair={pair} may={may} edit={edit} name={one => one.name} about={one => [one.institution, one.email, one.phone]} />
        <Lines title={t('pair.decisions')} items={of('decision')} pair={pair} may={may} edit={edit} name={one => one.title} about={one => [text.date(one.on), one.who, one.text]} />
        <Lines
          title={t('pair.tab.documents')}
          items={of('document')}
          pair={pair}
          may={may}
          edit={edit}
          name={one => one.title}
          about={one => [one.file_name]}
          href={one => documentHref(pair.id, one.id)}
        />
      </div>
    </Drawer>
  )
}

/** A task with its state, and the button that ticks it off. */
export function TaskLine({ pair, plan, task, may, edit }: { pair: Partnership; plan: Plan; task: PlanItem; may: boolean; edit: (item: PlanItem) => void }) {
  const { t } = useTranslation()
  const text = usePairText()
  return (
    <>
      <Editable item={task} may={may} edit={edit}>
        <strong>{task.title}</strong> <SideTag pair={pair} side={task.side} />
        <span className="pair-about">
          <StatusTag status={task.status} /> {[task.who, t('pair.untilDate', { date: text.date(task.until) }), task.done_on ? t('pair.doneOn', { date: text.date(task.done_on) }) : null].filter(Boolean).join(' · ')}
        </span>
      </Editable>
      {may && task.editable && !task.done_on ? <Tick pair={pair} plan={plan} item={task} /> : null}
    </>
  )
}

/** Done today: one click, a new version of the plan. */
function Tick({ pair, plan, item }: { pair: Partnership; plan: Plan; item: PlanItem }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const done = async () => {
    setBusy(true)
    setError(null)
    try {
      await editPlan(pair.id, plan.version, [{ op: 'put', id: item.id, ...fieldsOf(item), kind: item.kind, done_on: plan.today || todayText() }])
    } catch (cause) {
      setError(cause)
    }
    setBusy(false)
  }
  return (
    <>
      <Button size="small" loading={busy} onClick={() => void done()} aria-label={t('pair.tickOne', { name: item.title ?? '' })}>
        {t('pair.tick')}
      </Button>
      {error ? <ErrorNote error={error} /> : null}
    </>
  )
}
