import { sql } from 'kysely'
import type { Db } from '../../server/db/database.ts'

/** From here on, `to` not included. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

/** Deliveries spread evenly over a time, on every channel in turn: `scheduled` ones can be moved, `published` ones not. */
export async function addDeliveries(
  db: Db,
  { from, to }: Span,
  { count, state, first = 0 }: { count: number; state: 'scheduled' | 'published'; first?: number },
): Promise<void> {
  const isOut = state === 'published'
  for (let done = 0; done < count; done += 20_000) {
    const some = Math.min(20_000, count - done)
    await sql`
      with office as (select id from organization limit 1),
        made as materialized (select gen_random_uuid() as post_id, gen_random_uuid() as variant_id, ${done}::int + n as n
          from generate_series(1, ${some}::int) as n),
        posts as (insert into post (id, organization_id, unit_id, author_id, kind, title, content)
          select made.post_id, office.id, member.unit_id, member.id, 'news', 'Tin số ' || ${first}::int + made.n,
            jsonb_build_object('vi', jsonb_build_object('title', '', 'text', 'Nội dung ' || made.n, 'link', ''))
          from made, office, (select * from member limit 1) as member),
        own as (select channel.*, row_number() over (order by id) - 1 as place, count(*) over () as all_of from channel),
        variants as (insert into variant (id, organization_id, post_id, channel_id, language)
          select made.variant_id, office.id, made.post_id, own.id, 'vi'
          from made join own on own.place = made.n % own.all_of, office)
      insert into delivery (organization_id, post_id, variant_id, channel_id, platform, state, local_time, zone, due_at,
        wake_at, remote_id, published_at, created_by)
      select office.id, made.post_id, made.variant_id, own.id, own.platform, ${state},
        at.due at time zone 'Asia/Ho_Chi_Minh', 'Asia/Ho_Chi_Minh', at.due, case when ${!isOut} then at.due end,
        case when ${isOut} then made.n::text end, case when ${isOut} then at.due end, member.id
      from made join own on own.place = made.n % own.all_of, office, (select id from member limit 1) as member,
        lateral (select ${from}::timestamptz + (made.n::double precision / ${count + 1}) *
          (${to}::timestamptz - ${from}::timestamptz) as due) as at`.execute(db)
  }
}
