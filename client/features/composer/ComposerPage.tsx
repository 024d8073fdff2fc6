import { usePrefetchQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { campaignsQuery } from '../../lib/campaigns.ts'
import { channelsQuery, useChannels } from '../../lib/channels.ts'
import { useMe } from '../../lib/session.ts'
import { unitsQuery } from '../../lib/units.ts'
import { postQuery } from './api.ts'
import { Composer } from './Composer.tsx'
import { draftOfPost, emptyDraft } from './draft.ts'
import { newVariant, withSource } from './variants.ts'

/** Writing a new post, or going on with one. */
export function ComposerPage() {
  const { id } = useParams()
  const [params] = useSearchParams()
  // Asked for together, before the first of them makes the page wait.
  usePrefetchQuery(channelsQuery)
  usePrefetchQuery(campaignsQuery)
  usePrefetchQuery(unitsQuery)
  return id ? <WrittenPost key={id} id={id} /> : <NewPost key={params.toString()} params={params} />
}

function WrittenPost({ id }: { readonly id: string }) {
  const { data: post } = useSuspenseQuery(postQuery(id))
  const [start] = useState(() => draftOfPost(post))
  return <Composer post={post} start={start} presetTime={null} />
}

/** Working hours begin here: a day chosen without a time means this one. */
const morning = '09:00'

function NewPost({ params }: { readonly params: URLSearchParams }) {
  const { organization } = useMe()
  const channels = useChannels()
  const date = params.get('date') ?? ''
  const time = params.get('time') ?? morning
  const presetTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(`${date}T${time}`) ? `${date}T${time}` : null
  const [start] = useState(() => {
    const empty = emptyDraft(organization.language)
    const channel = channels.find((one) => one.id === params.get('channel'))
    if (!channel) return empty
    return {
      ...withSource(empty, channel.language, {}),
      variants: [newVariant(channel.id, channel.language, presetTime)],
    }
  })
  return <Composer post={null} start={start} presetTime={presetTime} />
}
