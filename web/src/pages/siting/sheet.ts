/** A CSV file as a grid that can be edited, and back. Pure. */

export interface Grid {
  /** Lines above the head that begin with #. */
  remarks: string[]
  head: string[]
  rows: string[][]
}

/** Cuts a file into cells: commas, quotes as RFC 4180 has them; lines that begin with # are kept as remarks. */
export function cut(text: string): Grid {
  const remarks: string[] = []
  const body: string[] = []
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (line.startsWith('#')) remarks.push(line)
    else body.push(line)
  }
  const rows: string[][] = []
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false]
  const source = body.join('\n')
  for (let at = 0; at < source.length; at++) {
    const c = source[at]
    if (quoted) {
      if (c === '"' && source[at + 1] === '"') {
        cell += '"'
        at++
      } else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"' && cell === '') quoted = true
    else if (c === ',') {
      row.push(cell)
      cell = ''
    } else if (c === '\n') {
      rows.push([...row, cell])
      ;[row, cell] = [[], '']
    } else cell += c
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  const full = rows.filter(one => one.some(text => text.trim() !== ''))
  const [head = [], ...rest] = full
  return { remarks, head: head.map(name => name.trim().toLowerCase()), rows: rest.map(one => head.map((_, at) => (one[at] ?? '').trim())) }
}

const quote = (text: string) => (/[",\n\r]/.test(text) || text.startsWith('#') ? `"${text.replaceAll('"', '""')}"` : text)

/** The grid as a file. */
export const join = (grid: Grid): string => `${[...grid.remarks, grid.head.map(quote).join(','), ...grid.rows.map(row => row.map(quote).join(','))].join('\n')}\n`

/** The grid with one cell changed. */
export const withCell = (grid: Grid, row: number, column: number, text: string): Grid => ({ ...grid, rows: grid.rows.map((one, at) => (at === row ? one.map((cell, i) => (i === column ? text : cell)) : one)) })

/** Columns that any of these rows fills, and those that always stand. */
export const used = (grid: Grid, rows: readonly number[], always: readonly string[]): number[] => grid.head.map((_, at) => at).filter(at => always.includes(grid.head[at] ?? '') || rows.some(row => (grid.rows[row]?.[at] ?? '') !== ''))

/** Settings that a file of links, or one of sites, may have. */
const OF_LINKS = ['start', 'end', 'tonnes']
const OF_SITES = ['aim', 'sites', 'reach_km', 'yuan_per_unit_km', 'co2_kg_per_unit_km', 'detour', 'carbon_yuan_per_t', 'needs_land_mu', 'needs_grid_mw', 'needs_water_m3_per_day', 'needs_workers']

/** Where a setting has its name and its value: those that name a place of a route have it in `to`. */
function placeOf(grid: Grid, name: string): { nameAt: number; valueAt: number } {
  const links = grid.head.includes('from')
  return { nameAt: grid.head.indexOf(links ? 'from' : 'id'), valueAt: grid.head.indexOf(links && name !== 'tonnes' ? 'to' : 'value') }
}

/** The settings among rows, each with its row and the column of its value, and the names of those that are not set. */
export function settingsOf(grid: Grid, rows: readonly number[]): { set: { name: string; row: number; column: number }[]; unset: string[] } {
  const set = rows.map(row => {
    const name = grid.rows[row]?.[placeOf(grid, '').nameAt] ?? ''
    return { name, row, column: placeOf(grid, name).valueAt }
  })
  return { set, unset: (grid.head.includes('from') ? OF_LINKS : OF_SITES).filter(name => set.every(one => one.name !== name)) }
}

/** The grid with one more setting, whose value is not said yet. */
export function withSetting(grid: Grid, name: string): Grid {
  const { nameAt } = placeOf(grid, name)
  return { ...grid, rows: [...grid.rows, grid.head.map((column, at) => (column === 'kind' ? 'setting' : at === nameAt ? name : ''))] }
}
