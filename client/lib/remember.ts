import { useMantineColorScheme } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Me } from '../../server/contract/people.ts'
import { send } from './api.ts'
import { chooseContrast } from './contrast.ts'
import { changeLanguage, type InterfaceLanguage } from './i18n.ts'
import { meQuery } from './session.ts'

interface Change {
  readonly language?: InterfaceLanguage
  readonly preferences?: Me['preferences']
}

/** Remembers a choice with the person, so that it holds on every device. The page has changed already. */
export function useRemember() {
  const cache = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: (change: Change) => send<Me>('PATCH', '/me', change),
    onSuccess: (me) => cache.setQueryData(meQuery.queryKey, me),
  })
  return mutate
}

/** Shows the page the way the person chose, on this device or another. */
export function useChosenLook(me: Me): void {
  const { setColorScheme } = useMantineColorScheme()
  const { language } = me.member
  const { colorScheme, contrast } = me.preferences
  useEffect(() => changeLanguage(language), [language])
  useEffect(() => {
    if (colorScheme) setColorScheme(colorScheme)
  }, [colorScheme, setColorScheme])
  useEffect(() => {
    if (contrast) chooseContrast(contrast)
  }, [contrast])
}
