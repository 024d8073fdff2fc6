import { Button, Group, MultiSelect, Stack, Textarea } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { colleaguesQuery } from '../lib/colleagues.ts'
import { type Comment, commentsQuery, seeComments, type Thread, threadsOf, useCommentSteps } from '../lib/comments.ts'
import { randomKey } from '../lib/deliveries.ts'
import { useCan, useMe } from '../lib/session.ts'
import { formatDateTime } from '../lib/time.ts'
import classes from './CommentsDialog.module.css'
import { Dialog } from './Dialog.tsx'
import { FaultNotice } from './FaultNotice.tsx'
import { Boundary } from './Page.tsx'
import { useAttempt } from './use-attempt.ts'

interface Props {
  readonly postId: string
  readonly onClose: () => void
}

/** What colleagues say to each other about a post: threads with answers, open ones first. Partner units never see it. */
export function CommentsDialog({ postId, onClose }: Props) {
  const { t } = useTranslation('comments')
  return (
    <Dialog opened onClose={onClose} size="lg" title={t('title')}>
      <Boundary>
        <Threads postId={postId} />
      </Boundary>
    </Dialog>
  )
}

function Threads({ postId }: { readonly postId: string }) {
  const { t } = useTranslation('comments')
  const { data } = useSuspenseQuery(commentsQuery(postId))
  const mayWrite = useCan('posts.comment')
  const cache = useQueryClient()
  const { member } = useMe()
  const named = data.filter(({ mentions }) => mentions.some(({ id }) => id === member.id)).length
  // What comes while it is open is seen too. A failure is no loss: it waits on, and is seen the next time.
  useEffect(() => {
    if (named > 0) void seeComments(cache, postId).catch(() => undefined)
  }, [named, cache, postId])
  const threads = threadsOf(data)
  return (
    <Stack gap="md">
      <p className={classes.hint}>{t('hint')}</p>
      {threads.length === 0 && <p className={classes.none}>{t('none')}</p>}
      <ul className={classes.threads}>
        {threads.map((thread) => (
          <li
            key={thread.first.id}
            className={classes.thread}
            data-resolved={thread.first.resolved !== null || undefined}
          >
            <OneThread postId={postId} thread={thread} mayWrite={mayWrite} />
          </li>
        ))}
      </ul>
      {mayWrite && <Writer postId={postId} replyTo={null} />}
    </Stack>
  )
}

interface ThreadProps {
  readonly postId: string
  readonly thread: Thread
  readonly mayWrite: boolean
}

function OneThread({ postId, thread: { first, replies }, mayWrite }: ThreadProps) {
  const { t } = useTranslation('comments')
  const { resolve } = useCommentSteps(postId)
  const { attempt, isBusy, error } = useAttempt()
  const [isAnswering, setAnswering] = useState(false)
  const { resolved } = first
  return (
    <>
      <Said postId={postId} comment={first} />
      {replies.map((reply) => (
        <div key={reply.id} className={classes.reply}>
          <Said postId={postId} comment={reply} />
        </div>
      ))}
      {resolved && <p className={classes.hint}>{t('resolvedBy', { by: resolved.by })}</p>}
      {mayWrite && (
        <Group gap="xs">
          <Button variant="default" size="xs" aria-expanded={isAnswering} onClick={() => setAnswering(!isAnswering)}>
            {t('answer')}
          </Button>
          <Button
            variant="default"
            size="xs"
            loading={isBusy}
            onClick={() => attempt(() => resolve(first.id, resolved === null))}
          >
            {resolved ? t('reopen') : t('resolve')}
          </Button>
        </Group>
      )}
      {error !== null && <FaultNotice error={error} />}
      {isAnswering && <Writer postId={postId} replyTo={first.id} onWritten={() => setAnswering(false)} />}
    </>
  )
}

