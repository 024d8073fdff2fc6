import { refusal, type World } from './world.ts'

type Given = Readonly<Record<string, unknown>>

/** @throws Refusal −201 by the first thing Zalo would not take */
export function checkArticle(article: Given, world: World): void {
  const { titleRefusedAt, descriptionRefusedAt } = world.quirks
  const { type, status, comment } = article
  if (type !== 'normal' && type !== 'video') throw refusal(-201, 'type accept only 2 value normal and video.')
  checkLength(article, 'title', titleRefusedAt - 1, 150)
  checkLength(article, 'description', descriptionRefusedAt - 1, 300)
  if (status !== 'show' && status !== 'hide') throw refusal(-201, 'status is invalid')
  if (comment !== 'show' && comment !== 'hide') throw refusal(-201, 'comment is invalid')
  if (type === 'video') {
    checkFilm(article['video_id'], world)
    checkAddress(article['avatar'], 'avatar')
    return
  }
  checkLength(article, 'author', 50, 50)
  checkCover(article['cover'], world)
  const { body } = article
  if (!Array.isArray(body) || body.length === 0) throw refusal(-201, 'body is invalid')
  for (const block of body as readonly Given[]) checkBlock(block, world)
}

function checkLength(article: Given, name: string, max: number, told: number): void {
  const value = article[name]
  if (typeof value !== 'string' || value.length < 1 || value.length > max)
    throw refusal(-201, `${name} allow 1 to ${told} characters`)
}

function checkCover(given: unknown, world: World): void {
  const cover = (given ?? {}) as Given
  const { cover_type: type, status, cover_view: view } = cover
  if ((type !== 'photo' && type !== 'video') || (status !== 'show' && status !== 'hide'))
    throw refusal(-201, 'cover value is invalid')
  if (type === 'photo') {
    checkAddress(cover['photo_url'], 'photo_url')
    return
  }
  checkFilm(cover['video_id'], world)
  if (!['horizontal', 'vertical', 'square'].includes(String(view))) throw refusal(-201, 'cover value is invalid')
}

function checkBlock(block: Given, world: World): void {
  switch (block['type']) {
    case 'text':
      checkText(block['content'], world.quirks.blockMax)
      return
    case 'image':
      checkAddress(block['url'], 'url')
      return
    case 'video':
      checkFilm(block['video_id'], world)
      return
    default:
      throw refusal(-201, 'body is invalid')
  }
}

function checkText(given: unknown, max: number): void {
  if (typeof given !== 'string' || given === '') throw refusal(-201, 'content is invalid')
  const letters = given.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot);/g, ' ')
  if (letters.length > max) throw refusal(-201, `content allow 1 to ${max} characters`)
}

/** Blanks and letters beyond ASCII have to be written as `%..`. */
function checkAddress(given: unknown, name: string): void {
  if (typeof given !== 'string' || !/^https?:\/\/[\x21-\x7e]+$/.test(given))
    throw refusal(-201, `${name} ${String(given)} is invalid`)
}

function checkFilm(given: unknown, { films, now }: World): void {
  const film = [...films.values()].find(({ id }) => id === given)
  if (!film || film.fails || film.readyAt > now()) throw refusal(-201, 'video_id is invalid')
}
