/** What the register says, in the languages it is read in. */
export interface Words {
  readonly language: 'vi' | 'en'
  readonly title: string
  readonly intro: string
  readonly none: string
  readonly unit: (name: string) => string
  readonly since: (day: string) => string
  readonly asData: string
  readonly otherLanguage: string
}

export const words: Readonly<Record<'vi' | 'en', Words>> = {
  vi: {
    language: 'vi',
    title: 'Kênh chính thức',
    intro:
      'Cơ quan xác nhận các tài khoản dưới đây là của mình. Tài khoản mang tên cơ quan mà không có ở đây thì không do cơ quan quản lý: trước khi tin hoặc chia sẻ, hãy đối chiếu địa chỉ.',
    none: 'Chưa có kênh nào được xác nhận.',
    unit: (name) => `Đơn vị phụ trách: ${name}`,
    since: (day) => `Xác nhận ngày ${day}`,
    asData: 'Danh sách này ở dạng dữ liệu (JSON)',
    otherLanguage: 'English',
  },
  en: {
    language: 'en',
    title: 'Official channels',
    intro:
      'The office states that the accounts below are its own. An account that bears its name and is not listed here is not run by it: compare the address before you believe or share.',
    none: 'No channel has been attested yet.',
    unit: (name) => `Run by ${name}`,
    since: (day) => `Attested on ${day}`,
    asData: 'This list as data (JSON)',
    otherLanguage: 'Tiếng Việt',
  },
}
