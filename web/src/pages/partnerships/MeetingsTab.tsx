import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Partnership, type PlanItem, usePlan } from '@/api/partners'
import { ErrorNote } from '@/components/ErrorNote'
import { ItemForm, type Writing } from './ItemForm'
import { SideTag } from './parts'
import { itemsOf } from './plan'
import { Editable } from './PlanTab'
import { TaskLine } from './ProjectDrawer'
import { usePairText } from './text'

/** Meetings with their minutes, and what came of them as tasks. */
export function MeetingsTab({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const text = usePairText()
  const { data: plan, error, refetch } = usePlan(pair.id)
  const [writing, setWriting] = useState<Writing | null>(null)
  const may = pair.role_here === 'editor' || pair.role_here === 'lead'
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!plan) return <span className="bone" style={{ width: '100%', height: 320 }} aria-hidden="true" />
  const meetings = itemsOf(plan.items, 'meeting').toSorted((x, y) => (y.on ?? '').localeCompare(x.on ?? ''))
  const tasks = itemsOf(plan.items, 'task').toSorted((x, y) => (x.until ?? '').localeCompare(y.until ?? ''))
  const loose = tasks.filter(task => !meetings.some(meeting => meeting.id === task.meeting))
  const edit = (item: PlanItem) => (item.kind === 'document' ? undefined : setWriting({ kind: item.kind, item }))
  const lines = (list: readonly PlanItem[]) => (
    <ul className="pair-tasks">
      {list.map(task => (
        <li key={task.id}>
          <TaskLine pair={pair} plan={plan} task={task} may={may} edit={edit} />
        </li>
      ))}
    </ul>
  )
  return (
    <div className="pair-body">
      {may ? (
        <div className="pair-tools">
          <Button type="primary" onClick={() => setWriting({ kind: 'meeting', item: null, start: { on: plan.today } })}>
            {t('pair.newMeeting')}
          </Button>
          <Button onClick={() => setWriting({ kind: 'task', item: null })}>{t('pair.newTask')}</Button>
        </div>
      ) : null}
      {meetings.length + tasks.length === 0 ? <p className="note">{t('pair.noMeetings')}</p> : null}
      {meetings.map(meeting => (
        <article key={meeting.id} className="pair-meeting">
          <Editable item={meeting} may={may} edit={edit}>
            <h2>{meeting.title}</h2>
            <p className="pair-about">
              <SideTag pair={pair} side={meeting.side} /> {[text.date(meeting.on), meeting.where, meeting.who].filter(Boolean).join(' · ')}
            </p>
          </Editable>
          {meeting.text ? (
            <>
              <h3>{t('pair.minutes')}</h3>
              <p className="pair-text">{meeting.text}</p>
            </>
          ) : null}
          <h3>{t('pair.tasks')}</h3>
          {tasks.some(task => task.meeting === meeting.id) ? lines(tasks.filter(task => task.meeting === meeting.id)) : <p className="muted">{t('pair.noTasks')}</p>}
          {may ? (
            <Button size="small" onClick={() => setWriting({ kind: 'task', item: null, start: { meeting: meeting.id } })}>
              {t('pair.taskFrom')}
            </Button>
          ) : null}
        </article>
      ))}
      {loose.length > 0 ? (
        <section className="pair-section pair-lines">
          <h2>{t('pair.looseTasks')}</h2>
          {lines(loose)}
        </section>
      ) : null}
      {writing ? <ItemForm pair={pair} plan={plan} writing={writing} close={() => setWriting(null)} /> : null}
    </div>
  )
}
