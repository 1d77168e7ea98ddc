import { boardPress } from './press.ts'
import { quarterSheet } from './testing-sheets.ts'
import { writeFileSync } from 'node:fs'
const p = boardPress()
for (const s of ['a3', 'a4']) {
  const t = performance.now()
  const b = await p.draw([quarterSheet()], s)
  console.log(s, b.length, performance.now() - t)
  writeFileSync(`/tmp/l4/${s}.pdf`, b)
}
await p.close()
