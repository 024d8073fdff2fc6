import { describe, expect, it } from 'vitest'
import { profiles } from '../../connectors/rules/profiles.ts'
import { guessMapping, type ImportSurroundings, readPlan } from '../../server/domain/plan-import.ts'

const around: ImportSurroundings = {
  zone: 'Asia/Ho_Chi_Minh',
  now: new Date('2026-11-24T00:00Z'),
  language: 'vi',
  channels: [
    {
      id: '00000000-0000-4000-8000-000000000001',
      names: ['Thành phố Cảng', '@cang', 'facebook'],
      language: 'vi',
      capabilities: profiles.facebook,
    },
    {
      id: '00000000-0000-4000-8000-000000000002',
      names: ['Port City', '@port', 'x'],
      language: 'en',
      capabilities: profiles.x,
    },
    {
      id: '00000000-0000-4000-8000-000000000003',
      names: ['Thành phố Cảng', '@cang2'],
      language: 'vi',
      capabilities: profiles.zalo,
    },
  ],
  campaigns: [{ id: '00000000-0000-4000-8000-00000000000a', names: ['Lễ hội Hoa Phượng Đỏ'] }],
  units: [{ id: '00000000-0000-4000-8000-00000000000b', names: ['Sở Du lịch', 'Tourism'] }],
}
const header = ['Ngày', 'Giờ', 'Kênh', 'Tiêu đề', 'Nội dung', 'Loại', 'Chiến dịch', 'Đơn vị', 'Liên kết']
const mapping = guessMapping(header)
const good = ['31/12/2026', '08:00', '@cang', 'Pháo hoa', 'Bắn pháo hoa ở quảng trường', 'Tin', '', '', '']
const row = (change: Partial<Record<(typeof header)[number], string>>) =>
  header.map((name, at) => change[name] ?? good[at] ?? '')
const read = (change: Partial<Record<(typeof header)[number], string>> = {}) => {
  const [found] = readPlan({ header, rows: [row(change)] }, mapping, around)
  if (!found) throw new Error('one row was given')
  return found
}

describe('the columns of a table', () => {
  it('are known by their names in both languages, with marks or without', () => {
    expect(guessMapping(['NOI DUNG', 'kenh', 'Date', ' Giờ đăng ', 'x'])).toMatchObject({
      text: 0,
      channels: 1,
      date: 2,
      time: 3,
      title: null,
    })
  })
})

describe('a row', () => {
  it('becomes a draft with what it names', () => {
    const { post, localTime, problems } = read({
      'Chiến dịch': 'le hoi hoa phuong do',
      'Đơn vị': 'TOURISM',
      Loại: 'Thông cáo',
    })
    expect(problems).toEqual([])
    expect(localTime).toBe('2026-12-31T08:00')
    expect(post).toMatchObject({
      ...{ kind: 'statement', campaignId: around.campaigns[0]?.id, unitId: around.units[0]?.id, title: 'Pháo hoa' },
      variants: [{ channelId: around.channels[0]?.id, language: 'vi', plannedFor: '2026-12-31T08:00' }],
    })
  })

  it.each([
    ['31/12/2026', '8:00'],
    ['2026-12-31', '8h'],
    ['31-12-2026', '8h00'],
    ['31.12.2026', '08.00'],
    ['2026-12-31 08:00', ''],
    ['31/12/2026 8:00', ''],
    ['2026-12-31T08:00', ''],
    ['31/12/2026', '8:00 AM'],
  ])('understands %s %s', (day, time) => {
    expect(read({ Ngày: day, Giờ: time })).toMatchObject({ localTime: '2026-12-31T08:00', problems: [] })
  })

  it('without a day is a draft without a place on the calendar', () => {
    expect(read({ Ngày: '', Giờ: '' })).toMatchObject({
      localTime: null,
      problems: [],
      post: { variants: [{ plannedFor: null }] },
    })
  })

  it.each([
    [{ Ngày: '31/13/2026' }, 'date', 'bad-date'],
    [{ Ngày: '30/02/2027' }, 'date', 'bad-date'],
    [{ Ngày: '01/01/2020' }, 'date', 'past'],
    [{ Ngày: '' }, 'date', 'required'],
    [{ Giờ: '25:00' }, 'time', 'bad-time'],
    [{ Giờ: '' }, 'time', 'required'],
    [{ Kênh: '' }, 'channels', 'required'],
    [{ Kênh: 'Không có' }, 'channels', 'unknown'],
    [{ Kênh: 'Thành phố Cảng' }, 'channels', 'ambiguous'],
    [{ 'Nội dung': '' }, 'text', 'required'],
    [{ Loại: 'Vè' }, 'kind', 'unknown'],
    [{ 'Chiến dịch': 'Không có' }, 'campaign', 'unknown'],
    [{ 'Đơn vị': 'Không có' }, 'unit', 'unknown'],
    [{ 'Liên kết': 'không phải địa chỉ' }, 'link', 'invalid'],
  ])('with %o is left out, with the reason', (change, field, code) => {
    const { post, problems } = read(change)
    expect(post).toBeNull()
    expect(problems).toMatchObject([{ level: 'error', field, code }])
  })

  it('names every problem at once, and what stood there', () => {
    expect(read({ Kênh: '@port; Xa', Loại: 'Vè' }).problems).toMatchObject([
      { field: 'channels', code: 'unknown', value: 'Xa' },
      { field: 'kind', code: 'unknown', value: 'Vè' },
    ])
  })

  it('too long for a channel is a draft with a warning: it can be cut before it is scheduled', () => {
    const { post, problems } = read({ Kênh: '@port', 'Nội dung': 'a'.repeat(300) })
    expect(post).not.toBeNull()
    expect(problems).toEqual([{ level: 'warning', field: 'text', code: 'text-too-long', value: '20' }])
  })
})
