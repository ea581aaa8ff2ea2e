import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { runTool, type ToolFile, useToolExamples } from '@/api/board'
import { saveBlob } from '@/components/ChartFrame'
import { Pick } from '@/components/Pick'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { Settings } from './Settings'
import { cut, join, used, withCell } from './sheet'

export type Tool = 'site' | 'route' | 'share'
const NAMES: Record<Tool, readonly string[]> = { site: ['site.csv'], route: ['route.csv'], share: ['amounts.csv', 'rules.csv'] }

/** What a person works on: an example, a file of his own, or what he made of either. Kept in the browser until he begins anew. */
export function useToolFiles(tool: Tool) {
  const { parameters, setCut } = useCut()
  const examples = useToolExamples()
  const own = useMemo(() => examples.data?.filter(one => one.tool === tool) ?? [], [examples.data, tool])
  const key = `carbonshed.${tool}`
  const [draft, setDraft] = useState<ToolFile[] | null>(() => {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? 'null') as ToolFile[] | null
    } catch {
      return null
    }
  })
  const asked = parameters.get('example')
  const example = own.find(one => one.id === asked) ?? own[0]
  const mine = asked === 'own' && draft !== null
  const files = mine ? draft : (example?.files ?? null)
  const set = (next: ToolFile[]) => {
    setDraft(next)
    try {
      sessionStorage.setItem(key, JSON.stringify(next))
    } catch {
      /* Too much for the browser to keep: it stays until the page is left. */
    }
    if (asked !== 'own') setCut({ example: 'own', choice: null }, { replace: true })
  }
  return { files, set, mine, draft, examples: own, example: mine ? 'own' : (example?.id ?? null), setExample: (id: string | null) => setCut({ example: id, choice: null }), error: examples.error }
}

/** The answer of a tool to the files, asked anew when they change and rest; the last answer stays until then. */
export function useAnswer<T>(tool: Tool, files: readonly ToolFile[] | null): { data: T | null; error: unknown; busy: boolean } {
  const text = useMemo(() => (files ? JSON.stringify(files) : null), [files])
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), 350)
    return () => clearTimeout(timer)
  }, [text])
  // What a page begins with need not rest.
  const asked = rested ?? text
  const answer = useQuery({
    queryKey: ['tool', tool, asked],
    queryFn: () => runTool<T>(tool, JSON.parse(asked ?? '[]') as ToolFile[]),
    enabled: asked !== null,
    placeholderData: keepPreviousData as never,
    retry: false,
  })
  return { data: (answer.data as T | undefined) ?? null, error: answer.error, busy: answer.isFetching || asked !== text }
}

/** Examples, own files, and the tables of what is worked on: cell by cell, or as text. */
export function Files({ tool, of }: { tool: Tool; of: ReturnType<typeof useToolFiles> }) {
  const { t } = useTranslation()
  const input = useId()
  const [open, setOpen] = useState(false)
  const [asText, setAsText] = useState(false)
  const [missing, setMissing] = useState(false)
  const bring = async (list: FileList | null) => {
    const read = await Promise.all([...(list ?? [])].map(async file => ({ name: file.name, text: await file.text() })))
    const wanted = NAMES[tool]
    // One file may have any name; of several each needs its own.
    const next = wanted.map(name => ({ name, text: (wanted.length === 1 ? read[0] : read.find(file => file.name === name || file.name.includes(name.replace('.csv', ''))))?.text ?? null }))
    if (next.some(file => file.text === null)) setMissing(true)
    else {
      setMissing(false)
      of.set(next as ToolFile[])
    }
  }
  return (
    <section className="st-files" aria-label={t('siting.files')}>
      <div className="ex-controls">
        <Pick
          label={t('siting.example')}
          value={of.example}
          width={260}
          onChange={of.setExample}
          options={[...of.examples.map(one => ({ value: one.id, label: t(`siting.example.${one.id}`) })), ...(of.draft ? [{ value: 'own', label: t('siting.own') }] : [])]}
        />
        <label className="st-upload" htmlFor={input}>
          {t('siting.upload', { names: NAMES[tool].join(', ') })}
          <input
            id={input}
            type="file"
            className="upload-input"
            multiple={NAMES[tool].length > 1}
            accept=".csv,.txt,.tsv"
            onChange={event => {
              void bring(event.target.files)
              event.target.value = ''
            }}
          />
        </label>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('siting.edit')}
        </Button>
        <Button
          onClick={() => {
            for (const file of of.files ?? []) saveBlob(new Blob([file.text], { type: 'text/csv;charset=utf-8' }), file.name)
          }}
        >
          {t('siting.save')}
        </Button>
      </div>
      {missing ? (
        <p className="note note-error" role="alert">
          {t('siting.missingFile', { names: NAMES[tool].join(', ') })}
        </p>
      ) : null}
      {open && of.files ? (
        <div className="st-editor">
          <Segmented
            aria-label={t('siting.editAs')}
            size="small"
            value={asText ? 'text' : 'cells'}
            onChange={next => setAsText(next === 'text')}
            options={[
              { value: 'cells', label: t('siting.cells') },
              { value: 'text', label: t('siting.text') },
            ]}
          />
          {of.files.map((file, at) => {
            const change = (text: string) => of.set((of.files ?? []).map((one, i) => (i === at ? { ...one, text } : one)))
            return asText ? (
              <label key={file.name} className="st-text">
                <span>{file.name}</span>
                <Input.TextArea value={file.text} autoSize={{ minRows: 6, maxRows: 24 }} spellCheck={false} onChange={event => change(event.target.value)} />
              </label>
            ) : (
              <GridEditor key={file.name} name={file.name} text={file.text} onChange={change} />
            )
          })}
        </div>
      ) : null}
    </section>
  )
}

