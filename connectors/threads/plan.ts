import { ConnectorError, type DeliveryContent } from '../contract.ts'
import { type Draft, fileParams } from './containers.ts'

const mostItems = 20
const pollNames = ['option_a', 'option_b', 'option_c', 'option_d']

/** What is sent for each part, in order; the first comment, an answer to the first part, comes last. */
export interface Plan {
  readonly drafts: readonly Draft[]
  /** The last one answers the first part, not the one before it. */
  readonly endsWithComment: boolean
}

/** @throws ConnectorError `rejected` for media that no form takes */
export async function planOf(content: DeliveryContent): Promise<Plan> {
  const drafts: Draft[] = []
  for (const [position, { text, media }] of content.parts.entries()) {
    if (media.length > mostItems) throw new ConnectorError({ code: 'rejected', problem: 'media-count' })
    const items: Record<string, string>[] = []
    for (const file of media) items.push(await fileParams(file))
    const choices = position === 0 ? choicesOf(content, items.length > 0) : {}
    drafts.push({ params: { ...(text !== '' && { text }), ...audienceOf(content), ...choices }, items })
  }
  const comment = textIn(content, 'firstComment')
  if (comment !== '') drafts.push({ params: { text: comment }, items: [] })
  return { drafts, endsWithComment: comment !== '' }
}

/** Choices of the first part alone. */
function choicesOf(content: DeliveryContent, hasMedia: boolean): Record<string, string> {
  const { options, link } = content
  const { form } = options
  const topic = textIn(content, 'topic').replace(/^#/, '')
  const attached = textIn(content, 'attachedText')
  const isPlainText = !hasMedia && (form === undefined || form === 'post')
  return {
    ...(topic !== '' && { topic_tag: topic }),
    ...(isPlainText && link && { link_attachment: link }),
    ...(form === 'poll' && { poll_attachment: JSON.stringify(answersOf(options['answers'])) }),
    ...(form === 'longText' && attached !== '' && { text_attachment: JSON.stringify({ plaintext: attached }) }),
    ...(form === 'ghost' && { is_ghost_post: 'true' }),
    ...(hasMedia && options['spoiler'] === true && { is_spoiler_media: 'true' }),
  }
}

/** Who may answer: for every part of a thread alike. */
function audienceOf({ options }: DeliveryContent): Record<string, string> {
  const { replies, replyApprovals, form } = options
  if (form === 'ghost') return {}
  return {
    ...(typeof replies === 'string' && replies !== 'everyone' && { reply_control: replies }),
    ...(replyApprovals === true && { enable_reply_approvals: 'true' }),
  }
}

function answersOf(given: unknown): Record<string, string> {
  const answers = Array.isArray(given) ? given.map(String) : []
  return Object.fromEntries(answers.slice(0, pollNames.length).map((answer, index) => [pollNames[index], answer]))
}

function textIn({ options }: DeliveryContent, name: string): string {
  const value = options[name]
  return typeof value === 'string' ? value.trim() : ''
}
