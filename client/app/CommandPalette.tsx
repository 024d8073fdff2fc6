import { createSpotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.layer.css'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { PostSummary } from '../../server/contract/deliveries.ts'
import { get } from '../lib/api.ts'
import { campaignName, campaignsQuery } from '../lib/campaigns.ts'
import { channelsQuery } from '../lib/channels.ts'
import { matchesWords } from '../lib/fold-text.ts'
import { useCan, useMe } from '../lib/session.ts'
import { formatDate } from '../lib/time.ts'
import { FlagIcon, PencilIcon, SearchIcon } from '../ui/icons.tsx'
import { Keys } from '../ui/Keys.tsx'
import { PlatformIcon } from '../ui/PlatformIcon.tsx'
import classes from './CommandPalette.module.css'
import { type Command, useCommands } from './use-commands.tsx'

interface Props {
  readonly onClose: () => void
  readonly onPause: () => void
  readonly onHelp: () => void
  readonly onActs: () => void
}

/** Fewer letters than this find nearly everything. */
const leastLetters = 2
const mostOfAKind = 6

const [store, palette] = createSpotlight()

/** Goes to a page, a post, a channel's or a campaign's plan, or does something, all by typing a few letters. */
export function CommandPalette({ onClose, onPause, onHelp, onActs }: Props) {
  const { t } = useTranslation(['keys', 'common'])
  const [query, setQuery] = useState('')
  const typed = useDeferredValue(query.trim())
  const commands = useCommands({ onPause, onHelp, onActs })
  const found = useFound(typed)
  useEffect(() => palette.open(), [])
  const fits = (list: readonly Command[]) =>
    list.filter(({ label, also = '' }) => matchesWords(`${label} ${also}`, typed))
  const groups: readonly (readonly [string, readonly Command[]])[] = [
    ['posts', found.posts],
    ['pages', fits(commands.pages)],
    ['acts', fits(commands.acts)],
    ['channels', found.channels],
    ['campaigns', found.campaigns],
  ]
  const shown = groups.filter(([, list]) => list.length > 0)
  useFirstSelected(typed === '' ? '' : shown.flatMap(([, list]) => list.map(({ id }) => id)).join(' '))
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      scrollable
      centered={false}
      yOffset="10dvh"
      overlayProps={{ blur: 0 }}
      maxHeight="min(60dvh, 480px)"
      classNames={classes as Record<string, string>}
      attributes={{ content: { 'aria-label': t('palette') } }}
    >
      <Spotlight.Search
        aria-label={t('palette')}
        placeholder={t('placeholder')}
        maxLength={200}
        leftSection={<SearchIcon size={18} />}
      />
      <Spotlight.ActionsList>
        {shown.map(([name, list]) => (
          <Spotlight.ActionsGroup key={name} label={t(`group.${name}`)}>
            {list.map((command) => (
              <Spotlight.Action key={command.id} onClick={command.run}>
                <span className={classes.icon}>{command.icon}</span>
                <span className={classes.label}>{command.label}</span>
                {command.note && <span className={classes.note}>{command.note}</span>}
                {command.keys && <Keys keys={command.keys} />}
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {shown.length === 0 && <Spotlight.Empty>{found.isLooking ? t('looking') : t('nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/**
 * Enter goes where the eye is: to the first of what was found. The library selects it while one types, and forgets it
 * when the server's answer brings another first one. @param ids what is shown, in its order; "" selects nothing
 */
function useFirstSelected(ids: string): void {
  useEffect(() => {
    if (ids === '') return
    const list = document.getElementById(store.getState().listId)
    list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
    list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
    store.updateState((state) => ({ ...state, selected: 0 }))
  }, [ids])
}

interface Found {
  readonly posts: readonly Command[]
  readonly channels: readonly Command[]
  readonly campaigns: readonly Command[]
  readonly isLooking: boolean
}

/** What the office has under these words: posts are asked of the server, channels and campaigns are known here. */
function useFound(typed: string): Found {
  const { i18n } = useTranslation()
  const navigate = useNavigate()
  const canRead = useCan('posts.read')
  const { organization } = useMe()
  const isEnough = typed.length >= leastLetters
  const posts = useQuery({
    queryKey: ['posts', 'palette', typed],
    queryFn: async () =>
      (await get<{ posts: readonly PostSummary[] }>('/posts', { text: typed, limit: String(mostOfAKind) })).posts,
    enabled: isEnough && canRead,
    placeholderData: keepPreviousData,
  })
  const { data: channels = [] } = useQuery({ ...channelsQuery, enabled: canRead })
  const { data: campaigns = [] } = useQuery({ ...campaignsQuery, enabled: canRead })
  if (!isEnough) return { posts: [], channels: [], campaigns: [], isLooking: false }
  const command = (id: string, label: string, icon: ReactNode, to: string, note = ''): Command => ({
    ...{ id, label, icon, note },
    run: () => navigate(to),
  })
  return {
    posts: (posts.data ?? []).map(({ id, title, updatedAt }) =>
      command(id, title, <PencilIcon />, `/posts/${id}`, formatDate(updatedAt, organization.zone)),
    ),
    channels: channels
      .filter(({ name, handle }) => matchesWords(`${name} ${handle}`, typed))
      .slice(0, mostOfAKind)
      .map(({ id, name, platform }) =>
        command(id, name, <PlatformIcon platform={platform} named />, `/?channel=${id}`),
      ),
    campaigns: campaigns
      .filter(({ name, nameEn }) => matchesWords(`${name} ${nameEn ?? ''}`, typed))
      .slice(0, mostOfAKind)
      .map((campaign) =>
        command(campaign.id, campaignName(campaign, i18n.language), <FlagIcon />, `/?campaign=${campaign.id}`),
      ),
    isLooking: posts.isFetching,
  }
}
