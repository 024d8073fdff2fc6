import { DateTime } from 'luxon'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import { check } from '../../connectors/rules/check.ts'
import { foldText } from '../../connectors/rules/fold-text.ts'
import { type CreatePost, CreatePost as CreatePostShape } from '../contract/content.ts'
import { type ImportField, type ImportMapping, importFields, type RowProblem } from '../contract/plan-import.ts'
import type { Table } from '../tables/read.ts'
import { instantOf } from './wall-time.ts'

/** What a row can name: by these names, without regard to marks, capitals and spaces. */
export interface ImportSurroundings {
  readonly zone: string
  readonly now: Date
  readonly language: string
  readonly channels: readonly {
    readonly id: string
    readonly names: readonly string[]
    readonly language: string
    readonly capabilities: Capabilities
  }[]
  readonly campaigns: readonly Named[]
  readonly units: readonly Named[]
}

interface Named {
  readonly id: string
  readonly names: readonly string[]
}

/** A row as it was understood: a draft to be, or what is wrong with it. */
export interface ImportedRow {
  /** As a table program numbers it: the header is 1. */
  readonly line: number
  readonly title: string
  readonly localTime: string | null
  readonly channels: readonly string[]
  readonly problems: readonly RowProblem[]
  /** null where a problem keeps it out. */
  readonly post: CreatePost | null
}

/** What people call the columns, in both languages. */
const columnNames: Readonly<Record<ImportField, readonly string[]>> = {
  date: ['ngày', 'ngày đăng', 'ngày giờ', 'thời gian', 'date', 'day', 'datetime', 'publish date', 'scheduled at'],
  time: ['giờ', 'giờ đăng', 'time', 'hour'],
  channels: ['kênh', 'các kênh', 'trang', 'channel', 'channels', 'account', 'profile'],
  title: ['tiêu đề', 'tựa đề', 'tên bài', 'title', 'headline'],
  text: ['nội dung', 'bài viết', 'lời', 'text', 'content', 'message', 'caption', 'post'],
  link: ['liên kết', 'đường dẫn', 'link', 'url'],
  language: ['ngôn ngữ', 'tiếng', 'language', 'lang'],
  kind: ['loại', 'loại bài', 'kind', 'type'],
  tone: ['giọng', 'sắc thái', 'tone', 'sentiment'],
  campaign: ['chiến dịch', 'campaign'],
  unit: ['đơn vị', 'unit', 'department'],
  source: ['nguồn', 'nguồn tin', 'source', 'credit'],
}

const kindNames: Readonly<Record<string, CreatePost['kind']>> = {
  tin: 'news',
  'do hoa thong tin': 'infographic',
  'video ngan': 'short_video',
  video: 'video',
  podcast: 'podcast',
  'phong su anh': 'photo_story',
  'ban tin': 'newsletter',
  'thong cao': 'statement',
  'dinh chinh': 'correction',
  news: 'news',
  infographic: 'infographic',
  'short video': 'short_video',
  'photo story': 'photo_story',
  newsletter: 'newsletter',
  statement: 'statement',
  correction: 'correction',
}

const toneNames: Readonly<Record<string, CreatePost['tone']>> = {
  'tich cuc': 'positive',
  'trung tinh': 'neutral',
  'dinh chinh': 'corrective',
  'phe binh': 'critical',
  positive: 'positive',
  neutral: 'neutral',
  corrective: 'corrective',
  critical: 'critical',
}

/** A name as it is compared: `Đồ họa-thông_tin` as `do hoa thong tin`. */
function foldName(name: string): string {
  return foldText(name)
    .replace(/[^\p{L}\p{N}@.]+/gu, ' ')
    .trim()
}

/** Which column each field is read from, as far as their names tell; a person may say otherwise. */
export function guessMapping(header: Table['header']): ImportMapping {
  const folded = header.map(foldName)
  const columnOf = (field: ImportField) => {
    const known = columnNames[field].map(foldName)
    const at = folded.findIndex((name) => known.includes(name))
    return at < 0 ? null : at
  }
  return Object.fromEntries(importFields.map((field) => [field, columnOf(field)])) as ImportMapping
}

/** Every row of a table as a draft, or why it is none. */
export function readPlan(table: Table, mapping: ImportMapping, around: ImportSurroundings): ImportedRow[] {
  return table.rows.map((cells, at) => readRow(cells, at + 2, mapping, around))
}