function Said({ postId, comment }: { readonly postId: string; readonly comment: Comment }) {
  const { t } = useTranslation(['comments', 'common'])
  const { member, organization } = useMe()
  const { edit, remove } = useCommentSteps(postId)
  const { attempt, isBusy, error } = useAttempt()
  const [draft, setDraft] = useState<string | null>(null)
  const { id, author, authorId, text, mentions, at, editedAt } = comment
  if (text === null) return <p className={classes.hint}>{t('removed', { by: author })}</p>
  return (
    <article className={classes.said} aria-label={t('by', { by: author })}>
      <header>
        <b>{author}</b> <time dateTime={at}>{formatDateTime(at, organization.zone)}</time>
        {editedAt && ` · ${t('edited')}`}
      </header>
      {draft === null ? (
        <p className={classes.words}>{text}</p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void attempt(async () => {
              await edit(id, draft)
              setDraft(null)
            })
          }}
        >
          <Textarea
            aria-label={t('change')}
            autosize
            maxLength={5_000}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <Group gap="xs" mt="xs">
            <Button type="submit" size="xs" loading={isBusy} disabled={draft.trim() === ''}>
              {t('common:action.save')}
            </Button>
            <Button variant="default" size="xs" onClick={() => setDraft(null)}>
              {t('common:action.back')}
            </Button>
          </Group>
        </form>
      )}
      {mentions.length > 0 && (
        <p className={classes.hint}>{t('named', { names: mentions.map(({ name }) => `@${name}`).join(', ') })}</p>
      )}
      {authorId === member.id && draft === null && (
        <Group gap="xs">
          <button type="button" className={classes.link} onClick={() => setDraft(text)}>
            {t('change')}
          </button>
          <button type="button" className={classes.link} onClick={() => attempt(() => remove(id))}>
            {t('remove')}
          </button>
        </Group>
      )}
      {error !== null && <FaultNotice error={error} />}
    </article>
  )
}

interface WriterProps {
  readonly postId: string
  readonly replyTo: string | null
  readonly onWritten?: () => void
}

/** Kept in the tab. The key names this very wish: with other words it is another. */
interface Unsent {
  readonly text: string
  readonly mentions: string[]
  readonly key: string
}

const nothingWritten: Unsent = { text: '', mentions: [], key: '' }

/**
 * What was typed stays until the server has it, also while the dialog is closed; the same words sent again after a lost
 * answer are said once.
 */
function Writer({ postId, replyTo, onWritten }: WriterProps) {
  const { t } = useTranslation('comments')
  const { member } = useMe()
  const { data: colleagues = [] } = useQuery(colleaguesQuery)
  const { write } = useCommentSteps(postId)
  const { attempt, isBusy, error } = useAttempt()
  const [written, setWritten, forget] = useSessionStorage({
    key: `haidang.said.${member.id}.${postId}.${replyTo ?? 'new'}`,
    defaultValue: nothingWritten,
    getInitialValueInEffect: false,
  })
  const { text, mentions, key } = written
  const [isListed, setListed] = useState(false)
  const change = (part: { readonly text?: string; readonly mentions?: string[] }) =>
    setWritten({ ...written, ...part, key: randomKey() })
  const submit = () =>
    attempt(async () => {
      await write({ text, replyTo, mentions }, key)
      forget()
      onWritten?.()
    })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Stack gap="xs">
        <Textarea
          label={replyTo ? t('yourAnswer') : t('yourWords')}
          autosize
          minRows={2}
          maxLength={5_000}
          value={text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || text.trim() === '') return
            event.preventDefault()
            void submit()
          }}
        />
        <MultiSelect
          label={t('mention')}
          description={t('mentionHint')}
          searchable
          hidePickedOptions
          // Closed by a choice: what lies under it is the button that sends.
          dropdownOpened={isListed}
          onDropdownOpen={() => setListed(true)}
          onDropdownClose={() => setListed(false)}
          onOptionSubmit={() => setListed(false)}
          maxValues={20}
          nothingFoundMessage={t('nobody')}
          data={colleagues
            .filter(({ id, mayReadPosts }) => mayReadPosts && id !== member.id)
            .map(({ id, name }) => ({ value: id, label: name }))}
          value={mentions}
          onChange={(names) => change({ mentions: names })}
        />
        {error !== null && <FaultNotice error={error} listed />}
        <div>
          <Button type="submit" loading={isBusy} disabled={text.trim() === ''}>
            {replyTo ? t('sendAnswer') : t('send')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
