import type { Capabilities, Form, OptionField } from '../rules/capabilities.ts'
import { profiles } from '../rules/profiles.ts'
import type { InstagramSettings, Login } from './settings.ts'

const dayMs = 24 * 60 * 60_000
/** What only the Facebook login has parameters for. */
const onFacebookLoginOnly: ReadonlySet<string> = new Set(['paidPartnership', 'sponsors'])

/** What an account may post. @param quota posts in 24 hours, as the account itself reports them */
export function capabilitiesOf(login: Login, quota: number | null, settings: InstagramSettings): Capabilities {
  const known = profiles.instagram
  const { options = [], forms = [], images, video } = known
  return {
    ...known,
    ...(images && settings.takesPng && { images: { ...images, types: [...images.types, 'image/png'] } }),
    ...(video && { video: { ...video, maxBytes: settings.reelBytes } }),
    forms: forms.map((form) => (form.name === 'carousel' ? withFilmsOf(settings.carouselFilmMs, form) : form)),
    options: options
      .filter(({ name }) => login === 'facebook' || !onFacebookLoginOnly.has(name))
      .map((option) => (settings.carouselCollaborators ? option : withoutCarousel(option))),
    ...(quota !== null && { limits: [{ of: 'account', max: quota, windowMs: dayMs }] }),
  }
}

function withFilmsOf(maxDurationMs: number, form: Form): Form {
  const { video } = form.but
  return video ? { ...form, but: { ...form.but, video: { ...video, maxDurationMs } } } : form
}

function withoutCarousel(option: OptionField): OptionField {
  if (option.name !== 'collaborators' || !option.forms) return option
  return { ...option, forms: option.forms.filter((form) => form !== 'carousel') }
}
