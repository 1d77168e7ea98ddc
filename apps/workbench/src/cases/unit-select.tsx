import { listUnits } from '@xiangzhi/contract'
import { Select } from 'antd'
import { useRead } from '../api-client.ts'
import { byShortName } from '../short-names.ts'
import { useText } from '../text.tsx'

/** The units that could be given a case; the one that the county's routing suggests comes first. */
export function useUnits(caseId: string) {
  return useRead(listUnits, { caseId }, { staleTime: 60_000 })
}

/** Chooses one unit or several, with their load beside their names. */
export function UnitSelect({
  caseId,
  many = false,
  id,
  value,
  onChange,
}: {
  caseId: string
  many?: boolean
  id?: string
  value?: string | string[]
  onChange?: (value: string | string[]) => void
}) {
  const { t, language } = useText()
  const units = useUnits(caseId)
  return (
    <Select
      {...(id ? { id } : {})}
      {...(many ? { mode: 'multiple' as const } : {})}
      showSearch={byShortName('name', 'nameEn', 'line')}
      loading={units.isPending}
      placeholder={t('text.workbench.form.chooseUnit')}
      value={(value ?? (many ? [] : null)) as never}
      onChange={onChange as never}
      options={(units.data?.units ?? []).map((unit) => ({
        value: unit.id,
        name: unit.name,
        nameEn: unit.nameEn,
        line: unit.line,
        label: `${language === 'en' ? unit.nameEn : unit.name}${unit.suggested ? ` · ${t('text.workbench.unit.suggested')}` : ''} · ${t('text.workbench.unit.load', { open: unit.openCases, late: unit.lateCases })}`,
      }))}
    />
  )
}
