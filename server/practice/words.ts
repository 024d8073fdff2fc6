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
  readonly source: string
  readonly sensitive: string
  readonly gone: string
  readonly followers: (count: string) => string
  readonly items: (count: string) => string
  readonly figures: Readonly<Record<string, string>>
  readonly letter: { readonly from: string; readonly subject: string }
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
    source: 'Nguồn',
    sensitive: 'Cảnh báo nội dung',
    gone: 'Bài này không còn ở đây.',
    followers: (count) => `${count} người theo dõi`,
    items: (count) => `${count} bài`,
    figures: {
      views: 'lượt xem',
      impressions: 'lượt hiển thị',
      reactions: 'cảm xúc',
      comments: 'bình luận',
      shares: 'chia sẻ',
    },
    letter: { from: 'Từ', subject: 'Tiêu đề' },
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
    source: 'Source',
    sensitive: 'Content warning',
    gone: 'This item is no longer here.',
    followers: (count) => `${count} followers`,
    items: (count) => `${count} items`,
    figures: {
      views: 'views',
      impressions: 'impressions',
      reactions: 'reactions',
      comments: 'comments',
      shares: 'shares',
    },
    letter: { from: 'From', subject: 'Subject' },
  },
}
