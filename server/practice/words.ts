/** What the practice pages say themselves, in the reader's language. */
export interface Words {
  readonly language: 'vi' | 'en'
  readonly band: string
  readonly title: string
  readonly intro: string
  readonly empty: string
  readonly all: string
  readonly older: string
  readonly newest: string
  readonly continued: string
  readonly edited: string
  readonly source: string
  readonly sensitive: string
  readonly gone: string
  readonly from: string
  /** For one, and for several: `Intl.PluralRules` chooses. */
  readonly counted: Readonly<Record<string, readonly [one: string, other: string]>>
}

export const words: Readonly<Record<'vi' | 'en', Words>> = {
  vi: {
    language: 'vi',
    band: 'Mạng luyện tập: không có gì ở đây ra ngoài máy này.',
    title: 'Mạng luyện tập',
    intro: 'Nội dung đã đăng trên các kênh luyện tập, như độc giả sẽ thấy trên từng nền tảng.',
    empty: 'Chưa có gì được đăng.',
    all: 'Tất cả kênh',
    older: 'Cũ hơn',
    newest: 'Mới nhất',
    continued: 'Tiếp theo bài trước',
    edited: 'đã sửa',
    source: 'Nguồn',
    sensitive: 'Cảnh báo nội dung',
    gone: 'Bài này không còn ở đây.',
    from: 'Từ',
    counted: {
      followers: ['người theo dõi', 'người theo dõi'],
      items: ['bài', 'bài'],
      views: ['lượt xem', 'lượt xem'],
      impressions: ['lượt hiển thị', 'lượt hiển thị'],
      reactions: ['cảm xúc', 'cảm xúc'],
      comments: ['bình luận', 'bình luận'],
      shares: ['chia sẻ', 'chia sẻ'],
    },
  },
  en: {
    language: 'en',
    band: 'Practice network: nothing here leaves this machine.',
    title: 'Practice network',
    intro: 'What was published on the practice channels, as readers would see it on each platform.',
    empty: 'Nothing has been published yet.',
    all: 'All channels',
    older: 'Older',
    newest: 'Newest',
    continued: 'Continues the item before',
    edited: 'edited',
    source: 'Source',
    sensitive: 'Content warning',
    gone: 'This item is no longer here.',
    from: 'From',
    counted: {
      followers: ['follower', 'followers'],
      items: ['item', 'items'],
      views: ['view', 'views'],
      impressions: ['impression', 'impressions'],
      reactions: ['reaction', 'reactions'],
      comments: ['comment', 'comments'],
      shares: ['share', 'shares'],
    },
  },
}

/** The word for a number of something; null when the pages have none for it. */
export function wordFor({ language, counted }: Words, name: string, count: number): string | null {
  const [one, other] = counted[name] ?? [null, null]
  return new Intl.PluralRules(language).select(count) === 'one' ? one : other
}