/** A file as tables, one for each kind of row. */
function GridEditor({ name, text, onChange }: { name: string; text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation()
  const grid = useMemo(() => cut(text), [text])
  const kindAt = grid.head.indexOf('kind')
  const kinds = kindAt < 0 ? [''] : [...new Set(grid.rows.map(row => row[kindAt] ?? ''))]
  return (
    <>
      {kinds.map(kind => {
        const rows = grid.rows.map((_, at) => at).filter(at => kindAt < 0 || grid.rows[at]?.[kindAt] === kind)
        const columns = used(grid, rows, kind === '' ? grid.head : []).filter(at => at !== kindAt)
        const title = kind ? t(`siting.kind.${kind}`, { defaultValue: kind }) : t(`siting.file.${name.replace(/\.csv$/, '')}`, { defaultValue: name })
        if (kind === 'setting')
          return (
            <div key={kind} className="st-grid">
              <h3>{title}</h3>
              <Settings grid={grid} rows={rows} onChange={next => onChange(join(next))} />
            </div>
          )
        // A link goes from place to place; of other rows `from` is the place itself.
        const head = (at: number) => {
          const column = grid.head[at] ?? ''
          if (column === 'from') return t(kind === 'link' ? 'siting.setting.start' : 'column.site')
          return column === 'to' ? t('siting.setting.end') : t(`column.${column}`, { defaultValue: column })
        }
        const add = () => onChange(join({ ...grid, rows: [...grid.rows, grid.head.map((_, at) => (at === kindAt ? kind : ''))] }))
        return (
          <div key={kind} className="st-grid">
            <h3>{title}</h3>
            <ScrollTable label={title}>
              <thead>
                <tr>
                  {columns.map(at => (
                    <th key={at} scope="col">
                      {head(at)}
                    </th>
                  ))}
                  <th scope="col">
                    <span className="visually-hidden">{t('siting.remove')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(row => (
                  <tr key={row}>
                    {columns.map(at => (
                      <td key={at}>
                        <input className="st-cell" value={grid.rows[row]?.[at] ?? ''} aria-label={`${head(at)} ${grid.rows[row]?.[kindAt < 0 ? 0 : 1] ?? ''}`} onChange={event => onChange(join(withCell(grid, row, at, event.target.value)))} />
                      </td>
                    ))}
                    <td>
                      <button type="button" className="bare" aria-label={t('siting.removeRow', { row: row + 1 })} onClick={() => onChange(join({ ...grid, rows: grid.rows.filter((_, at) => at !== row) }))}>
                        ×
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </ScrollTable>
            <button type="button" className="bare" onClick={add}>
              {t('siting.addRow')}
            </button>
          </div>
        )
      })}
    </>
  )
}
