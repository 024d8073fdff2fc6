import { stringify } from 'csv-stringify/sync'

type Cell = string | number | Date | null

/** Columns with their widths in characters, and rows below. */
export interface Sheet {
  readonly name: string
  readonly columns: readonly { readonly title: string; readonly width: number }[]
  readonly rows: readonly (readonly Cell[])[]
}

/**
 * As CSV in UTF-8 with the mark that Excel needs to read it as such. A text that a program would take for a formula
 * gets an apostrophe before it. Dates are wall times given as if they were Greenwich's: `2026-05-18 09:00`.
 */
export function toCsv({ columns, rows }: Sheet): Buffer {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => row.map(textOf))]
  return Buffer.from(stringify(lines, { bom: true, escape_formulas: true, record_delimiter: '\r\n' }))
}

function textOf(cell: Cell): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 16).replace('T', ' ')
  return cell === null ? '' : String(cell)
}

/** As an Excel workbook with real dates and numbers, a heading that stays, and a filter. */
export async function toXlsx({ name, columns, rows }: Sheet): Promise<Buffer> {
  const { default: excel } = await import('exceljs')
  const workbook = new excel.Workbook()
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(({ title, width }) => ({ header: title, width }))
  for (const row of rows) sheet.addRow([...row])
  sheet.getRow(1).font = { bold: true }
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } }
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      cell.alignment = { vertical: 'top', wrapText: true }
      if (cell.value instanceof Date) cell.numFmt = 'dd/mm/yyyy hh:mm'
    }),
  )
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
