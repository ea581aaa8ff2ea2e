/** A table as a picture's data and as a file. */
export interface FrameTable {
  /** Heads; a unit stands once, here. */
  columns: { title: string; numeric?: boolean; decimals?: number }[]
  rows: (string | number | null)[][]
}

/** What begins like a formula would be run by a spreadsheet: it gets an apostrophe (OWASP, "CSV injection"). Numbers stay as they are. */
function shown(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+-]?\d[\d.,\s]*%?$/.test(text) ? `'${text}` : text
}

function cell(value: string | number | null): string {
  const text = typeof value === 'string' ? shown(value) : value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180, with a BOM so that spreadsheets read Chinese. Missing is an empty cell. */
export function toCsv(table: FrameTable, notes: string[] = []): string {
  const lines = [table.columns.map((column) => cell(column.title)), ...table.rows.map((row) => row.map(cell))]
  return `\uFEFF${[...lines.map((line) => line.join(',')), ...notes.map(cell)].join('\r\n')}\r\n`
}
