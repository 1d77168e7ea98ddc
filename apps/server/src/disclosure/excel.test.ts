import { exportEditionTable, getEdition, importEditionTable } from '@xiangzhi/contract'
import ExcelJS from 'exceljs'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { drafted, makeDisclosureWorld } from './testing-disclosure.ts'

it('a table goes out to Excel in yuan, is filled there, and comes back in fen with what did not fit named', async () => {
  const world = await makeDisclosureWorld()
  const clerk = world.staff('village-clerk')
  const { id, version } = await drafted(world)
  const answer = (await world.run(exportEditionTable, clerk, { editionId: id, block: 1 })) as { file: Buffer }
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(answer.file as unknown as ArrayBuffer)
  const sheet = book.worksheets[0]
  expect(sheet?.getRow(2).values).toEqual([undefined, '姓名', '金额（元）'])
  expect(sheet?.getRow(3).values).toEqual([undefined, '李桂芳', 300])
  sheet?.addRow(['赵明', '1,234.50', '多余'])
  sheet?.addRow(['钱进', '没有'])
  const file = Buffer.from(await book.xlsx.writeBuffer()).toString('base64')
  const bring = { requestId: uuidv7(), editionId: id, version, block: 1, file }
  const brought = await world.run(importEditionTable, clerk, bring)
  expect(brought).toMatchObject({ rows: 3, wrongCells: [{ row: 5, column: '金额' }] })
  const { edition } = await world.run(getEdition, clerk, { editionId: id })
  expect(edition.content.blocks[1]).toMatchObject({
    rows: [
      { name: '李桂芳', amount: 300_00 },
      { name: '赵明', amount: 1_234_50 },
      { name: '钱进', amount: null },
    ],
  })
  const stale = { ...bring, requestId: uuidv7() }
  await expect(world.run(importEditionTable, clerk, stale)).rejects.toMatchObject({ code: 'changed-meanwhile' })
  const broken = {
    ...bring,
    requestId: uuidv7(),
    version: brought.version,
    file: Buffer.from('no sheet').toString('base64'),
  }
  await expect(world.run(importEditionTable, clerk, broken)).rejects.toMatchObject({ code: 'bad-input' })
})
