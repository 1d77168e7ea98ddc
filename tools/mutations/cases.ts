import { broken, type Mutation } from './mutation.ts'

const cases = 'apps/server/src/kernel/cases/'
const server = 'apps/server/src/'
const api = `${server}api/`

/** What one case shows of another, who acts on it, and what strangers can do with it. */
const through = 'Design: a case shows through another only to whoever may read it by itself'
const sealed = 'Safeguard 10: a sealed matter is the liaison’s alone, with all that hangs on it'
const burden = 'Design: no stranger stops a clerk’s work, or has others written to'
const stranded = 'A case never waits at an empty desk, and a pause ends'

/** Rules about cases. */
export const caseMutations: readonly Mutation[] = [
  broken(
    'related cases are shown to whoever may not read them',
    through,
    {
      file: `${cases}related.ts`,
      search: `\${tx.county} and \${readableCases(tx, actor, processes)} and c.id`,
      replace: `\${tx.county} and c.id`,
    },
    `${server}related-cases.test.ts > the parent through its child`,
  ),
  broken(
    'a timeline names cases that its reader may not read',
    through,
    {
      file: `${cases}related.ts`,
      search: `facts: withoutUnread(line.action, line.facts, readable) })`,
      replace: `facts: line.facts })`,
    },
    `${server}related-cases.test.ts > the case it was a part of once`,
  ),
  broken(
    'reporters of merged cases go on reading one that was sealed',
    sealed,
    {
      file: `${cases}reading.ts`,
      search: `  if (confidentiality === 'sealed') return 'neutral'\n`,
      replace: ``,
    },
    `${server}related-reporters.test.ts > see after sealing`,
  ),
  broken(
    'followers go on reading what is not public any more',
    through,
    {
      file: `${cases}reading.ts`,
      search: `return isPublic && confidentiality === 'open' ?`,
      replace: `return isPublic !== undefined && confidentiality === 'open' ?`,
    },
    `${server}related-reporters.test.ts > a follower of what is not public`,
  ),
  broken(
    'what was merged into a sealed case stays open',
    sealed,
    {
      file: `${cases}sealing.ts`,
      search: `for (const merged of input.mergedCases) {`,
      replace: `for (const merged of input.mergedCases.slice(0, 0)) {`,
    },
    `${server}related-cases.test.ts > is sealed with it`,
  ),
  broken(
    'a case that is given a sealed category stays open',
    sealed,
    {
      file: `${cases}classifying.ts`,
      search: `!(declared.sealed || routing.to.sealed === true)`,
      replace: `!(routing.rule === '')`,
    },
    `${server}sealed-by-category.test.ts > is sealed with what was merged into it`,
  ),
  broken(
    'an answer that names somebody in office reaches them',
    sealed,
    {
      file: `${cases}write.ts`,
      search: `if (by.kind === 'reporter' || comesToOthers(before, after))`,
      replace: `if (comesToOthers(before, after))`,
    },
    `${server}named-officials.test.ts > seals it when it is the answer`,
  ),
  broken(
    'a reporter reads what another reporter answered',
    through,
    {
      file: `${cases}progress.ts`,
      search: ` and coalesce(e.facts -> 'reporterOf' ->> 'id', \${last.id}::text) = \${named.id}::text) end`,
      replace: `) end`,
    },
    `${server}related-reporters.test.ts > read of questions and answers only`,
  ),
  broken(
    'a sealed case is read by everybody who reads its process',
    sealed,
    {
      file: `${cases}reading.ts`,
      search: `  if (confidentiality === 'sealed') return readsSealed(grant.role)\n`,
      replace: ``,
    },
    `${server}related-cases.test.ts > the parent through its child`,
  ),
  broken(
    'a sealed case is merged with one that is not',
    sealed,
    {
      file: `${cases}sealing.ts`,
      search: `if ((one.confidentiality === 'sealed') !== (other.confidentiality === 'sealed'))`,
      replace: `if (one.id === other.id)`,
    },
    `${server}related-cases.test.ts > are not joined`,
  ),
  broken(
    'a follower raises the version of a case',
    burden,
    {
      file: `${cases}followers.ts`,
      search: `set follower_count = follower_count + 1 where`,
      replace: `set follower_count = follower_count + 1, version = version + 1 where`,
    },
    `${server}public-writes.test.ts > keeps no clerk from acting`,
  ),
  broken(
    'one telephone follows a case many times',
    burden,
    {
      file: `${cases}followers.ts`,
      search: `and w.token_hash <> \${hash}`,
      replace: `and w.token_hash = \${hash}`,
    },
    `${server}related-reporters.test.ts > each number is told once`,
  ),
  broken(
    'public writes have no limits',
    burden,
    {
      file: `${server}platform/public-writes/limits.ts`,
      search: `if (waitMs > 0) throw`,
      replace: `if (waitMs > Number.MAX_VALUE) throw`,
    },
    `${server}public-writes.test.ts > ends for one source`,
  ),
  broken(
    'a form that declares no limit is mounted',
    burden,
    {
      file: `${server}platform/public-writes/declared.ts`,
      search: `if (writes && !contract.has(url) && !Object.hasOwn(declared, url))`,
      replace: `if (writes && url === '')`,
    },
    `${server}public-writes.test.ts > is no address of ours unless`,
  ),
  broken(
    'a case stays at a desk at which nobody sits',
    stranded,
    {
      file: 'packages/language/src/next-actions.ts',
      search: `return first === -1 ? seats : seats.slice(0, first + 1)`,
      replace: `return first === -1 ? seats : seats.slice(0, 1)`,
    },
    `${api}empty-desks.test.ts > of a vacant grid falls`,
  ),
  broken(
    'a pause has no end',
    stranded,
    {
      file: `${cases}clocks.ts`,
      search: `remainingMinutes: remaining, nextAt: end, ...after }`,
      replace: `remainingMinutes: remaining, nextAt: null, ...after }`,
    },
    `${api}case-parts.test.ts > keeps a visible date`,
  ),
  broken(
    'a pause may be as long as anybody likes',
    stranded,
    {
      file: `${cases}time.ts`,
      search: `if (span.amount > pauseDaysMax * perDay) throw`,
      replace: `if (span.amount > pauseDaysMax * perDay * 1000) throw`,
    },
    `${api}case-parts.test.ts > has an end also`,
  ),
  broken(
    'whoever did not answer counts as satisfied in the indicators',
    'Safeguard 36: satisfied needs the reporter, silence counts as no answer',
    {
      file: `${cases}measures.ts`,
      search: 'lines.push(sql`c.satisfied`)',
      replace: 'lines.push(sql`c.satisfied is distinct from false`)',
    },
    `${api}safeguards.test.ts > is counted of those alone`,
  ),
  broken(
    'the share of satisfied counts those who did not answer among the asked',
    'Safeguard 36: satisfied needs the reporter, silence counts as no answer',
    {
      file: `${cases}measures.ts`,
      search: 'lines.push(sql`c.satisfied is not null`)',
      replace: 'lines.push(sql`true`)',
    },
    `${api}safeguards.test.ts > is counted of those alone`,
  ),
  broken(
    'contacts are kept ten years after closing',
    '个人信息保护法 art. 19, 47; Safeguard 8: deletion really deletes',
    { file: `${cases}forget-contacts.ts`, search: `interval '2 years'`, replace: `interval '10 years'` },
    `${server}retention.test.ts > contacts are deleted two years`,
  ),
  broken(
    'numbers of followers outlive the two years',
    '个人信息保护法 art. 19, 47; Safeguard 8: deletion really deletes',
    {
      file: `${cases}forget-contacts.ts`,
      search: `update case_follower set phone_sealed = null, phone_hash = null, confirmed_at = null\n`,
      replace: `update case_follower set confirmed_at = null\n`,
    },
    `${server}retention.test.ts > contacts are deleted two years`,
  ),
  broken(
    'an upload that belongs to something is attached once more',
    through,
    {
      file: `${server}platform/files/uploads.ts`,
      search: `and f.attached_at is null and \${mine} returning`,
      replace: `and \${mine} returning`,
    },
    `${server}file-routes.test.ts > is attached to no report`,
  ),
  broken(
    'an upload is attached by whoever knows its id',
    through,
    {
      file: `${server}platform/files/uploads.ts`,
      search: `and f.attached_at is null and \${mine} returning`,
      replace: `and f.attached_at is null and (true or \${mine}) returning`,
    },
    `${server}file-routes.test.ts > is attached to no report`,
  ),
  broken(
    'a paper that was hidden stays where else it got',
    'Safeguard 8: deletion really deletes',
    {
      file: `${server}platform/files/uploads.ts`,
      search: `    if (deletable)\n`,
      replace: `    if (!deletable)\n`,
    },
    `${server}disclosure/erased.test.ts > is in no case either`,
  ),
  broken(
    'one source uses up what all share',
    burden,
    {
      file: `${server}platform/public-writes/limits.ts`,
      search: `shared.includes(per) ? Math.floor(times / 4) : 0`,
      replace: `shared.includes(per) ? 0 : 0`,
    },
    `${server}public-writes.test.ts > ends for one source`,
  ),
]
