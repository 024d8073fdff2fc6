import { parse } from 'csv-parse/sync'

/** A table somebody made elsewhere: names of its columns, and its rows below, every cell as text. */
export interface Table {
  readonly header: readonly string[]
  /** As many cells as the header. Empty rows are left out. */
  readonly rows: readonly (readonly string[])[]
}

export type TableProblem = 'not-a-table' | 'no-rows' | 'too-many-rows' | 'too-many-columns'

export class TableError extends Error {
  readonly problem: TableProblem
  constructor(problem: TableProblem, options?: { cause?: unknown }) {
    super(problem, options)
    this.name = 'TableError'
    this.problem = problem
  }
}

const mostRows = 1_000
const mostColumns = 60
const longestCell = 60_000
const mostUnpackedBytes = 100_000_000

/** A workbook is a ZIP archive. */
const isArchive = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))

/**
 * Reads CSV (comma, semicolon or tab; UTF-8 with or without a mark, UTF-16 with one) or the first sheet of an Excel
 * workbook, by what the bytes are and not by what the file is called.
 * @throws TableError
 */
export async function readTable(bytes: Buffer): Promise<Table> {
  const lines = isArchive(bytes) ? await readWorkbook(bytes) : readText(bytes)
  const [header = [], ...below] = lines
    .map((line) => line.map(clean))
    .filter((line) => line.some((cell) => cell !== ''))
  const width = header.findLastIndex((cell) => cell !== '') + 1
  if (width > mostColumns) throw new TableError('too-many-columns')
  if (below.length === 0) throw new TableError('no-rows')
  if (below.length > mostRows) throw new TableError('too-many-rows')
  return {
    header: header.slice(0, width),
    rows: below.map((line) => Array.from({ length: width }, (_, at) => line[at] ?? '')),
  }
}

function clean(cell: string): string {
  // PostgreSQL stores no NUL, and half a pair of surrogates is no text.
  return cell.replaceAll('\0', '').toWellFormed().normalize('NFC').trim().slice(0, longestCell)
}

function readText(bytes: Buffer): string[][] {
  const text = decode(bytes).replace(/^[\r\n]+/, '')
  const head = text.slice(0, text.search(/[\r\n]/) >>> 0)
  const count = (separator: string) => head.split(separator).length
  const separators = [',', ';', '\t'].sort((one, other) => count(other) - count(one))
  try {
    return parse(text, {
      delimiter: separators[0] ?? ',',
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
    })
  } catch (cause) {
    throw new TableError('not-a-table', { cause })
  }
}

/** What cannot be UTF-8 is taken for the older Western encoding of Excel's "CSV", which holds no Vietnamese: refused. */
function decode(bytes: Buffer): string {
  const marks = { 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] } as const
  const [encoding = 'utf-8'] = (['utf-16le', 'utf-16be'] as const).filter((name) =>
    marks[name].every((byte, at) => bytes[at] === byte),
  )
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new TableError('not-a-table', { cause })
  }
}

/** What an archive says it holds, unpacked: a small file must not fill the memory. */
function unpackedBytes(archive: Buffer): number {
  let total = 0
  const entry = Buffer.from([0x50, 0x4b, 0x01, 0x02])
  for (let at = archive.indexOf(entry); at >= 0 && at + 28 <= archive.length; at = archive.indexOf(entry, at + 4))
    total += archive.readUInt32LE(at + 24)
  return total
}

/** A cell's day and time have no zone in Excel; the library gives them as if they were Greenwich's. */
async function readWorkbook(bytes: Buffer): Promise<string[][]> {
  if (unpackedBytes(bytes) > mostUnpackedBytes) throw new TableError('too-many-rows')
  const { default: excel } = await import('exceljs')
  const workbook = new excel.Workbook()
  try {
    await workbook.xlsx.load(bytes as unknown as ArrayBuffer)
  } catch (cause) {
    throw new TableError('not-a-table', { cause })
  }
  const lines: string[][] = []
  workbook.worksheets[0]?.eachRow((row) => {
    const line: string[] = []
    row.eachCell({ includeEmpty: true }, (cell, column) => {
      if (column <= mostColumns + 1) line[column - 1] = cellText(cell.value, cell.text)
    })
    if (lines.length <= mostRows + 1) lines.push(Array.from(line, (cell) => cell ?? ''))
  })
  return lines
}

function cellText(value: unknown, shown: string): string {
  const result = value !== null && typeof value === 'object' && 'result' in value ? value.result : value
  if (!(result instanceof Date)) return shown ?? ''
  const [day = '', time = ''] = result.toISOString().split('T')
  // A time without a day stands in the year in which Excel begins.
  if (day < '1900-01-02') return time.slice(0, 5)
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 5)}`
}
