/** A text as people search and compare it: without marks and capitals, `Đường phượng` as `duong phuong`. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase()
}

/** A text in the letters of an address: `Bản tin cảng` as `ban-tin-cang`; "" where none of it is a letter. */
export function slugOf(text: string): string {
  return foldText(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
