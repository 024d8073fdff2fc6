import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type { DeliveryQuery } from '../contract/deliveries.ts'
import type { ImportField } from '../contract/plan-import.ts'
import { listCalendar } from '../db/calendar.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { getOrganization } from '../db/organizations.ts'
import { readExportDetails } from '../db/plan-export.ts'
import type { Sheet } from '../tables/write.ts'
import type { Actor } from './policy.ts'
import { wallTimeOf } from './wall-time.ts'

type TableLanguage = 'vi' | 'en'

/** The plan as a table. Its columns are those an import reads, so a table that was taken out can be brought in again. */
export interface PlanExport {
  /** Deliveries due in [from, to) that the filters let through; who took them out is recorded. */
  table(actor: Actor, query: z.output<typeof DeliveryQuery>, language: TableLanguage): Promise<Sheet>
  /** An empty table to begin with, with one row that shows how. */
  template(language: TableLanguage): Sheet
}

type Column = ImportField | 'state' | 'url'

const titles: Readonly<Record<TableLanguage, Readonly<Record<Column, string>>>> = {
  vi: {
    ...{ date: 'Ngày', time: 'Giờ', channels: 'Kênh', title: 'Tiêu đề', text: 'Nội dung', link: 'Liên kết' },
    ...{ language: 'Ngôn ngữ', kind: 'Loại', tone: 'Giọng', campaign: 'Chiến dịch', unit: 'Đơn vị', source: 'Nguồn' },
    ...{ state: 'Trạng thái', url: 'Địa chỉ' },
  },
  en: {
    ...{ date: 'Date', time: 'Time', channels: 'Channel', title: 'Title', text: 'Text', link: 'Link' },
    ...{ language: 'Language', kind: 'Kind', tone: 'Tone', campaign: 'Campaign', unit: 'Unit', source: 'Source' },
    ...{ state: 'State', url: 'Address' },
  },
}

const widths: Partial<Readonly<Record<Column, number>>> = { text: 60, title: 36, link: 30, url: 40, channels: 24 }

const columnsOf = (language: TableLanguage, columns: readonly Column[]) =>
  columns.map((column) => ({ title: titles[language][column], width: widths[column] ?? 14 }))

const importable = Object.keys(titles.en).filter((column) => column !== 'state' && column !== 'url') as ImportField[]
const exported: readonly Column[] = [...importable, 'state', 'url']

const example: Readonly<Record<TableLanguage, readonly string[]>> = {
  vi: [
    '31/12/2026',
    '08:00',
    'Facebook; Zalo OA',
    'Tiêu đề của bài',
    'Nội dung của bài',
    '',
    'vi',
    'Tin',
    'Tích cực',
    '',
    '',
    '',
  ],
  en: ['31/12/2026', '08:00', 'Facebook; X', 'A headline', 'The text', '', 'en', 'News', 'Positive', '', '', ''],
}

export function createPlanExport({ db }: { readonly db: Db }): PlanExport {
  return {
    table: (actor, { from, to, ...filters }, language) =>
      inTransaction(db, async (trx) => {
        const range = { from: new Date(from), to: new Date(to), ...filters }
        const items = await listCalendar(trx, actor.organizationId, range)
        const { zone } = await getOrganization(trx, actor.organizationId)
        const details = await readExportDetails(
          trx,
          items.map(({ id }) => id),
        )
        await recordAct(trx, actor, 'plan.exported', 'organization', actor.organizationId, {
          from,
          to,
          rows: items.length,
        })
        return {
          name: language === 'vi' ? 'Lịch đăng' : 'Plan',
          columns: columnsOf(language, exported),
          rows: items.map(({ id, title, dueAt, language: own, state }) => {
            const more = details.get(id)
            const [date = '', time = ''] = dueAt ? wallTimeOf(new Date(dueAt), zone).split('T') : []
            const row: Readonly<Record<Column, string>> = {
              ...{ date, time, title, language: own, state },
              ...{ channels: more?.channelName ?? '', text: more?.text ?? '', link: more?.link ?? '' },
              ...{ kind: (more?.kind ?? '').replace('_', ' '), tone: more?.tone ?? '', unit: more?.unit ?? '' },
              ...{ campaign: more?.campaign ?? '', source: more?.source ?? '', url: more?.url ?? '' },
            }
            return exported.map((column) => row[column])
          }),
        }
      }),

    template: (language) => ({
      name: language === 'vi' ? 'Lịch đăng' : 'Plan',
      columns: columnsOf(language, importable),
      rows: [example[language]],
    }),
  }
}
