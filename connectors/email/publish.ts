import {
  type CommittedPart,
  type Connector,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type RejectedProblem,
} from '../contract.ts'
import { capabilitiesFor } from '../rules/capabilities.ts'
import { machineMarkNames } from '../rules/machine-marks.ts'
import { profiles } from '../rules/profiles.ts'
import { bytesOf } from '../rules/text.ts'
import { renderLetter } from './letter.ts'
import { asJson, Issue, type IssueFile, type Newsletter, type PublishedIssue, Sender } from './newsletter.ts'
import { asked } from './reach.ts'

/** Base64 makes a third more of them: together under the 10 MB that every mail server takes. */
const mostPictureBytes = 7_000_000
/** Gmail shows no more of a message than about 102 kB. */
const mostHtmlBytes = 100_000

type Publishing = Pick<Connector, 'prepare' | 'commit' | 'confirm' | 'edit'> & Required<Pick<Connector, 'remove'>>

export function publishingWith(newsletter: Newsletter): Publishing {
  return {
    /** Reads and measures; keeps and uploads nothing. */
    prepare: async (content, { settings }) => {
      const address = newsletter.publicAddress()
      // Every mail says where one can leave the list with one click.
      if (address === null) throw refused('no-public-address')
      const issue = issueOf(content)
      const { html } = renderLetter(issue, Sender.parse(settings), {
        read: address,
        leave: `${address}/newsletters/leave/${'x'.repeat(43)}`,
        listen: issue.episode && address,
      })
      if (bytesOf(html) > mostHtmlBytes) throw refused('text-too-long', 'Mail programs cut letters of more than 100 kB')
      return [{ marker: `issue/${content.deliveryId}/${content.revision}`, payload: asJson(issue) }]
    },

    /** One transaction of ours: repeating it changes nothing. */
    commit: async ({ marker, payload }, _before, _account, { signal }) => {
      const publishing = newsletter.publish(marker, Issue.parse(payload), signal)
      return committed(await asked(publishing, signal, { code: 'outcome-unknown' }))
    },

    confirm: async ({ marker }, _before, _since, _account, { signal }) => {
      const found = await asked(newsletter.find(marker, signal), signal)
      return found ? { outcome: 'published', ...committed(found) } : { outcome: 'absent' }
    },

    edit: async (part, _position, content, _account, { signal }) => {
      await asked(newsletter.change(part.remoteId, issueOf(content), signal), signal)
      return part
    },

    remove: async ({ remoteId }, _account, { signal }) => asked(newsletter.withdraw(remoteId, signal), signal),
  }
}

function committed({ id, url }: PublishedIssue): CommittedPart {
  return { remoteId: id, url, receipt: {} }
}

/** @throws ConnectorError `rejected` where the content is not what the capabilities say */
function issueOf(content: DeliveryContent): Issue {
  const [part] = content.parts
  const media = part?.media ?? []
  const limits = capabilitiesFor(profiles.email, { options: content.options, media })
  const text = part?.text ?? ''
  const title = content.title?.trim() ?? ''
  if (title === '') throw refused('text-required', 'A letter needs a subject')
  if (text.trim() === '' && media.length === 0) throw refused('text-required')
  if (text.length > limits.text.max || bytesOf(text) > (limits.text.maxBytes ?? Number.POSITIVE_INFINITY))
    throw refused('text-too-long', `At most ${limits.text.max} characters`)
  const pictures = media.filter(({ kind }) => kind === 'image')
  const [sound, ...more] = media.filter(({ kind }) => kind === 'audio')
  if (media.some(({ kind }) => kind !== 'image' && kind !== 'audio')) throw refused('media-type')
  if (more.length > 0 || pictures.length > (limits.images?.max ?? 0)) throw refused('media-count')
  if (pictures.some(({ mimeType }) => !limits.images?.types.includes(mimeType))) throw refused('media-type')
  if (pictures.reduce((sum, { bytes }) => sum + bytes, 0) > mostPictureBytes)
    throw refused('media-too-large', `Pictures of one letter have at most ${mostPictureBytes / 1_000_000} MB together`)
  if (content.options['form'] === 'podcast' && !sound) throw refused('media-missing', 'An episode needs its sound')
  if (sound && !limits.audio?.types.includes(sound.mimeType)) throw refused('media-type')
  const { deliveryId, language, link, source, machineMarks } = content
  return {
    ...{ deliveryId, title, text, language, link, source },
    preheader: textOption(content, 'preheader'),
    machineMade: machineMarkNames.filter((mark) => machineMarks[mark]),
    pictures: pictures.map(fileOf),
    episode: sound ? episodeOf(content, sound) : null,
  }
}

function episodeOf({ options }: DeliveryContent, sound: ContentMedia): NonNullable<Issue['episode']> {
  const numberOption = (name: string) => (typeof options[name] === 'number' ? options[name] : null)
  const type = options['episodeType']
  return {
    audio: fileOf(sound),
    durationMs: sound.durationMs,
    number: numberOption('episode'),
    season: numberOption('season'),
    type: type === 'trailer' || type === 'bonus' ? type : 'full',
    explicit: options['explicit'] === true,
  }
}

function textOption({ options }: DeliveryContent, name: string): string {
  const value = options[name]
  return typeof value === 'string' ? value.trim() : ''
}

const fileOf = ({ id, mimeType, fileName, alt, bytes }: ContentMedia): IssueFile => ({
  ...{ id, mimeType, fileName, alt, bytes },
})

function refused(problem: RejectedProblem, detail?: string): ConnectorError {
  return new ConnectorError({ code: 'rejected', problem, ...(detail && { detail }) })
}
