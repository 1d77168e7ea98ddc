import { broken, type Mutation } from './mutation.ts'

const server = 'apps/server/src/'
const platform = `${server}platform/`
const approvals = `${platform}approvals/approvals.ts`

const review = 'packages/practices/src/disclosure-review/index.ts'
const reviewed =
  'Three persons write, check and sign (村民委员会组织法 art. 35, 37); a signed text may be recalled before its hour'
const second = 'Four eyes: what needs a second person is granted by another one, once'
const bombs = 'One request cannot stall a county'
const open = 'Security: nothing inside is reached from outside'

/** Rules about second persons, traces, and what keeps the house standing. */
export const houseMutations: readonly Mutation[] = [
  broken(
    'lists for the village alone leave in a print run without being counted',
    'Exports above 500 rows need a second person, in whatever form they leave',
    {
      file: `${server}disclosure/print-run.ts`,
      search: `sum + rowsForVillage(sheet)`,
      replace: `sum + 0 * rowsForVillage(sheet)`,
    },
    `${server}disclosure/print-run.test.ts > is a file that leaves`,
  ),
  broken(
    'whoever edited a text checks it, because somebody else handed it in',
    reviewed,
    {
      file: review,
      search: `  { need: 'other-person-than', of: 'subject', persons: 'writers' },\n`,
      replace: '',
    },
    `${server}disclosure/recall.test.ts > neither checks nor signs it`,
  ),
  broken(
    'a person whom the thing itself names is no second person',
    reviewed,
    {
      file: 'packages/language/src/decide.ts',
      search: `return told(subject?.persons, need.persons).includes(personId)`,
      replace: `return told(subject?.persons, need.persons).length > 9`,
    },
    'packages/language/src/decide.test.ts',
  ),
  broken(
    'a text that was recalled keeps who signed it, and goes out at its hour',
    reviewed,
    {
      file: `${server}kernel/publications/write.ts`,
      search: `checked_by = null, checked_at = null, signed_by = null, signed_at = null`,
      replace: `checked_by = null, checked_at = null`,
    },
    `${server}disclosure/recall.test.ts > is recalled by who signed it`,
  ),
  broken(
    'a server starts although nobody does what its processes carry out',
    'Declarations are checked when loaded',
    {
      file: `${server}wiring.ts`,
      search: `  requireBeyond(declarations, { tellers, carryOuts })\n`,
      replace: '',
    },
    `${server}beyond.test.ts > the server itself looks`,
  ),
  broken(
    'whoever asked grants it',
    second,
    {
      file: approvals,
      search: `refuseUnless(isFree, 'second-person')`,
      replace: `refuseUnless(true, 'second-person')`,
    },
    `${server}api/approvals.test.ts > is granted neither by that person`,
  ),
  broken(
    'a program is a second person',
    second,
    {
      file: 'packages/language/src/permissions.ts',
      search: `return !actor.isProgram`,
      replace: `return true`,
    },
    `${server}strong-keys.test.ts > a key sees nobody who reported`,
  ),
  broken(
    'a program does what only a person does',
    second,
    {
      file: 'packages/language/src/permissions.ts',
      search: `if (actor.isProgram && (personsOnly as`,
      replace: `if (!actor.grants && (personsOnly as`,
    },
    `${server}strong-keys.test.ts > a key sees nobody who reported`,
  ),
  broken(
    'a key that signs is made by one person',
    second,
    {
      file: `${server}api/key-operations.ts`,
      search: `isGuardedRole(role))`,
      replace: `isGuardedRole(role) && role !== 'leader')`,
    },
    `${server}strong-keys.test.ts > a key that signs what is published`,
  ),
  broken(
    'whoever signs is sent away by one person',
    second,
    {
      file: `${server}kernel/people/grants.ts`,
      search: `if (!isGuardedRole(role)) {`,
      replace: `if (!isGuardedRole(role) || role === 'village-leader') {`,
    },
    `${server}api/granted-roles.test.ts > is not the only kind that takes two`,
  ),
  broken(
    'a list is taken out in slices by keys',
    'Safeguard 8: exports above 500 rows need a second person',
    {
      file: `${server}api/large-exports.ts`,
      search: `by: await sameHand(tx, by.personId),`,
      replace: `by: [by.personId],`,
    },
    `${server}api/large-exports.test.ts > what a key takes out counts`,
  ),
  broken(
    'a granted look at a reporter never ends',
    second,
    {
      file: `${server}kernel/cases/reporter.ts`,
      search: `grantOfADay.goodForHours * 3_600_000`,
      replace: `grantOfADay.goodForHours * 3_600_000_000`,
    },
    `${server}api/reporter.test.ts > a granted look`,
  ),
  broken(
    'whoever asked grants it under another account',
    second,
    {
      file: approvals,
      search: `a.asked_by is distinct from \${by.personId} and `,
      replace: ``,
    },
    `${server}api/approvals.test.ts > is granted neither by that person`,
  ),
  broken(
    'a grant is used twice',
    second,
    {
      file: approvals,
      search: `where county = \${tx.county} and id = \${approval.id}\``,
      replace: `where county = \${tx.county} and id = \${approval.id} and false\``,
    },
    `${server}api/approvals.test.ts > is used once`,
  ),
  broken(
    'a code of the second factor works twice',
    'Security: a code of the second factor works once',
    {
      file: `${platform}sign-in/second-step.ts`,
      search: `(last_step is null or last_step < \${step})`,
      replace: `(last_step is null or last_step <= \${step})`,
    },
    `${platform}sign-in/sign-in.test.ts > the second step: set up with an app`,
  ),
  broken(
    'one person takes out every file alone',
    'Safeguard 8: exports above 500 rows need a second person',
    { file: `${server}api/large-exports.ts`, search: `ROWS_ALONE_MAX = 500`, replace: `ROWS_ALONE_MAX = 500_000` },
    `${server}api/large-exports.test.ts > needs a second person`,
  ),
  broken(
    'the account of whoever signs for a village is changed by one person',
    second,
    {
      file: `${server}kernel/people/guarded.ts`,
      search: `staffRoleKeys.filter(isGuardedRole)`,
      replace: `staffRoleKeys.filter((role) => isGuardedRole(role) && role !== 'village-leader')`,
    },
    `${server}api/guarded-accounts.test.ts > signs for a village`,
  ),
  broken(
    'pairing codes are guessed without limit',
    open,
    {
      file: `${server}portal/device-routes.ts`,
      search: `else if (looks.take(request.ip, performance.now())) {`,
      replace: `else {`,
    },
    `${server}devices.test.ts > cannot be guessed in numbers`,
  ),
  broken(
    'bytes that a case still names are removed with a text',
    'Law: what a case rests on is kept as long as the case',
    {
      file: `${platform}files/uploads.ts`,
      search: `if (!named.has(key) && !(await store.removeUnused(key, before))) continue`,
      replace: `if (!(await store.removeUnused(key, before))) continue`,
    },
    `${server}disclosure/erased.test.ts > a picture that was hidden`,
  ),
  broken(
    'slices of a list are counted each by itself',
    'Safeguard 8: exports above 500 rows need a second person',
    {
      file: `${server}api/large-exports.ts`,
      search: `taken + rows <= ROWS_ALONE_MAX`,
      replace: `rows <= ROWS_ALONE_MAX`,
    },
    `${server}api/large-exports.test.ts > slices of a list`,
  ),
  broken(
    'the audit trail names who did it where it should name to whom',
    'Every audited command says whom or what it was about',
    {
      file: `${server}api/subject.ts`,
      search: `const ids = id === 'by' ?`,
      replace: `const ids = id !== '' ?`,
    },
    `${server}api/sweep.test.ts > on many things leaves a line`,
  ),
  broken(
    'one administrator makes somebody a reader of sealed cases',
    second,
    {
      file: `${server}kernel/people/grants.ts`,
      search: `if (!isGuardedRole(input.role) || vouched) {`,
      replace: `if (!isGuardedRole(input.role) || vouched !== null) {`,
    },
    `${server}api/granted-roles.test.ts > before a second person has agreed`,
  ),
  broken(
    'whoever is given a strong role is their own second person',
    second,
    {
      file: approvals,
      search: `a.person_id = any(\${[...personIds]}::uuid[]) or `,
      replace: ``,
    },
    `${server}api/granted-roles.test.ts > before a second person has agreed`,
  ),
  broken(
    'a sheet may unpack to any size',
    bombs,
    {
      file: `${platform}sheets/unzip.ts`,
      search: `if (this.bytes > this.megabytesMax * 1024 * 1024) throw`,
      replace: `if (this.bytes > this.megabytesMax * 1024 ** 3) throw`,
    },
    `${platform}sheets/read-sheet.test.ts > with too many rows or columns`,
  ),
  broken(
    'a sheet may have any number of columns',
    bombs,
    {
      file: `${platform}sheets/read-excel.ts`,
      search: `if (this.column > columnsMax) throw`,
      replace: `if (this.column > columnsMax * 1000) throw`,
    },
    `${platform}sheets/read-sheet.test.ts > with too many rows or columns`,
  ),
  broken(
    'a text file may have any number of rows',
    bombs,
    {
      file: `${platform}sheets/read-csv.ts`,
      search: `if (this.filled > rowsMax) throw`,
      replace: `if (this.filled > rowsMax * 1000) throw`,
    },
    `${platform}sheets/read-sheet.test.ts > with too many rows or columns`,
  ),
  broken(
    'browsers keep pages of the workbench for a year',
    'Operation: an upgrade reaches every browser at once',
    {
      file: `${platform}built-files/cache.ts`,
      search: `HASHED.test(path) ?`,
      replace: `path !== '' ?`,
    },
    `${server}caching.test.ts`,
  ),
  broken(
    'webhooks reach inside by an address of 6to4',
    open,
    { file: `${platform}webhooks/addresses.ts`, search: `  ['2002::', 16],\n`, replace: `` },
    `${platform}webhooks/webhooks.test.ts`,
  ),
  broken(
    'webhooks reach a name of which one address lies inside',
    open,
    {
      file: `${platform}webhooks/addresses.ts`,
      search: `const fits = found.every(`,
      replace: `const fits = found.some(`,
    },
    `${platform}webhooks/webhooks.test.ts`,
  ),
  broken(
    'what is written while the disk is full is taken on',
    'Operation: what cannot be kept is refused and said',
    {
      file: `${platform}disk/mount.ts`,
      search: `if (!disk.isFull() || !isWriting(request)) return undefined`,
      replace: `if (isWriting(request) || !isWriting(request)) return undefined`,
    },
    `${server}full-disk.test.ts`,
  ),
  broken(
    'a pack in another encoding is read as it is',
    'A pack that would fail in use is refused with file and line',
    {
      file: `${server}packs/read-pack.ts`,
      search: `if (isUtf8(bytes) && !bytes.includes(0)) return undefined`,
      replace: `if (bytes.length > 0) return undefined`,
    },
    `${server}packs/refused-packs.test.ts > files that are not UTF-8`,
  ),
]
