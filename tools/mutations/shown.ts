import { broken, type Mutation } from './mutation.ts'

const server = 'apps/server/src/'
const portal = `${server}portal/`
const language = 'packages/language/src/'
const publications = `${server}kernel/publications/`

const door = 'Design: nothing public bypasses the screen; 个人信息保护法 art. 25'
const masks = 'Safeguard 6: what is published of persons is masked, minors never'
const committed = 'What was published is proved to the byte, attachments included'
const money = '村民委员会组织法 art. 35: accounts are true'

/** Rules about what the public is shown. */
export const shownMutations: readonly Mutation[] = [
  broken(
    'pages show words unscreened',
    door,
    {
      file: `${portal}html.ts`,
      search: `escape(place === 'shown' ? publicText(part) : wellFormed(part))`,
      replace: `escape(wellFormed(part))`,
    },
    `${portal}html.test.ts`,
  ),
  broken(
    'CSV files show words unscreened',
    door,
    {
      file: `${portal}disclosure-csv.ts`,
      search: `(typeof cell === 'string' ? publicText(cell, contactsAt(at, column)) : cell)`,
      replace: `cell`,
    },
    `${server}public-sweep.test.ts`,
  ),
  broken(
    'feeds show words unscreened',
    door,
    { file: `${portal}feeds.ts`, search: `escapeMarkup(publicText(text))`, replace: `escapeMarkup(text)` },
    `${server}public-sweep.test.ts`,
  ),
  broken(
    'Open311 shows words unscreened',
    door,
    { file: `${server}open311/answer.ts`, search: `const shown = publicValue(value)`, replace: `const shown = value` },
    `${server}public-sweep.test.ts`,
  ),
  broken(
    'the public part of the interface for programs shows words unscreened',
    door,
    {
      file: `${server}api/http.ts`,
      search: `operation.audience === 'public' ? publicValue(answer) : answer`,
      replace: `answer`,
    },
    `${server}public-sweep.test.ts`,
  ),
  broken(
    'public documents carry control characters',
    'What leaves as HTML, XML, JSON, CSV or a calendar is well formed, whatever was typed',
    {
      file: `${language}public-text.ts`,
      search: `screenText(wellFormed(text), contacts)`,
      replace: `screenText(text, contacts)`,
    },
    `${server}public-sweep.test.ts > every public document is well formed`,
  ),
  broken(
    'a text goes on with words of illness that nobody confirmed',
    'Safeguard 6; 个人信息保护法 art. 28, 29: sensitive data goes out only for a stated reason',
    {
      file: `${publications}confirmations.ts`,
      search: `open.length === 0, 'confirmation-needed'`,
      replace: `true, 'confirmation-needed'`,
    },
    `${server}disclosure/confirmations.test.ts`,
  ),
  broken(
    'a part that its item wants filled may be handed in empty',
    money,
    {
      file: `${publications}problems.ts`,
      search: `...checkFilled(content, item.template),`,
      replace: ``,
    },
    `${server}disclosure/nil-return.test.ts`,
  ),
  broken(
    'one person confirms doubtful words for all three',
    'Safeguard 6: writer, checker and signer confirm each for themselves',
    { file: `${publications}confirmations.ts`, search: `.filter(({ personId }) => personId === by)`, replace: `` },
    `${server}disclosure/confirmations.test.ts`,
  ),
  broken(
    'a number of the configuration that was changed is shown by the grant of the former one',
    'A mobile number is shown where a second person let that very number through',
    {
      file: `${server}kernel/publications/county-numbers.ts`,
      search: ` && kept.number === one.number`,
      replace: ``,
    },
    `${server}county-numbers.test.ts`,
  ),
  broken(
    'a file is handed out under a name with a number of a person',
    door,
    {
      file: `${server}platform/files/send.ts`,
      search: `encodeURIComponent(publicText(name))`,
      replace: `encodeURIComponent(name)`,
    },
    `${server}platform/files/files.test.ts > never has a number of a person in its name`,
  ),
  broken(
    'papers of strangers open under our own address',
    'Security: a paper is a program of whoever wrote it',
    {
      file: `${server}platform/files/send.ts`,
      search: `isPicture || inViewer ? 'inline' : 'attachment'`,
      replace: `isPicture || inViewer ? 'inline' : 'inline'`,
    },
    `${server}platform/files/files.test.ts > is shown when we have drawn it anew`,
  ),
  broken(
    'a padded name is published whole',
    masks,
    { file: `${language}mask-names.ts`, search: `/(\\s*[、，,`, replace: `/(\\s*[ \u3000、，,` },
    `${language}masking-kinds.test.ts`,
  ),
  broken(
    'whose age cannot be read is grown up',
    masks,
    { file: `${language}masking.ts`, search: `age === 'unreadable' || `, replace: `` },
    `${language}masking-kinds.test.ts`,
  ),
  broken(
    'whose age is missing is grown up',
    masks,
    {
      file: `${language}masking.ts`,
      search: `return said.every((age) => age === 'nothing')`,
      replace: `return said.length === 0`,
    },
    `${language}masking-kinds.test.ts`,
  ),
  broken(
    'a company is masked like a person',
    'An organisation has none of a person’s rights to be masked',
    {
      file: `${language}mask-names.ts`,
      search: `if (name === '' || isOrganisation(name)) return typed`,
      replace: `if (name === '') return typed`,
    },
    `${language}masking-kinds.test.ts`,
  ),
  broken(
    'a name that its row states is shown in a sentence',
    masks,
    {
      file: `${language}masking.ts`,
      search: `const { text: masked, found } = this.names.mask(this.unnumbered(text, where))`,
      replace: `const { text: masked, found } = { text: this.unnumbered(text, where), found: false }`,
    },
    `${language}masking-kinds.test.ts`,
  ),
  broken(
    'counts of one to four persons are published',
    'Safeguard 9: published counts below five are suppressed',
    { file: `${language}small-counts.ts`, search: `smallestShown = 5`, replace: `smallestShown = 1` },
    `${language}small-counts.test.ts`,
  ),
  broken(
    'a town shows what its county hides',
    'Safeguard 9: published counts below five are suppressed',
    {
      file: `${language}small-counts.ts`,
      search: `dark.length === 0 ? smallestOf`,
      replace: `dark.length < 0 ? smallestOf`,
    },
    `${language}small-counts.test.ts`,
  ),
  broken(
    'a table typed by hand keeps its small counts',
    'Safeguard 9: published counts below five are suppressed',
    {
      file: `${language}mask-counts.ts`,
      search: `if (align !== 'number') return false`,
      replace: `if (align !== 'text') return false`,
    },
    'apps/server/src/small-counts.test.ts',
  ),
  broken(
    'a text commits to no bytes of its papers',
    committed,
    {
      file: `${publications}attachments.ts`,
      search: `bytes, sha256: toHex(sha256), ...small }`,
      replace: `bytes, ...small }`,
    },
    `${server}disclosure/draft-papers.test.ts > a paper is what was uploaded`,
  ),
  broken(
    'a check of papers does not read their bytes',
    committed,
    {
      file: `${publications}attachments.ts`,
      search: `if (paper.storeKey !== sha256 || (await bytes(paper.storeKey)) !== sha256)`,
      replace: `if (paper.storeKey !== sha256)`,
    },
    `${server}disclosure/tampering.test.ts`,
  ),
  broken(
    'another paper passes for one that a text names',
    committed,
    {
      file: 'packages/verify/src/proof-file.ts',
      search: `papers.every((bytes) => named.has(toHex(sha256(bytes))))`,
      replace: `papers.every((bytes) => named.size > 0 || bytes.length === 0)`,
    },
    'packages/verify/src/proof-file.test.ts',
  ),
  broken(
    'what was published and taken back is not owed again',
    'What is missing is shown: an item that was taken back is missing again',
    {
      file: `${server}disclosure/moves.ts`,
      search: `await owedAgain(tx, environment, found.publication,`,
      replace: `void (() => owedAgain)(tx, environment, found.publication,`,
    },
    `${server}disclosure/withdrawn-duties.test.ts > what was published in time`,
  ),
  broken(
    'a row of sums is an entry like others',
    money,
    {
      file: `${language}content.ts`,
      search: `typeof first === 'string' && isTotalLabel(first)`,
      replace: `typeof first === 'string' && first === ''`,
    },
    `${language}statement.test.ts`,
  ),
  broken(
    'a row of sums of a sheet becomes somebody',
    money,
    {
      file: `${server}disclosure/filled-table.ts`,
      search: `if (typeof first === 'string' && isTotalLabel(first)) return`,
      replace: `if (typeof first === 'string' && first === '') return`,
    },
    `${server}disclosure/excel.test.ts > rows of sums become nobody`,
  ),
  broken(
    'a statement opens with any balance',
    money,
    {
      file: `${language}statement.ts`,
      search: `expected !== undefined && expected !== block.opening && !explained`,
      replace: `expected !== undefined && expected !== expected && !explained`,
    },
    `${language}statement.test.ts`,
  ),
  broken(
    'a month that has not ended is reported as ended',
    money,
    {
      file: `${language}statement.ts`,
      search: `lastDay !== null && lastDay >= today ?`,
      replace: `lastDay !== null && lastDay === '' ?`,
    },
    `${language}statement.test.ts`,
  ),
  broken(
    'the party organisation does not study works first',
    '村民委员会组织法 art. 28; 农村集体经济组织法 art. 26',
    {
      file: 'packages/practices/src/disclosure/model-documents.ts',
      search: `      study,\n      step('立项决议'`,
      replace: `      step('立项决议'`,
    },
    'packages/practices/src/disclosure/disclosure.test.ts',
  ),
  broken(
    'a paper with an identity number in it is handed in',
    door,
    {
      file: `${publications}problems.ts`,
      search: `if (found.length > 0) return`,
      replace: `if (found.length > 99) return`,
    },
    `${server}disclosure/searched-papers.test.ts`,
  ),
  broken(
    'a paper that nothing could open counts as clean',
    door,
    {
      file: `${server}platform/paper-search/search-pdf.ts`,
      search: `if (why !== undefined) return`,
      replace: `if (why === 'too-large') return`,
    },
    `${server}platform/paper-search/search-paper.test.ts > damaged`,
  ),
  broken(
    'the text of what two persons hid stays in its draft',
    'Personal data that should never have been published goes when two persons say so; 个人信息保护法 art. 47',
    {
      file: `${publications}hiding.ts`,
      search: 'content = ${sql.json({ blocks: [] })},',
      replace: '',
    },
    `${server}disclosure/erased.test.ts`,
  ),
  broken(
    'the bytes of what two persons hid stay on the disk',
    'Personal data that should never have been published goes when two persons say so; 个人信息保护法 art. 47',
    {
      file: `${publications}hiding.ts`,
      search: `await takeUploadsBack(tx, papers, now)`,
      replace: `await takeUploadsBack(tx, [], now)`,
    },
    `${server}disclosure/erased.test.ts`,
  ),
  broken(
    'what stays of a hidden text is not compared with the log',
    committed,
    {
      file: `${publications}verify.ts`,
      search: `return document.commitment === entry.commitment ? undefined`,
      replace: `return document.format === 'xiangzhi-hiding/2' ? undefined`,
    },
    `${server}disclosure/tampering.test.ts`,
  ),
  broken(
    'a standing text that was taken back is due by its old date',
    'Design: what was published and withdrawn is missing again',
    {
      file: `${server}kernel/duties/keep.ts`,
      search: `if (kept.length > 0) await bringForward(`,
      replace: `if (kept.length > 999) await bringForward(`,
    },
    `${server}disclosure/withdrawn-duties.test.ts > missing at once`,
  ),
  broken(
    'an assembly that nobody announced owes no report',
    '农村集体经济组织法 art. 46',
    {
      file: `${language}disclosure.ts`,
      search: `'members-assembly': 'members-assembly-held',`,
      replace: ``,
    },
    `${server}disclosure/events.test.ts > never announced`,
  ),
]
