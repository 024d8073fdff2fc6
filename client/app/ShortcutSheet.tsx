import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRemember } from '../lib/remember.ts'
import { useMe } from '../lib/session.ts'
import { combinationsOf, shortcutIds, shortcuts } from '../lib/shortcuts.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Keys } from '../ui/Keys.tsx'
import classes from './ShortcutSheet.module.css'

/** Every shortcut by where it works, and the switch that turns single keys off. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('keys')
  const { preferences } = useMe()
  const remember = useRemember()
  const singleKeys = preferences.singleKeys ?? true
  return (
    <Dialog opened size="lg" onClose={onClose} title={t('title')}>
      <div className={classes.sheet} data-off={!singleKeys || undefined}>
        {[...Map.groupBy(shortcutIds, (id) => shortcuts[id].place)].map(([place, ids]) => (
          <section key={place}>
            <h3>{t(`place.${place}`)}</h3>
            <dl>
              {ids.flatMap((id) =>
                combinationsOf(id).map((keys) => (
                  <div key={JSON.stringify(keys)} data-single={!keys.ctrl || undefined}>
                    <dt>{t(`act.${id}`)}</dt>
                    <dd>
                      <Keys keys={keys} />
                    </dd>
                  </div>
                )),
              )}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="md"
        label={t('single.label')}
        description={t('single.hint')}
        checked={singleKeys}
        onChange={(event) => remember({ preferences: { singleKeys: event.currentTarget.checked } })}
      />
    </Dialog>
  )
}
