import type { common as chinese } from '../zh-CN/common.ts'

export const common: Record<keyof typeof chinese, string> = {
  'text.common.product': 'Xiangzhi',
  'text.common.status.received': 'Received',
  'text.common.status.in-hand': 'In hand',
  'text.common.status.done': 'Done',
  'text.common.status.not-done': 'Not done',
  'text.common.level.grid': 'Grid',
  'text.common.level.village': 'Village (community)',
  'text.common.level.town': 'Town / subdistrict',
  'text.common.level.county': 'County',
  'text.common.source.portal': 'Villager by QR code',
  'text.common.source.phone': 'Taken by phone',
  'text.common.source.counter': 'Taken at the counter',
  'text.common.source.patrol': 'Grid patrol',
  'text.common.source.hotline': 'Hotline',
  'text.common.source.api': 'Connected system',
  'text.common.source.open311': 'Open311',
  'text.common.source.import': 'Imported history',
  'text.common.source.case': 'From another case',
  'text.common.role.intake-clerk': 'Intake clerk',
  'text.common.role.dispatcher-county': 'County dispatcher',
  'text.common.role.dispatcher-town': 'Town dispatcher',
  'text.common.role.village-clerk': 'Village cadre',
  'text.common.role.grid-worker': 'Full-time grid worker',
  'text.common.role.grid-helper': 'Part-time grid worker',
  'text.common.role.department-handler': 'Department handler',
  'text.common.role.supervisor': 'Supervisor',
  'text.common.role.leader': 'Leader in charge',
  'text.common.role.mediator': 'People’s mediator',
  'text.common.role.mediation-lead': 'Town mediation lead',
  'text.common.role.helper-agent': 'Helper for formalities',
  'text.common.role.county-admin': 'System administrator',
  'text.common.role.security-admin': 'Security administrator',
  'text.common.role.auditor': 'Auditor',
  'text.common.role.oversight-member': 'Village oversight committee member',
  'text.common.role.village-leader': 'Village leader',
  'text.common.role.discipline-liaison': 'Discipline liaison',
  'text.common.refusal.sign-in-first': 'Please sign in first.',
  'text.common.refusal.not-allowed': 'You may not do this. If you need to, ask your administrator.',
  'text.common.refusal.not-found': 'Not found, or not for you to see.',
  'text.common.refusal.changed-meanwhile':
    'Somebody changed this just now. Look at the newest state and act again; what you typed is still here.',
  'text.common.refusal.request-reused':
    'The same submission number came with other content. Reload the page and submit again.',
  'text.common.refusal.bad-input': 'Some of what was entered is not right. Please check the marked places.',
  'text.common.refusal.not-from-this-state': 'This cannot be done at the present step. Look at the newest state.',
  'text.common.refusal.need-field': 'Please fill in “{field}”.',
  'text.common.refusal.need-children-closed':
    '{count} whistled {count|case is|cases are} still open; close {count|it|them} first.',
  'text.common.refusal.need-reason': 'Please give a reason.',
  'text.common.refusal.need-level': 'This cannot be done at the present level.',
  'text.common.refusal.need-unit': 'Please choose the handling unit.',
  'text.common.refusal.avoidance':
    'You are connected with this matter and must step aside; let somebody else handle it.',
  'text.common.refusal.impact-needed':
    'This item holds personal data: its impact on those in it has to be assessed before anything is published (PIPL art. 55). Fill in the form under Disclosure, Impact assessments.',
  'text.common.refusal.confirmation-needed':
    '“{title}” has {count} places that speak of illness or read like a name. Open it, look at each, and say why it may be public before this step.',
  'text.common.refusal.second-person':
    'Another person must do this: nobody approves what they asked for, wrote or checked themselves.',
  'text.common.refusal.approval-needed':
    'Another person must approve this first. Ask for it and say why; once granted, it can be used one time while it is good.',
  'text.common.refusal.export-approval-needed':
    'Within 24 hours you have taken {taken} rows out of this list, and this file has {rows}. Together above {limit}, another person must approve first, however the list is cut.',
  'text.common.refusal.last-supervisor':
    'Then nobody in the county could supervise this matter any more. Have another supervisor or discipline liaison appointed first.',
  'text.common.refusal.approval-expired':
    'This request has waited too long and has run out. Whoever asked must ask again.',
  'text.common.refusal.too-late': 'The time to ask for this ({days} {days|day|days}) is over. You can report it anew.',
  'text.common.refusal.too-large': 'The file is too large. At most {limit} MB each.',
  'text.common.refusal.too-many-files':
    'More than {limit} files at once. Nothing was taken; please send fewer at a time.',
  'text.common.refusal.form-too-large':
    'More was written than a form can carry ({limit} KB). Nothing was taken; please make it shorter and send it again.',
  'text.common.refusal.not-a-photo': 'This file is not a photo, or is damaged. Please choose another.',
  'text.common.refusal.photo-heic':
    'This is a HEIC photo, which cannot be opened here yet. On an iPhone choose Settings – Camera – Formats – Most Compatible and take it again; of a photo you already have, send a screenshot.',
  'text.common.refusal.photo-too-large':
    'This picture has more than {limit} × 10,000 pixels and was not opened. Send a screenshot of it, or a smaller copy.',
  'text.common.refusal.place-unknown': 'This place is not known. Please choose a village from the list.',
  'text.common.refusal.merge-itself': 'A case cannot be merged into itself or into one that was merged away.',
  'text.common.refusal.nothing-to-answer': 'There is no question waiting for you.',
  'text.common.refusal.try-later': 'Too many tries. Please try again later.',
  'text.common.refusal.code-wrong': 'The code is wrong or has expired. Please ask for a new one.',
  'text.common.refusal.clock-not-running': 'This clock is not running now.',
  'text.common.refusal.clock-fixed': 'The law sets this period. It can be neither paused nor extended.',
  'text.common.refusal.asked-enough':
    'This clock was extended already, or a request for it still waits. Please wait for the decision.',
  'text.common.refusal.not-yet-done': 'This matter is not finished yet.',
  'text.common.refusal.admins-apart': 'System, security and audit administration must be held by different people.',
  'text.common.refusal.password-weak':
    'A password has at least 10 characters, is not common and does not contain the user name.',
  'text.common.refusal.wrong-too-often':
    'The password was wrong several times. Try again in {seconds} {seconds|second|seconds}; if you forgot it, ask the security administrator.',
  'text.common.refusal.second-step-needed':
    'Your duties require the second step, so it cannot be switched off. For a new telephone ask the security administrator.',
  'text.common.refusal.boundary-wrong': 'The boundary is not right: {problem}.',
  'text.common.refusal.overlap': 'There already is such a record for this time; check the dates.',
  'text.common.refusal.in-use': 'Still in use in {count} {count|place|places}; it cannot be ended.',
  'text.common.refusal.import-not-ready':
    'Not possible for this file now: a file can be applied once it is read without mistakes, and undone once it was applied.',
  'text.common.refusal.sheet-unreadable':
    'This file is neither an Excel (.xlsx) nor a CSV sheet, or it is damaged. Open it in Excel or WPS, save it as .xlsx and upload it again.',
  'text.common.refusal.sheet-old':
    'This sheet has the old format (.xls) or a password. Open it in Excel or WPS, remove the password, save it as .xlsx and upload it again.',
  'text.common.refusal.sheet-too-long':
    'The sheet has more than {limit} rows with something in them. Please upload it in several files.',
  'text.common.refusal.sheet-too-wide':
    'Row {row} still holds something beyond column {limit}. Delete the columns you do not need and upload it again.',
  'text.common.refusal.sheet-too-large':
    'This sheet unpacks to too much and was not read. Copy the rows you need into a new sheet, without formats and pictures, and upload that; if it is still too large, use several files.',
  'text.common.refusal.sheet-too-slow':
    'This sheet was not read to its end within {limit} seconds. Copy the rows you need into a new sheet, or use several files, and upload again.',
  'text.common.refusal.sheet-text-too-long':
    'Row {row}, column {column} holds more than {limit} characters. Please shorten it and upload again.',
  'text.common.refusal.sheet-not-text':
    'Row {row}, column {column} holds characters that cannot be read: the encoding of the file is wrong. Open it in Excel or WPS, save it as .xlsx and upload it again.',
  'text.common.refusal.sheet-mixed':
    'From row {row} on the file has another encoding and would come out garbled. Bring the parts together in Excel or WPS, save as .xlsx and upload again.',
  'text.common.refusal.sheet-quote-open':
    'Row {row} has a quotation mark without its partner, so that what follows cannot be told apart. Add or delete the mark and upload again.',
  'text.common.refusal.sheet-no-heading':
    'No heading was found. Keep one row with the names of the columns, such as {columns}, and upload again.',
  'text.common.export.title': 'Cases',
  'text.common.export.number': 'Number',
  'text.common.export.category': 'Category',
  'text.common.export.summary': 'Content',
  'text.common.export.place': 'Place',
  'text.common.export.state': 'Step',
  'text.common.export.level': 'Level',
  'text.common.export.unit': 'Unit',
  'text.common.export.source': 'Source',
  'text.common.export.openedAt': 'Reported',
  'text.common.export.dueAt': 'Due',
  'text.common.export.closedAt': 'Closed',
  'text.common.export.reopened': 'Reopened',
  'text.common.counts.hidden': '＊: numbers below 5 are not published, nor a few larger ones that would tell them.',
  'text.common.nil.amount': 'No amounts in this period.',
  'text.common.nil.item': 'Nothing to report in this period.',
  'text.common.nil.counted': 'No matters of this kind had been taken in when it was counted',
  'text.common.counts.empty':
    'Figures left empty are below 5 and are not published, to protect those concerned; some larger ones are left empty as well, so that nobody can work them out.',

  'text.common.export.watermark': 'Exported by {name} at {at} for: {purpose}. For official use only.',
  'text.common.export.count': '{count} {count|case|cases}.',
  'text.common.unavailable':
    'The system cannot reach its database just now, and this may not have been done. Please try again in {seconds} {seconds|second|seconds}; nothing is done twice.',
  'text.common.busy':
    'Too many people are using it just now; this request was not carried out. Please try again in {seconds} {seconds|second|seconds}.',
  'text.common.disk-full':
    'The disk is full, so this request was not carried out; what was saved is still there. Tell the administrator to make room and try again later.',
  'text.common.bug':
    'Something went wrong on our side; what you typed is not lost. Try again later, or tell the administrator the number {requestId}.',
  'text.common.unit.workingDays': '{n} working {n|day|days}',
  'text.common.unit.workingMinutes': '{n} working {n|minute|minutes}',
  'text.common.unit.workingHours': '{n} working {n|hour|hours}',
  'text.common.unit.days': '{n} {n|day|days}',
  'text.common.unit.hours': '{n} {n|hour|hours}',
  'text.common.unit.minutes': '{n} {n|minute|minutes}',
  'text.common.deadline.left': '{amount} left',
  'text.common.deadline.late': '{amount} late',
  'text.common.deadline.paused': 'Clock paused',
  'text.common.deadline.provisional': 'Provisional (holidays of {year} not yet announced)',
  'text.common.deadline.untimed': 'No time limit',
  'text.common.system': 'System',
  'text.common.reporter': 'Reporter',
  'text.common.demo': 'Demo data',
  'text.common.schematic': 'Schematic map',
  'text.common.comma': ', ',
  'text.common.semicolon': '; ',
  'text.common.colon': ': ',
  'text.common.aside': ' ({what})',
  'text.common.basis.article': '{source}, art. {article}',
  'text.common.basis.part': '{source} ({article})',
  'text.common.basis.standard': '{source}, {article}',
}
