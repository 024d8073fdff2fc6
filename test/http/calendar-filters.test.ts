import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeliveryItem, Post } from '../../server/contract/deliveries.ts'
import type { Colleague, Me } from '../../server/contract/people.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/practice-channel.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

let app: WholeApp
let officer: TestClient
let admin: TestClient
let channelId: string
beforeAll(async () => {
  app = await startWholeApp()
  admin = await app.signIn('admin')
  officer = await app.signIn('officer')
  channelId = await connectPractice(admin)
  await plan(officer, { title: 'Lễ hội Hoa Phượng Đỏ', kind: 'video', tone: 'positive', language: 'vi' })
  await plan(admin, { title: 'Le hoi bien', kind: 'news', tone: 'corrective', language: 'en' })
})
afterAll(() => app.close())

interface Planned {
  readonly title: string
  readonly kind: string
  readonly tone: string
  readonly language: string
}

async function plan(by: TestClient, { title, language, ...more }: Planned): Promise<void> {
  const variant = { channelId, language }
  const { body } = await by.post<Post>('/posts', {
    ...{ ...more, title, sourceLanguage: language, variants: [variant] },
    content: { [language]: { title: '', text: `${title}.`, link: '' } },
  })
  const deliveries = [{ ...variant, localTime: '2031-05-18T09:00' }]
  const answer = await by.post(`/posts/${body.id}/schedule`, { revision: body.revision, deliveries })
  if (answer.status >= 300) throw new Error(answer.text)
}

async function found(filters: Record<string, string>): Promise<string[]> {
  const range = { from: '2031-05-01T00:00:00Z', to: '2031-06-01T00:00:00Z' }
  const asked = new URLSearchParams({ ...range, ...filters })
  const { body } = await officer.get<{ deliveries: DeliveryItem[] }>(`/deliveries?${asked}`)
  return body.deliveries.map(({ title }) => title).sort()
}
const festival = 'Lễ hội Hoa Phượng Đỏ'
const sea = 'Le hoi bien'

describe('the calendar', () => {
  it('shows by kind, tone, language and platform', async () => {
    expect(await found({ kind: 'video' })).toEqual([festival])
    expect(await found({ tone: 'corrective' })).toEqual([sea])
    expect(await found({ language: 'en' })).toEqual([sea])
    expect(await found({ platform: 'facebook' })).toEqual([sea, festival])
    expect(await found({ platform: 'zalo' })).toEqual([])
    expect(await found({ kind: 'video', tone: 'corrective' })).toEqual([])
  })

  it('shows by who wrote and who released, chosen by name', async () => {
    const { colleagues } = (await officer.get<{ colleagues: Colleague[] }>('/colleagues')).body
    const { member } = (await officer.get<Me>('/me')).body
    expect(colleagues).toContainEqual({ id: member.id, name: member.name, mayReadPosts: true })
    expect(await found({ author: member.id })).toEqual([festival])
    const boss = (await admin.get<Me>('/me')).body.member.id
    expect(await found({ approver: boss })).toEqual([sea])
  })

  it('finds a text without its diacritics, and with them where they are said to count', async () => {
    expect(await found({ text: 'le hoi' })).toEqual([sea, festival])
    expect(await found({ text: 'LỄ HỘI' })).toEqual([sea, festival])
    expect(await found({ text: 'LỄ HỘI', match: 'exact' })).toEqual([festival])
    expect(await found({ text: 'le hoi', match: 'exact' })).toEqual([sea])
    expect(await found({ text: 'lễ hội'.normalize('NFD'), match: 'exact' })).toEqual([festival])
  })

  it('remembers a view and filters with the person', async () => {
    const preferences = { calendarView: 'week', calendarFilters: 'state=failed&text=c%E1%BA%A7u' }
    await officer.patch('/me', { preferences })
    expect((await officer.get<Me>('/me')).body.preferences).toMatchObject(preferences)
    expect((await admin.get<Me>('/me')).body.preferences).not.toMatchObject(preferences)
  })
})
