import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

/** Mantine asks for ten shades; ours come from tokens.css, which knows light from dark by itself. */
const shades = (token: string): MantineColorsTuple => {
  const color = `var(${token})`
  return [color, color, color, color, color, color, color, color, color, color]
}

const tones = {
  navy: { strong: 'navy', hover: 'navy-hover', soft: 'navy-soft', on: 'on-navy' },
  red: { strong: 'red', hover: 'red-hover', soft: 'red-soft', on: 'on-red' },
} as const
const isTone = (color: string | undefined): color is keyof typeof tones => color !== undefined && color in tones
const token = (name: string) => `var(--hd-${name})`

const variantColorResolver: VariantColorsResolver = (input) => {
  const color = input.color ?? input.theme.primaryColor
  if (input.variant === 'default')
    return {
      background: token('surface'),
      hover: token('surface-3'),
      color: token('ink'),
      border: `1px solid ${token('line-strong')}`,
    }
  if (!isTone(color)) return defaultVariantColorsResolver(input)
  const { strong, hover, soft, on } = tones[color]
  switch (input.variant) {
    case 'filled':
      return { background: token(strong), hover: token(hover), color: token(on), border: '1px solid transparent' }
    case 'light':
      return { background: token(soft), hover: token('surface-3'), color: token(strong), border: 'none' }
    case 'outline':
      return {
        background: 'transparent',
        hover: token(soft),
        color: token(strong),
        border: `1px solid ${token(strong)}`,
      }
    case 'subtle':
      return {
        background: 'transparent',
        hover: token('surface-3'),
        color: token(strong),
        border: '1px solid transparent',
      }
    default:
      return defaultVariantColorsResolver(input)
  }
}

const buttonSize = { '--button-height': 'var(--hd-ctl)', '--button-padding-x': '12px', '--button-fz': '13px' }
/** A dialog's head is a header element, which readers would take for a second banner of the page. */
const noBanner = { header: { role: 'presentation' } }
const isCompact = (size: unknown) => typeof size === 'string' && size.startsWith('compact')

export const theme = createTheme({
  fontFamily: 'var(--hd-font)',
  colors: { navy: shades('--hd-navy'), red: shades('--hd-red') },
  primaryColor: 'navy',
  variantColorResolver,
  defaultRadius: 'md',
  radius: { xs: '2px', sm: 'var(--hd-r-1)', md: 'var(--hd-r-2)', lg: 'var(--hd-r-3)', xl: '16px' },
  spacing: { xs: '4px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.5', sm: '1.54', md: '1.57', lg: '1.5', xl: '1.4' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px', lineHeight: '28px' }, h2: { fontSize: '16px', lineHeight: '24px' } },
  },
  shadows: { sm: 'var(--hd-shadow-1)', md: 'var(--hd-shadow-2)', lg: 'var(--hd-shadow-3)', xl: 'var(--hd-shadow-3)' },
  breakpoints: { xs: '22.5em', sm: '48em', md: '62em', lg: '75em', xl: '90em' },
  cursorType: 'pointer',
  focusRing: 'never',
  // By name, so that a component's code comes with the page that uses it. Mantine writes sizes as inline styles; ours
  // grow on touch screens, which only a variable can.
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      vars: (_theme: unknown, { size }: { size?: unknown }) => ({ root: isCompact(size) ? {} : buttonSize }),
    },
    ActionIcon: { defaultProps: { variant: 'subtle' }, vars: () => ({ root: { '--ai-size': 'var(--hd-ctl)' } }) },
    Input: {
      vars: () => ({ wrapper: { '--input-height': 'var(--hd-ctl)', '--input-fz': 'var(--hd-input-fz)' } }),
    },
    Modal: {
      defaultProps: {
        radius: 'lg',
        centered: true,
        transitionProps: { duration: 200, transition: 'fade' },
        attributes: noBanner,
      },
    },
    Drawer: { defaultProps: { attributes: noBanner } },
  },
})

/** Mantine's own variables, pointed at the tokens. They are the same in both schemes: the tokens switch. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-body': token('surface'),
    '--mantine-color-text': token('ink'),
    '--mantine-color-dimmed': token('ink-3'),
    // Labels of segmented controls, light and dark.
    '--mantine-color-gray-7': token('ink-2'),
    '--mantine-color-dark-1': token('ink-2'),
    '--mantine-color-placeholder': token('ink-3'),
    '--mantine-color-anchor': token('navy'),
    '--mantine-color-error': token('bad'),
    '--mantine-color-default': token('surface'),
    '--mantine-color-default-hover': token('surface-3'),
    '--mantine-color-default-color': token('ink'),
    '--mantine-color-default-border': token('line-strong'),
    '--mantine-color-disabled': token('surface-3'),
    '--mantine-color-disabled-color': token('ink-3'),
    '--mantine-color-disabled-border': token('line'),
    '--mantine-primary-color-filled': token('navy'),
    '--mantine-primary-color-filled-hover': token('navy-hover'),
    '--mantine-primary-color-light': token('navy-soft'),
    '--mantine-primary-color-light-hover': token('surface-3'),
    '--mantine-primary-color-light-color': token('navy'),
    '--mantine-primary-color-contrast': token('on-navy'),
    '--mantine-font-size-md': '14px',
  },
  light: {},
  dark: {},
})
