import type { importEditionTable } from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import { Alert } from 'antd'
import type { z } from 'zod'
import { useText } from '../text.tsx'

export type SheetAnswer = z.output<(typeof importEditionTable)['output']>

/** Whether a sheet held something that its writer should look at. */
export const hasFindings = (answer: SheetAnswer): boolean =>
  [
    answer.renamedColumns,
    answer.lostRows,
    answer.unknownColumns,
    answer.doubleColumns,
    answer.wrongCells,
    answer.totalRows,
    answer.signatureRows,
    answer.mergedCells,
  ].some(({ length }) => length > 0)

const SHOWN_MAX = 20

/** What a sheet held that was not simply filled in: unknown columns, cells that fit nowhere, rows of sums, merged cells. */
export function SheetFindings({ answer }: { answer: SheetAnswer }) {
  const { t } = useText()
  const { renamedColumns, lostRows, unknownColumns, doubleColumns, wrongCells, totalRows, signatureRows, mergedCells } =
    answer
  const names = (list: readonly string[]): string => list.join(t('text.common.comma'))
  const reason = (code: string): string => {
    const key = `text.imports.problem.${code}`
    return isTextKey(key) ? t(key) : code
  }
  return (
    <>
      {lostRows.length > 0 ? (
        <>
          <Alert type="warning" showIcon title={t('text.disclosureDesk.excelLost', { n: lostRows.length })} />
          <ul>
            {lostRows.slice(0, SHOWN_MAX).map(({ row, code, words }) => (
              <li key={row}>{t(`text.disclosureDesk.excelLost.${code}`, { row, words })}</li>
            ))}
          </ul>
        </>
      ) : null}
      {renamedColumns.map(({ title, column }) => (
        <p key={title}>{t('text.disclosureDesk.excelRenamed', { title, column })}</p>
      ))}
      {totalRows.slice(0, SHOWN_MAX).map(({ row, label, wrong }) => (
        <div key={row}>
          <p>{t('text.disclosureDesk.excelTotal', { row, label })}</p>
          {wrong.map(({ column, stated, counted }) => (
            <Alert
              key={column}
              type="warning"
              showIcon
              title={t('text.disclosureDesk.excelTotalWrong', { row, label, column, stated, counted })}
            />
          ))}
        </div>
      ))}
      {signatureRows.length > 0 ? (
        <p>{t('text.disclosureDesk.excelSigned', { rows: names(signatureRows.map(String)) })}</p>
      ) : null}
      {mergedCells.length > 0 ? (
        <>
          <p>{t('text.disclosureDesk.excelMergedNote')}</p>
          <ul>
            {mergedCells.slice(0, SHOWN_MAX).map(({ row, toRow, column }) => (
              <li key={`${row} ${column}`}>
                {row === toRow
                  ? t('text.disclosureDesk.excelMergedRow', { row, column })
                  : t('text.disclosureDesk.excelMerged', { row, toRow, column })}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {unknownColumns.length > 0 ? (
        <p>{t('text.disclosureDesk.excelUnknown', { names: names(unknownColumns) })}</p>
      ) : null}
      {doubleColumns.length > 0 ? <p>{t('text.disclosureDesk.excelDouble', { names: names(doubleColumns) })}</p> : null}
      {wrongCells.length > 0 ? (
        <>
          <p>{t('text.disclosureDesk.excelWrong')}</p>
          <ul>
            {wrongCells.slice(0, SHOWN_MAX).map(({ row, column, code }) => (
              <li key={`${row} ${column}`}>
                {t('text.disclosureDesk.excelWrongCell', { row, column })} {reason(code)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  )
}
