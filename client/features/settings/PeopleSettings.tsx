import { ActionIcon, Button, Menu } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../server/contract/people.ts'
import { useMe } from '../../lib/session.ts'
import { unitName, useUnits } from '../../lib/units.ts'
import { Card } from '../../ui/Card.tsx'
import { MoreIcon, PlusIcon } from '../../ui/icons.tsx'
import { membersQuery } from './api.ts'
import { CreateMemberDialog, DisableMemberDialog, EditMemberDialog, GivePasswordDialog } from './MemberDialogs.tsx'
import classes from './settings.module.css'

type Asked =
  | { readonly kind: 'create' }
  | { readonly kind: 'edit' | 'password' | 'disable'; readonly member: Member }
  | null

/** Who may do what here. */
export function PeopleSettings() {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { data: members } = useSuspenseQuery(membersQuery)
  const units = useUnits()
  const me = useMe()
  const [asked, setAsked] = useState<Asked>(null)
  const close = () => setAsked(null)
  const unitOf = ({ unitId }: Member) => {
    const unit = units.find(({ id }) => id === unitId)
    return unit ? unitName(unit, i18n.language) : ''
  }
  return (
    <Card
      title={t('people.title')}
      aside={
        <Button leftSection={<PlusIcon />} onClick={() => setAsked({ kind: 'create' })}>
          {t('people.add')}
        </Button>
      }
    >
      <ul className={classes.people}>
        {members.map((member) => (
          <li key={member.id} data-disabled={member.disabled || undefined}>
            <div className={classes.who}>
              <p className={classes.name}>
                {member.name}
                {member.id === me.member.id && <span className={classes.tag}>{t('people.you')}</span>}
                {member.disabled && <span className={classes.tag}>{t('people.disabled')}</span>}
              </p>
              <p className={classes.hint}>{member.email}</p>
            </div>
            <p className={classes.role}>
              {t(`common:role.${member.role}`)}
              <span className={classes.hint}>{unitOf(member)}</span>
            </p>
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <ActionIcon
                  variant="default"
                  aria-label={t('people.more', { name: member.name })}
                  title={t('people.moreTitle')}
                >
                  <MoreIcon />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setAsked({ kind: 'edit', member })}>{t('people.edit')}</Menu.Item>
                {member.id !== me.member.id && (
                  <Menu.Item onClick={() => setAsked({ kind: 'password', member })}>
                    {t('people.givePassword')}
                  </Menu.Item>
                )}
                <Menu.Item onClick={() => setAsked({ kind: 'disable', member })}>
                  {member.disabled ? t('people.enable') : t('people.disable')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </li>
        ))}
      </ul>
      {asked?.kind === 'create' && <CreateMemberDialog onClose={close} />}
      {asked?.kind === 'edit' && <EditMemberDialog member={asked.member} onClose={close} />}
      {asked?.kind === 'password' && <GivePasswordDialog member={asked.member} onClose={close} />}
      {asked?.kind === 'disable' && <DisableMemberDialog member={asked.member} onClose={close} />}
    </Card>
  )
}
