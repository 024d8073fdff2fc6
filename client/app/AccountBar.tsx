import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { send } from '../lib/api.ts'
import { initialsOf } from '../lib/initials.ts'
import { meQuery, useMe } from '../lib/session.ts'
import { SignOutIcon } from '../ui/icons.tsx'
import classes from './AccountBar.module.css'

/** Who is signed in, with their settings and the way out. */
export function AccountBar() {
  const { t } = useTranslation(['app', 'common'])
  const { member } = useMe()
  const cache = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => send('DELETE', '/session'),
    onSuccess: () => cache.setQueryData(meQuery.queryKey, null),
  })
  return (
    <div className={classes.bar}>
      <Link to="/settings?tab=me" className={classes.who ?? ''} title={t('account.settings')}>
        <span className={classes.initials} aria-hidden="true">
          {initialsOf(member.name)}
        </span>
        <span className={classes.words}>
          <span className={classes.name}>{member.name}</span>
          <span className={classes.role}>{t(`common:role.${member.role}`)}</span>
        </span>
      </Link>
      <button
        type="button"
        className={classes.out}
        aria-label={t('account.signOut')}
        title={t('account.signOut')}
        disabled={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        <SignOutIcon />
      </button>
    </div>
  )
}
