/** What differs between Telegram's own server and one an office runs itself, and what sources disagree about. */
export interface TelegramSettings {
  /** Where the Bot API answers; a server of one's own speaks the same language. */
  readonly apiUrl: string
  /** What permalinks begin with. */
  readonly linkUrl: string
  /** How large an uploaded file may be: 50 MB at Telegram's server, 2000 MB at one's own. Pictures have their own limit. */
  readonly uploadBytes: number
  /** Most answers of a poll: 10 in older references, 12 in newer ones. */
  readonly pollAnswers: number
  /** A look-up ends after this many numbers in a row under which there is nothing: more than an album taken down has. */
  readonly emptyNumbers: number
  /** Most numbers one look-up tries. */
  readonly numbersTried: number
}

export const defaults: TelegramSettings = {
  apiUrl: 'https://api.telegram.org',
  linkUrl: 'https://t.me',
  uploadBytes: 50_000_000,
  pollAnswers: 12,
  emptyNumbers: 15,
  numbersTried: 40,
}

/** What the parts of the connector share. */
export interface Telegram extends TelegramSettings {
  /** The highest message number this process knows of each channel: where a look-up begins. */
  readonly newest: Map<string, number>
}

/** Numbers only grow. */
export function noteNumber({ newest }: Telegram, chatId: string, number: number): void {
  newest.set(chatId, Math.max(number, newest.get(chatId) ?? 0))
}
