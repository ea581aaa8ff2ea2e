/** A table as a picture's data and as a file. */
export interface FrameTable {
  /** Heads; a unit stands once, here. */
  columns: { title: string; numeric?: boolean; decimals?: number }[]
  rows: (string | number | null)[][]
}

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180, with a BOM so that spreadsheets read Chinese. Missing is an empty cell. */
export function toCsv(table: FrameTable, notes: string[] = []): string {
  const lines = [table.columns.map((column) => cell(column.title)), ...table.rows.map((row) => row.map(cell))]
  return `\uFEFF${[...lines.map((line) => line.join(',')), ...notes.map(cell)].join('\r\n')}\r\n`
}
