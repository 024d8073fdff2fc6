import { Button, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Unit } from '../../../server/contract/people.ts'
import { useCan } from '../../lib/session.ts'
import { unitName, useUnits } from '../../lib/units.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { fieldErrors } from '../../ui/faults.ts'
import { PencilIcon, PlusIcon } from '../../ui/icons.tsx'
import { useSettingsSteps } from './api.ts'
import classes from './settings.module.css'
import { type Branch, growTree, idsWithin } from './tree.ts'

/** Departments, districts, press bodies: whose content it is, and who belongs where. */
export function UnitSettings() {
  const { t, i18n } = useTranslation('settings')
  const units = useUnits()
  const canManage = useCan('people.manage')
  const [edited, setEdited] = useState<Unit | 'new' | null>(null)
  const tree = growTree(units, i18n.language)
  return (
    <Card
      title={t('units.title')}
      aside={
        canManage && (
          <Button leftSection={<PlusIcon />} onClick={() => setEdited('new')}>
            {t('units.add')}
          </Button>
        )
      }
    >
      <Branches branches={tree} onEdit={canManage ? setEdited : null} />
      {edited && (
        <UnitDialog unit={edited === 'new' ? null : edited} tree={tree} units={units} onClose={() => setEdited(null)} />
      )}
    </Card>
  )
}

interface BranchesProps {
  readonly branches: readonly Branch[]
  readonly onEdit: ((unit: Unit) => void) | null
}

function Branches({ branches, onEdit }: BranchesProps) {
  const { t, i18n } = useTranslation('settings')
  return (
    <ul className={classes.tree}>
      {branches.map(({ unit, children }) => {
        const name = unitName(unit, i18n.language)
        return (
          <li key={unit.id}>
            <span className={classes.unit}>
              {name}
              {onEdit && (
                <button
                  type="button"
                  className={classes.pencil}
                  aria-label={t('units.edit', { name })}
                  title={t('units.editTitle')}
                  onClick={() => onEdit(unit)}
                >
                  <PencilIcon />
                </button>
              )}
            </span>
            {children.length > 0 && <Branches branches={children} onEdit={onEdit} />}
          </li>
        )
      })}
    </ul>
  )
}

interface UnitDialogProps {
  /** null for a new one. */
  readonly unit: Unit | null
  readonly tree: readonly Branch[]
  readonly units: readonly Unit[]
  readonly onClose: () => void
}

function UnitDialog({ unit, tree, units, onClose }: UnitDialogProps) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { createUnit, updateUnit } = useSettingsSteps()
  const form = useForm({
    initialValues: {
      name: unit?.name ?? '',
      nameEn: unit?.nameEn ?? '',
      parentId: unit ? unit.parentId : (tree[0]?.unit.id ?? null),
    },
  })
  const own = unit ? idsWithin(tree, unit.id) : new Set()
  const parents = units
    .filter(({ id }) => !own.has(id))
    .map((parent) => ({ value: parent.id, label: unitName(parent, i18n.language) }))
  const save = async () => {
    const { name, nameEn, parentId } = form.getValues()
    const given = { name, nameEn: nameEn.trim() === '' ? null : nameEn, parentId }
    try {
      if (unit) await updateUnit(unit.id, given)
      else await createUnit(given)
    } catch (error) {
      form.setErrors(fieldErrors(t, error))
      throw error
    }
  }
  return (
    <ConfirmDialog
      opened
      title={unit ? t('units.edit', { name: unitName(unit, i18n.language) }) : t('units.add')}
      confirm={unit ? t('common:action.save') : t('units.create')}
      onConfirm={save}
      onClose={onClose}
    >
      <Stack gap="sm">
        <TextInput label={t('units.name')} maxLength={200} required data-autofocus {...form.getInputProps('name')} />
        <TextInput label={t('units.nameEn')} maxLength={200} {...form.getInputProps('nameEn')} />
        <Select
          label={t('units.parent')}
          placeholder={t('units.top')}
          data={parents}
          searchable
          clearable
          {...form.getInputProps('parentId')}
        />
      </Stack>
    </ConfirmDialog>
  )
}
