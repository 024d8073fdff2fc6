import { escapeHtml } from '../../connectors/email/letter.ts'
import type { Sender } from '../../connectors/email/newsletter.ts'

interface RequestLetter {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly language: 'vi' | 'en'
}

const words = {
  vi: {
    subject: (list: string) => `Xác nhận đăng ký “${list}”`,
    asked: (list: string, office: string) =>
      `Có người, có lẽ là bạn, đã dùng địa chỉ này để đăng ký “${list}” của ${office}.`,
    confirm: 'Mở trang xác nhận',
    until: 'Địa chỉ này dùng được trong 48 giờ. Trên trang có một nút để bạn đồng ý.',
    otherwise: 'Nếu không phải bạn, hãy bỏ qua thư này: không xác nhận thì không có thư nào được gửi.',
  },
  en: {
    subject: (list: string) => `Confirm your subscription to “${list}”`,
    asked: (list: string, office: string) =>
      `Somebody, probably you, used this address to subscribe to “${list}” of ${office}.`,
    confirm: 'Open the page that confirms it',
    until: 'The address works for 48 hours. On the page is a button with which you agree.',
    otherwise: 'If it was not you, ignore this mail: nothing is sent unless you confirm.',
  },
} as const

/** Asks the owner of a mailbox whether they want the list's letters. Opening the address decides nothing. */
export function requestLetter(
  { language: asked, name, office }: { readonly language: string; readonly name: string; readonly office: string },
  { fromName, postal }: Sender,
  address: string,
): RequestLetter {
  const language = asked === 'en' ? 'en' : 'vi'
  const say = words[language]
  const opening = say.asked(name, office)
  const foot = `${fromName}, ${postal}`
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`
  return {
    language,
    subject: say.subject(name),
    text: [opening, `${say.confirm}: ${address}`, say.until, say.otherwise, `-- \n${foot}`].join('\n\n'),
    html: `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(say.subject(name))}</title></head>
<body style="font:16px/1.55 Arial,'Noto Sans',sans-serif;color:#10232f;max-width:600px">
${paragraph(opening)}
<p><a href="${escapeHtml(address)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#0d3b5c;color:#ffffff;text-decoration:none;font-weight:bold">${escapeHtml(say.confirm)}</a></p>
${paragraph(say.until)}
${paragraph(say.otherwise)}
<p style="font-size:14px;color:#3a505e">${escapeHtml(foot)}</p></body></html>`,
  }
}
