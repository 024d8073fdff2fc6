import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readTable, TableError } from '../../server/tables/read.ts'
import { toCsv, toXlsx } from '../../server/tables/write.ts'

const table = { header: ['Ngày', 'Nội dung'], rows: [['31/12/2026', 'Chúc mừng, năm mới']] }
const csv = 'Ngày,Nội dung\r\n31/12/2026,"Chúc mừng, năm mới"\r\n'
const problemOf = (bytes: Buffer) =>
  readTable(bytes).then(
    () => null,
    (error: unknown) => (error instanceof TableError ? error.problem : error),
  )
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return bigEndian ? bytes.swap16() : bytes
}

describe('a table that is read', () => {
  it.each([
    ['UTF-8', Buffer.from(csv)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${csv}`)],
    ['UTF-16, little end first', utf16(csv, false)],
    ['UTF-16, big end first', utf16(csv, true)],
    ['semicolons', Buffer.from('Ngày;Nội dung\n31/12/2026;Chúc mừng, năm mới\n')],
    ['tabs', Buffer.from('Ngày\tNội dung\r31/12/2026\tChúc mừng, năm mới')],
    ['empty lines between', Buffer.from(`\n\n${csv}\n,\n\n`)],
    ['letters in two pieces', Buffer.from(csv.normalize('NFD'))],
  ])('is the same from %s', async (_name, bytes) => {
    expect(await readTable(bytes)).toEqual(table)
  })

  it('keeps lines within a cell, and fills and cuts rows to the width of the header', async () => {
    const { rows } = await readTable(Buffer.from('a,b,c,,\n"1\n2"\n1,2,3,4,5\n'))
    expect(rows).toEqual([
      ['1\n2', '', ''],
      ['1', '2', '3'],
    ])
  })

  it('comes back from Excel with days and times as they stood there', async () => {
    const bytes = await toXlsx({
      name: 'Lịch',
      columns: [
        { title: 'Ngày', width: 12 },
        { title: 'Số', width: 12 },
      ],
      rows: [
        [new Date('2026-05-18T00:00Z'), 12.5],
        [new Date('2026-05-18T09:30Z'), 0],
      ],
    })
    expect((await readTable(bytes)).rows).toEqual([
      ['2026-05-18', '12.5'],
      ['2026-05-18 09:30', '0'],
    ])
  })

  it.each([
    ['nothing', Buffer.alloc(0), 'no-rows'],
    ['a header alone', Buffer.from('a,b\n'), 'no-rows'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xfe, 0xfd]), 'not-a-table'],
    ['an older Western encoding', Buffer.from([0x61, 0x2c, 0xe9, 0x0a, 0x31, 0x2c, 0x32]), 'not-a-table'],
    [
      'an archive that is no workbook',
      Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200)]),
      'not-a-table',
    ],
    ['more rows than a person looks at', Buffer.from(`a\n${'1\n'.repeat(1001)}`), 'too-many-rows'],
    [
      'more columns than fields',
      Buffer.from(`${Array.from({ length: 61 }, (_, at) => `c${at}`).join(',')}\n1\n`),
      'too-many-columns',
    ],
  ])('is refused when it is %s', async (_name, bytes, problem) => {
    expect(await problemOf(bytes)).toBe(problem)
  })

  it('is refused before it is unpacked when it says that it fills the memory', async () => {
    const entry = Buffer.alloc(60)
    entry.write('PK\u0001\u0002', 'latin1')
    entry.writeUInt32LE(2_000_000_000, 24)
    const head = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), deflateRawSync(Buffer.alloc(1000))])
    expect(await problemOf(Buffer.concat([head, entry]))).toBe('too-many-rows')
  })
})

describe('a table that is written', () => {
  it('is CSV that Excel reads as Unicode and in which nothing is a formula', () => {
    const text = toCsv({
      name: 'x',
      columns: [{ title: 'Tên', width: 1 }],
      rows: [['=1+1'], ['@cmd'], ['-5'], ['Đường "phố"'], [null], [new Date('2026-05-18T09:30Z')]],
    }).toString()
    expect(text).toBe(`\ufeffTên\r\n'=1+1\r\n'@cmd\r\n'-5\r\n"Đường ""phố"""\r\n\r\n2026-05-18 09:30\r\n`)
  })
})
