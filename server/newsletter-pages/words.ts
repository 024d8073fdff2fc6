/** What the public pages of a newsletter say, in the languages they are read in. */
export interface PageWords {
  readonly language: 'vi' | 'en'
  readonly otherLanguage: string
  readonly by: (office: string) => string
  readonly subscribe: string
  readonly address: string
  readonly addressHint: string
  readonly consent: (list: string) => string
  readonly askedTitle: string
  readonly asked: string
  readonly badAddress: string
  readonly tooMany: string
  readonly confirmTitle: (list: string) => string
  readonly confirmText: string
  readonly confirm: string
  readonly confirmedTitle: string
  readonly confirmed: (list: string) => string
  readonly leaveTitle: (list: string) => string
  readonly leaveText: string
  readonly leave: string
  readonly leftTitle: string
  readonly left: (list: string) => string
  readonly oldTitle: string
  readonly old: string
  readonly unknownTitle: string
  readonly unknown: string
  readonly issues: string
  readonly none: string
  readonly feeds: string
  readonly podcast: string
  readonly backToList: string
  readonly listen: string
  readonly ended: string
}

const vi: PageWords = {
  language: 'vi',
  otherLanguage: 'English',
  by: (office) => `Bản tin chính thức của ${office}`,
  subscribe: 'Đăng ký nhận thư',
  address: 'Địa chỉ thư điện tử',
  addressHint: 'Chúng tôi gửi một thư đến địa chỉ này để bạn xác nhận. Chưa xác nhận thì chưa có bản tin nào được gửi.',
  consent: (list) =>
    `Khi xác nhận, bạn đồng ý nhận “${list}”. Địa chỉ chỉ dùng để gửi bản tin này; không ai theo dõi việc bạn đọc. Mỗi thư đều có chỗ để ngừng nhận.`,
  askedTitle: 'Hãy xem hộp thư của bạn',
  asked:
    'Nếu địa chỉ này chưa nhận bản tin, một thư xác nhận đang được gửi đến. Địa chỉ trong thư dùng được trong 48 giờ. Không thấy thư? Hãy xem cả mục thư rác.',
  badAddress: 'Đây chưa phải là một địa chỉ thư điện tử. Hãy xem lại.',
  tooMany: 'Có quá nhiều lượt đăng ký từ nơi này. Hãy thử lại sau một giờ.',
  confirmTitle: (list) => `Nhận “${list}”?`,
  confirmText: 'Bấm nút dưới đây để xác nhận rằng bạn muốn nhận bản tin.',
  confirm: 'Tôi muốn nhận bản tin',
  confirmedTitle: 'Đã xác nhận',
  confirmed: (list) => `Từ số tới, bạn sẽ nhận “${list}”.`,
  leaveTitle: (list) => `Ngừng nhận “${list}”?`,
  leaveText: 'Bấm nút dưới đây để không nhận thư nữa. Bạn có thể đăng ký lại bất cứ lúc nào.',
  leave: 'Ngừng nhận thư',
  leftTitle: 'Đã ngừng',
  left: (list) => `Bạn sẽ không nhận “${list}” nữa.`,
  oldTitle: 'Địa chỉ này không còn dùng được',
  old: 'Có thể nó đã được dùng, hoặc đã quá 48 giờ. Hãy đăng ký lại trên trang của bản tin.',
  unknownTitle: 'Không có trang này',
  unknown: 'Bản tin hoặc số báo này không có ở đây, hoặc đã được gỡ.',
  issues: 'Các số đã gửi',
  none: 'Chưa có số nào.',
  feeds: 'Theo dõi không cần địa chỉ thư:',
  podcast: 'Podcast',
  backToList: 'Mọi số của bản tin',
  listen: 'Nghe',
  ended: 'Bản tin này đã ngừng.',
}

const en: PageWords = {
  language: 'en',
  otherLanguage: 'Tiếng Việt',
  by: (office) => `Official newsletter of ${office}`,
  subscribe: 'Subscribe by e-mail',
  address: 'E-mail address',
  addressHint: 'We send one mail to this address, in which you confirm. No newsletter is sent before you did.',
  consent: (list) =>
    `By confirming you agree to receive “${list}”. The address is used for this newsletter alone; nobody watches what you read. Every letter says how to leave.`,
  askedTitle: 'Look into your mailbox',
  asked:
    'If this address does not get the newsletter yet, a mail to confirm it is on its way. The address in it works for 48 hours. No mail? Look among the unwanted ones too.',
  badAddress: 'This is no e-mail address yet. Please look at it again.',
  tooMany: 'There were too many subscriptions from this place. Please try again in an hour.',
  confirmTitle: (list) => `Receive “${list}”?`,
  confirmText: 'Press the button to confirm that you want the newsletter.',
  confirm: 'I want the newsletter',
  confirmedTitle: 'Confirmed',
  confirmed: (list) => `You get “${list}” from its next issue on.`,
  leaveTitle: (list) => `Stop receiving “${list}”?`,
  leaveText: 'Press the button to get no more letters. You can subscribe again at any time.',
  leave: 'Unsubscribe',
  leftTitle: 'Done',
  left: (list) => `You will not get “${list}” any more.`,
  oldTitle: 'This address no longer works',
  old: 'It may have been used already, or be older than 48 hours. Please subscribe again on the newsletter’s page.',
  unknownTitle: 'There is no such page',
  unknown: 'This newsletter or issue is not here, or was taken down.',
  issues: 'Issues so far',
  none: 'There is no issue yet.',
  feeds: 'Follow without an e-mail address:',
  podcast: 'Podcast',
  backToList: 'All issues of the newsletter',
  listen: 'Listen',
  ended: 'This newsletter has ended.',
}

export const pageWords: Readonly<Record<'vi' | 'en', PageWords>> = { vi, en }