function readRow(
  cells: readonly string[],
  line: number,
  mapping: ImportMapping,
  around: ImportSurroundings,
): ImportedRow {
  const problems: RowProblem[] = []
  const wrong = (field: ImportField, code: RowProblem['code'], value = '') => {
    problems.push({ level: 'error', field, code, value: value.slice(0, 200) })
    return null
  }
  const cell = (field: ImportField) => {
    const column = mapping[field]
    return column === null ? '' : (cells[column] ?? '')
  }
  const find = (field: 'campaign' | 'unit', known: readonly Named[]) => {
    const name = cell(field)
    if (name === '') return null
    return (
      known.find(({ names }) => names.some((own) => foldName(own) === foldName(name)))?.id ??
      wrong(field, 'unknown', name)
    )
  }
  const choose = <T>(field: 'kind' | 'tone', names: Readonly<Record<string, T>>, usual: T): T => {
    const name = cell(field)
    const found = names[foldName(name)]
    if (name !== '' && found === undefined) wrong(field, 'unknown', name)
    return found ?? usual
  }

  const wanted = cell('channels')
    .split(/[;,\n|]/)
    .map((name) => name.trim())
    .filter(Boolean)
  if (wanted.length === 0) wrong('channels', 'required')
  const channels = wanted.flatMap((name) => {
    const found = around.channels.filter(({ names }) => names.some((own) => foldName(own) === foldName(name)))
    if (found.length === 1) return found
    wrong('channels', found.length === 0 ? 'unknown' : 'ambiguous', name)
    return []
  })
  const localTime = timeOf(cell('date'), cell('time'), around, wrong)
  const text = cell('text')
  if (text === '') wrong('text', 'required')
  const language = cell('language').toLowerCase() || (channels[0]?.language ?? around.language)
  const title = cell('title') || (text.split('\n', 1)[0] ?? '').slice(0, 120).trim()
  const input = {
    title: title || '…',
    sourceLanguage: language,
    content: { [language]: { title: cell('title'), text, link: cell('link') } },
    kind: choose('kind', kindNames, 'news'),
    tone: choose('tone', toneNames, 'neutral'),
    campaignId: find('campaign', around.campaigns),
    unitId: find('unit', around.units) ?? undefined,
    source: cell('source') || null,
    variants: channels.map(({ id }) => ({ channelId: id, language, plannedFor: localTime })),
  }
  const parsed = CreatePostShape.safeParse(input)
  if (!parsed.success) for (const { path } of parsed.error.issues) wrong(fieldAt(path), 'invalid')
  for (const { capabilities } of channels) {
    const variant = { title: cell('title') || null, parts: [text], language, media: [], options: {} }
    for (const { level, code, values } of check(variant, capabilities))
      if (level === 'error' && text !== '') {
        const over = typeof values['over'] === 'number' ? String(values['over']) : ''
        problems.push({ level: 'warning', field: 'text', code, value: over })
      }
  }
  const isWhole = parsed.success && problems.every(({ level }) => level === 'warning')
  return {
    ...{ line, title, localTime, problems },
    channels: channels.map(({ names }) => names[0] ?? ''),
    post: isWhole ? parsed.data : null,
  }
}

type Wrong = (field: ImportField, code: RowProblem['code'], value?: string) => null

const dayFormats = ['d/M/yyyy', 'yyyy-M-d', 'd-M-yyyy', 'd.M.yyyy', 'yyyy/M/d']
const timeFormats = ['H:m', 'H:m:s', "H'h'm", "H'g'm", "H'h'", 'H.m', 'h:m a']

/** Day and time from one cell or two; no time at all is a draft without a place on the calendar. */
function timeOf(day: string, time: string, { zone, now }: ImportSurroundings, wrong: Wrong): string | null {
  if (day === '') return time === '' ? null : wrong('date', 'required')
  const [onlyDay = '', within = ''] = day.replace('T', ' ').split(/[\s,]+(?=\d)/)
  const clock = time || within
  const date = parsed(onlyDay, dayFormats)
  if (!date) return wrong('date', 'bad-date', day)
  if (clock === '') return wrong('time', 'required')
  const hour = parsed(clock.replace(/(\d)\s*([ap])\.?m\.?$/i, '$1 $2m').toLowerCase(), timeFormats)
  if (!hour) return wrong('time', 'bad-time', clock)
  const localTime = `${date.toFormat('yyyy-MM-dd')}T${hour.toFormat('HH:mm')}`
  try {
    if (instantOf(localTime, zone) <= now) return wrong('date', 'past', day)
  } catch {
    return wrong('time', 'time-gap', clock)
  }
  return localTime
}

function parsed(text: string, formats: readonly string[]): DateTime<true> | null {
  for (const format of formats) {
    const found = DateTime.fromFormat(text.trim(), format, { zone: 'utc', locale: 'en' })
    if (found.isValid) return found
  }
  return null
}

/** Which cell a refusal of the post's own shape is about. */
function fieldAt([first, , third]: readonly PropertyKey[]): ImportField {
  if (first === 'content')
    return third === 'link' ? 'link' : third === 'title' ? 'title' : third === 'text' ? 'text' : 'language'
  if (first === 'sourceLanguage') return 'language'
  if (first === 'source') return 'source'
  return first === 'title' ? 'title' : 'text'
}
