import { startEmbeddedPostgres } from '../apps/server/src/platform/database/index.ts'
import { sql, type Tx } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { databaseUrl, openWorld } from './world.ts'
import { casesOperations, caseNumbers } from '../apps/server/src/kernel/cases/index.ts'
import { countyConfig } from '../apps/server/src/platform/county-config/index.ts'
const dir = process.argv[2]!, dbn = process.argv[3]!, only = process.argv[4], verbose = process.argv[5] === '-v'
const server = await startEmbeddedPostgres({ dataDir: dir, log: silentLog, durable: false })
const w = await openWorld(databaseUrl(server.url, `bench_${dbn}`), dbn, dir)
const ops: any = casesOperations({ processes: w.installation.processes, numbers: caseNumbers(w.installation.db, () => Date.now()) })
const walk = (p: any, out: string[], depth = 0): string[] => { out.push(`${' '.repeat(depth)}${p['Node Type']}${p['Index Name'] ? ` ${p['Index Name']}` : ''}${p['Scan Direction']==='Backward'?' back':''} rows=${p['Actual Rows']}x${p['Actual Loops']}${p['Rows Removed by Filter'] ? ` removed=${p['Rows Removed by Filter']}` : ''}${verbose && p['Index Cond'] ? ' cond='+p['Index Cond'] : ''}${verbose && p['Filter'] ? ' filter='+p['Filter'] : ''}`); for (const c of p.Plans ?? []) walk(c, out, depth + 1); return out }
const scen: [string, string, string, any][] = [
  ...(['dispatcher-county','dispatcher-town','village-clerk','grid-worker','department-handler'] as const).flatMap((r) => [
    [`list ${r}`, r, 'listCases', { sort: 'newest', limit: 50 }],
    [`list ${r} status done`, r, 'listCases', { sort: 'newest', limit: 50, status: ['done'] }],
    [`list ${r} status not-done`, r, 'listCases', { sort: 'newest', limit: 50, status: ['not-done'] }],
    [`list ${r} status in-hand`, r, 'listCases', { sort: 'newest', limit: 50, status: ['in-hand'] }],
    [`list ${r} open`, r, 'listCases', { sort: 'newest', limit: 50, open: true }],
    [`list ${r} due`, r, 'listCases', { sort: 'due', limit: 50 }],
    [`list ${r} late due`, r, 'listCases', { sort: 'due', limit: 50, late: true }],
    [`list ${r} late newest`, r, 'listCases', { sort: 'newest', limit: 50, late: true }],
    [`list ${r} category`, r, 'listCases', { sort: 'newest', limit: 50, category: w.categories[5] }],
    [`list ${r} class`, r, 'listCases', { sort: 'newest', limit: 50, category: w.categories[5]!.slice(0, 3) }],
    [`list ${r} number`, r, 'listCases', { sort: 'newest', limit: 50, q: '2606151' }],
    [`list ${r} number full`, r, 'listCases', { sort: 'newest', limit: 50, q: '260615-B0007' }],
    [`list ${r} unit`, r, 'listCases', { sort: 'newest', limit: 50, unit: w.organisationId }],
    [`list ${r} mine`, r, 'listCases', { sort: 'newest', limit: 50, mine: true }],
    [`list ${r} supervised`, r, 'listCases', { sort: 'newest', limit: 50, supervised: true }],
    [`list ${r} from-until`, r, 'listCases', { sort: 'newest', limit: 50, from: '2026-03-01', until: '2026-03-31' }],
    [`work ${r}`, r, 'myWork', {}],
    [`near ${r}`, r, 'nearCases', { category: w.categories[5], lng: w.grid.lng, lat: w.grid.lat, metres: 250 }],
    [`map ${r} open`, r, 'mapCases', { open: true }],
    [`count ${r} village`, r, 'countCases', { by: 'village' }],
    [`count ${r} category`, r, 'countCases', { by: 'category' }],
  ] as any),
  ['list village of county', 'dispatcher-county', 'listCases', { sort: 'newest', limit: 50, village: w.village.id }],
  ['list village+status of county', 'dispatcher-county', 'listCases', { sort: 'newest', limit: 50, village: w.village.id, status: ['not-done'] }],
  ['list town+status of county', 'dispatcher-county', 'listCases', { sort: 'newest', limit: 50, town: w.grid.townId, status: ['not-done'] }],
  ['list sealed', 'discipline-liaison', 'listCases', { sort: 'newest', limit: 50 }],
  ['list mediator', 'mediator', 'listCases', { sort: 'newest', limit: 50 }],
  ['list mediation-lead', 'mediation-lead', 'listCases', { sort: 'newest', limit: 50 }],
  ['list helper-agent', 'helper-agent', 'listCases', { sort: 'newest', limit: 50 }],
  ['count under village category', 'dispatcher-county', 'countCases', { by: 'category', under: w.village.id }],
  ['public county', 'x', 'listPublicCases', { limit: 20 }],
  ['public village', 'x', 'listPublicCases', { limit: 20, village: w.village.code }],
  ['public village class', 'x', 'listPublicCases', { limit: 20, village: w.village.code, category: 'R03' }],
  ['public town status', 'x', 'listPublicCases', { limit: 20, town: w.village.code.slice(0, 9), status: 'not-done' }],
  ['words', 'dispatcher-county', 'listCases', { sort: 'newest', limit: 50, q: '没有这样的话' }],
]
const log: string[] = []
for (const [name, role, op, input] of scen) {
  if (only && only !== 'all' && !name.includes(only)) continue
  const plans: { ms: number; text: string; plan: string[] }[] = []
  const by = role === 'x' ? undefined : w.staff(role as any).actor
  const go = () => w.installation.db.read(w.county, async (tx) => {
    const ex: Tx = { county: tx.county, get roundTrips() { return tx.roundTrips }, send: (s) => tx.send(s), run: (s) => tx.run(s), last: (s) => tx.last(s),
      row: async (s) => { const r = await ex.rows<any>(s); return r[0] },
      rows: async (s) => { const [p] = await tx.rows<any>(sql`explain (analyze, buffers, format json) ${s}`); const q = p['QUERY PLAN'][0]; if (/case_/.test(s.text)) plans.push({ ms: q['Execution Time'], text: s.text.slice(0, 2000), plan: walk(q.Plan, [`buffers=${q.Plan['Shared Hit Blocks']}+${q.Plan['Shared Read Blocks']} planning=${q['Planning Time']}`]) }); return tx.rows(s) } }
    await ops[op]({ tx: ex, by, input, now: new Date(), sealing: w.installation.sealing })
  })
  try { await go(); plans.length = 0; await go() } catch (e) { console.log(name, 'FAILED', (e as Error).message); continue }
  for (const p of plans) { console.log(`${p.ms > 2 ? '!! ' : ''}${name}: ${p.ms.toFixed(2)} ms`); if (p.ms > 2 || only) console.log(p.plan.map((l) => '      ' + l).join('\n')); if (verbose) console.log(p.text) }
}
await w.installation.close(); await server.stop()
