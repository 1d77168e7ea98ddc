import { exportEditionTable, importEditionTable } from '@xiangzhi/contract'
import { totalsOf, yuanOf } from '@xiangzhi/language'
import { App, Button, Pagination } from 'antd'
import { type ClipboardEvent, useRef, useState } from 'react'
import { call, newRequestId, problemSentence } from '../api-client.ts'
import { ExportButton } from '../export-button.tsx'
import { Icon } from '../icon.tsx'
import { useText } from '../text.tsx'
import { type BlockOf, cellOf, paste, readPasted, typedCell } from './draft-content.ts'
import { hasFindings, SheetFindings } from './sheet-findings.tsx'
import { WideFrame } from './wide-frame.tsx'

type TableBlock = BlockOf<'table'>
type Column = TableBlock['columns'][number]

const PAGE = 50

function Cell({
  column,
  value,
  label,
  change,
  onPaste,
}: {
  column: Column
  value: string | number | null | undefined
  label: string
  change: (value: string | number | null) => void
  onPaste: (event: ClipboardEvent<HTMLInputElement>) => void
}) {
  const [typing, setTyping] = useState<string>()
  const shown = typing ?? typedCell(column, value)
  const wrong = typing !== undefined && cellOf(column, typing) === undefined
  return (
    <input
      className={column.align === 'text' ? 'xo-cell' : 'xo-cell xz-num'}
      value={shown}
      aria-label={label}
      aria-invalid={wrong || undefined}
      inputMode={column.align === 'text' ? 'text' : 'decimal'}
      onPaste={onPaste}
      onBlur={() => setTyping(undefined)}
      onChange={({ target }) => {
        setTyping(target.value)
        const read = cellOf(column, target.value)
        if (read !== undefined) change(read)
      }}
    />
  )
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

/** Brings a sheet into the table of the saved draft, or takes it out to be filled elsewhere. */
function ExcelButtons({
  editionId,
  at,
  settle,
  renewed,
}: {
  editionId: string
  at: number
  settle: () => Promise<number | undefined>
  renewed: () => Promise<void>
}) {
  const { t, language } = useText()
  const { message, modal } = App.useApp()
  const [busy, setBusy] = useState(false)
  const chosen = useRef<HTMLInputElement>(null)
  const bring = async (file: File): Promise<void> => {
    setBusy(true)
    try {
      const version = await settle()
      if (version === undefined) return
      const answer = await call(importEditionTable, {
        editionId,
        requestId: newRequestId(),
        version,
        block: at,
        file: await base64Of(file),
      })
      await renewed()
      const title = t('text.disclosureDesk.excelDone', { n: answer.rows })
      if (hasFindings(answer)) modal.info({ title, content: <SheetFindings answer={answer} /> })
      else void message.success(title)
    } catch (error) {
      void message.error(problemSentence(language, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <ExportButton
        size="small"
        operation={exportEditionTable}
        filter={{ editionId, block: at }}
        fileName={t('text.disclosureDesk.kind.table')}
        label={t('text.disclosureDesk.excelOut')}
        before={async () => (await settle()) !== undefined}
      />
      <Button size="small" loading={busy} onClick={() => chosen.current?.click()}>
        {t('text.disclosureDesk.excelIn')}
      </Button>
      <input
        ref={chosen}
        type="file"
        accept=".xlsx,.csv"
        hidden
        aria-label={t('text.disclosureDesk.excelIn')}
        onChange={({ target }) => {
          const file = target.files?.[0]
          target.value = ''
          if (file) void bring(file)
        }}
      />
    </>
  )
}

/** A table that takes what was copied from a spreadsheet, and whole Excel sheets. Money columns sum themselves up. */
export function TableBlock({
  block,
  at,
  editionId,
  change,
  settle,
  renewed,
}: {
  block: TableBlock
  at: number
  editionId: string
  change: (block: TableBlock) => void
  settle: () => Promise<number | undefined>
  renewed: () => Promise<void>
}) {
  const { t } = useText()
  const { message } = App.useApp()
  const [page, setPage] = useState(1)
  const pages = Math.max(1, Math.ceil(block.rows.length / PAGE))
  const from = (Math.min(page, pages) - 1) * PAGE
  const shown = block.rows.slice(from, from + PAGE)
  const total = totalsOf(block)
  const put = (row: number, key: string, value: string | number | null): void =>
    change({ ...block, rows: block.rows.map((one, index) => (index === row ? { ...one, [key]: value } : one)) })
  const onPaste = (row: number, column: number) => (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n]/.test(text.trimEnd())) return
    event.preventDefault()
    const pasted = paste(block, { row, column }, readPasted(text))
    change(pasted.table)
    if (pasted.wrong > 0) void message.warning(t('text.disclosureDesk.pastedWrong', { n: pasted.wrong }))
  }
  return (
    <>
      <div className="xo-buttons">
        <ExcelButtons editionId={editionId} at={at} settle={settle} renewed={renewed} />
        <span className="xz-soft xz-small">{t('text.disclosureDesk.pasteHint')}</span>
      </div>
      <WideFrame name="xo-table-frame" label={block.heading ?? t('text.disclosureDesk.kind.table')}>
        <table className="xo-table">
          <thead>
            <tr>
              <th scope="col" className="xo-slim">
                #
              </th>
              {block.columns.map((column) => (
                <th key={column.key} scope="col" className={column.align === 'text' ? undefined : 'xz-num'}>
                  {column.align === 'money' ? t('text.open.block.yuan', { label: column.label }) : column.label}
                </th>
              ))}
              <th scope="col" className="xo-slim">
                <span className="xo-unseen">{t('text.disclosureDesk.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => {
              const rowAt = from + index
              const n = rowAt + 1
              return (
                <tr key={rowAt}>
                  <td className="xz-soft xz-num">{n}</td>
                  {block.columns.map((column, columnAt) => (
                    <td key={column.key}>
                      <Cell
                        column={column}
                        value={row[column.key]}
                        label={t('text.disclosureDesk.cellOf', { n, label: column.label })}
                        change={(value) => put(rowAt, column.key, value)}
                        onPaste={onPaste(rowAt, columnAt)}
                      />
                    </td>
                  ))}
                  <td>
                    <Button
                      type="text"
                      size="small"
                      aria-label={t('text.disclosureDesk.removeOf', { n })}
                      icon={<Icon name="cross" size={14} />}
                      onClick={() => change({ ...block, rows: block.rows.filter((_, other) => other !== rowAt) })}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
          {total ? (
            <tfoot>
              <tr>
                <th scope="row">{t('text.disclosureDesk.total')}</th>
                {block.columns.map(({ key, align }) => (
                  <td key={key} className="xz-num">
                    {align === 'money' ? yuanOf(total[key] ?? 0) : (total[key] ?? '—')}
                  </td>
                ))}
              </tr>
            </tfoot>
          ) : null}
        </table>
      </WideFrame>
      <div className="xo-buttons">
        <Button
          size="small"
          type="dashed"
          onClick={() => {
            change({ ...block, rows: [...block.rows, {}] })
            setPage(Math.ceil((block.rows.length + 1) / PAGE))
          }}
        >
          {t('text.disclosureDesk.rowAdd')}
        </Button>
        {pages > 1 ? (
          <Pagination
            size="small"
            current={Math.min(page, pages)}
            pageSize={PAGE}
            total={block.rows.length}
            showSizeChanger={false}
            onChange={setPage}
          />
        ) : null}
      </div>
    </>
  )
}
