/** What a letter says beside its own text, in the language of the letter. */
export interface LetterWords {
  readonly readMore: string
  readonly listen: string
  readonly picture: string
  readonly source: string
  readonly marks: Readonly<Record<'written' | 'translated' | 'drawn', string>>
  readonly machineMade: (marks: readonly string[]) => string
  readonly why: (list: string) => string
  readonly readOnPage: string
  readonly leave: string
}

const vi: LetterWords = {
  readMore: 'Xem tiếp',
  listen: 'Nghe tập này',
  picture: 'Ảnh',
  source: 'Nguồn',
  marks: { written: 'viết', translated: 'dịch', drawn: 'vẽ' },
  machineMade: (marks) => `Có máy hỗ trợ ${marks.join(', ')}; người của cơ quan đã duyệt.`,
  why: (list) => `Bạn nhận thư này vì đã đăng ký “${list}” và xác nhận địa chỉ của mình.`,
  readOnPage: 'Đọc trên trang',
  leave: 'Ngừng nhận thư',
}

const en: LetterWords = {
  readMore: 'Read more',
  listen: 'Listen to this episode',
  picture: 'Picture',
  source: 'Source',
  marks: { written: 'written', translated: 'translated', drawn: 'drawn' },
  machineMade: (marks) =>
    `${marks.join(', ')} with the help of a machine, and released by a person.`.replace(/^./, upper),
  why: (list) => `You get this letter because you subscribed to “${list}” and confirmed your address.`,
  readOnPage: 'Read on the page',
  leave: 'Unsubscribe',
}

const upper = (letter: string) => letter.toUpperCase()

export const letterWords = (language: string): LetterWords => (language.startsWith('vi') ? vi : en)
