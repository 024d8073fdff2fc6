import { sql } from 'kysely'

/** Over rows of `variant` and its `post`: the headline in the variant's own language, where there is one. */
export const ownTitle = sql<string>`coalesce(nullif(variant.title, ''),
  nullif(post.content -> variant.language ->> 'title', ''), post.title)`

/** Likewise the text, its own or the source's; "" where nobody wrote one. @param between parts of a thread */
export const ownText = (between: string) => sql<string>`coalesce(
  (select string_agg(part, ${between} order by place) from jsonb_array_elements_text(variant.parts) with ordinality as parts (part, place)),
  post.content -> variant.language ->> 'text', '')`
