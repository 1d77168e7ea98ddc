import { getCase, getEdition } from '@xiangzhi/contract'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, it } from 'vitest'
import { testDatabase } from '#platform/database/testing'
import { listCounterDifferences, rebuildCounters } from '#kernel/cases'
import { publishScheduled } from './index.ts'
import { drafted, makeDisclosureWorld, move, published } from './testing-disclosure.ts'

const fileOf = (name: string): string => readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8')

/** Texts and their reviews as they were kept when a text had a status of its review beside the case. */
const asBefore = `
alter table edition drop constraint edition_status_check, drop constraint edition_check3;
drop index edition_one_draft, edition_scheduled;
update edition e set status = case c.state when 'submitted' then 'in-review' when 'checked' then 'checked' else 'scheduled' end
  from case_subject s join case_record c on c.county = s.county and c.id = s.case_id
  where s.county = e.county and s.kind = 'edition' and s.subject_id = e.id and e.status = 'held' and c.is_open;
update case_record set state = 'signed', status = 'done', is_open = false, outcome = 'signed', closed_at = coalesce(closed_at, changed_at),
    owner_role = null, owner_id = null
  where process = 'disclosure-review' and state in ('signed', 'published');
alter table edition add constraint edition_status_check
  check (status in ('draft', 'in-review', 'checked', 'scheduled', 'live', 'superseded', 'withdrawn', 'abandoned'));
alter table edition add constraint edition_check3 check (status not in ('scheduled', 'live', 'superseded', 'withdrawn') or signed_by is not null);
create unique index edition_one_draft on edition (county, publication_id) where status in ('draft', 'in-review', 'checked', 'scheduled');
create index edition_scheduled on edition (county, publish_at, id) where status = 'scheduled';
`

it('texts and reviews of before are carried over as they stood, and go on from there', async () => {
  const world = await makeDisclosureWorld()
  const clerk = world.staff('village-clerk')
  const publishAt = '2026-11-25T00:00:00Z'
  const draft = (await drafted(world, { period: '2026-09' })).id
  const submitted = (await drafted(world, { period: '2026-08' })).id
  await move(world, submitted, 'submit', clerk)
  const checked = (await drafted(world, { period: '2026-07' })).id
  await move(world, checked, 'submit', clerk)
  await move(world, checked, 'check', world.staff('oversight-member'))
  const scheduled = await published(world, { period: '2026-06', publishAt })
  const recalled = await published(world, { period: '2026-05', publishAt })
  const live = await published(world, { period: '2026-04' })
  const statusOf = async (id: string) => (await world.run(getEdition, clerk, { editionId: id })).edition
  const stand = async () =>
    Promise.all([draft, submitted, checked, scheduled, recalled, live].map(async (id) => (await statusOf(id)).status))
  const before = await stand()
  expect(before).toEqual(['draft', 'in-review', 'checked', 'scheduled', 'scheduled', 'live'])

  const owner = new pg.Client({ connectionString: (await testDatabase()).url })
  await owner.connect()
  try {
    await owner.query(asBefore)
    await world.db.write(world.county, rebuildCounters)
    for (const file of ['0068-publications-held.sql', '0069-cases-reviews.sql']) await owner.query(fileOf(file))
  } finally {
    await owner.end()
  }

  expect(await stand()).toEqual(before)
  expect(await world.db.read(world.county, listCounterDifferences)).toEqual([])
  const caseOf = async (id: string) =>
    world.run(getCase, world.staff('village-leader'), { caseId: (await statusOf(id)).caseId ?? '' })
  expect(await caseOf(live)).toMatchObject({ state: 'published', status: 'done', outcome: 'published' })
  const waiting = await caseOf(scheduled)
  expect(waiting).toMatchObject({ state: 'signed', status: 'in-hand', closedAt: null, outcome: null })
  expect(waiting.standing.desk).toMatchObject({ role: 'village-leader' })

  expect(await move(world, recalled, 'recall', world.staff('village-leader'), '数字有误')).toBe('draft')
  expect(await move(world, checked, 'sign', world.staff('village-leader'))).toBe('live')
  const failed: unknown[] = []
  const at = new Date('2026-11-25T00:00:01Z')
  expect(await publishScheduled(world.db, world, world.county, at, (error) => failed.push(error))).toBe(1)
  expect(failed).toEqual([])
  expect(await stand()).toEqual(['draft', 'in-review', 'live', 'live', 'draft', 'live'])
  expect(await world.db.read(world.county, listCounterDifferences)).toEqual([])
})
