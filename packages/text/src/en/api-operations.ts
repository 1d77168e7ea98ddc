import type { apiOperations as chinese } from '../zh-CN/api-operations.ts'

export const apiOperations: Record<keyof typeof chinese, string> = {
  'text.api.operation.about': 'Versions of the software, the database, the processes and the configuration',
  'text.api.operation.actAsReporter': 'Say that it is solved, that it is not, hand in papers, rate, withdraw',
  'text.api.operation.actOnCase': 'Make a transition of the process',
  'text.api.operation.addJointArea': 'Join places to an area',
  'text.api.operation.addOrganisation': 'Add an organisation',
  'text.api.operation.addPerson': 'Add a person; telephone numbers are sealed',
  'text.api.operation.addPlace': 'Add a place below another one',
  'text.api.operation.answerQuestion': 'Answer a question about the report',
  'text.api.operation.askForTime': 'Ask to pause a clock or to extend it; a second person decides',
  'text.api.operation.askReporter': 'Ask the reporter something; the answer comes back through the private link',
  'text.api.operation.askToReveal':
    'Ask to see who reported; a second person decides, and the reporter sees that it happened',
  'text.api.operation.assignCase': 'Give the case to one person of the unit that owns it, or back to the unit',
  'text.api.operation.cancelImport': 'Give up an import before it is applied',
  'text.api.operation.changeOrganisation':
    'Change the names, the line or the superior of an organisation, or end it on a day',
  'text.api.operation.changePerson':
    'Correct what is known of a person; what is left out stays, a null telephone number is really removed',
  'text.api.operation.changePlace': 'Correct names and the marker of a place; its code and parent never change',
  'text.api.operation.checkConfigPart': 'Everything that is wrong with a changed part, against the other parts too',
  'text.api.operation.classifyCase':
    'Correct category or place; the limit and the route follow, and the change is kept',
  'text.api.operation.commentOnCase': 'Add a remark or files for colleagues, or a line that the reporter sees too',
  'text.api.operation.commitImport': 'Apply a dry run without mistakes, whole or not at all',
  'text.api.operation.countCases': 'Cases by place and status, and by category, from kept counters',
  'text.api.operation.countDuties':
    'How many duties were kept in time, by village, town or duty: numerator, denominator, exclusions',
  'text.api.operation.countMessages': 'How many of my messages wait to be read',
  'text.api.operation.addPushSubscription': 'Tell me in this browser',
  'text.api.operation.endDutyCalendar': 'End my private calendar address',
  'text.api.operation.endPushSubscription': 'Tell me no longer in a browser of mine',
  'text.api.operation.exemptDuty': 'Exempt a place from a duty once, with a reason that is published',
  'text.api.operation.getDuty': 'One duty: who answers for it, how its deadline was counted, what happened',
  'text.api.operation.getDutyCalendar': 'Whether I have a private calendar address, and since when',
  'text.api.operation.liftDutyExemption': 'Take an exemption back: the duty is due again by its old date',
  'text.api.operation.exportDuties': 'Duties under a filter, as a file',
  'text.api.operation.listDuties': 'Duties by deadline: what is due, what is late, what was done',
  'text.api.operation.makeDutyCalendar': 'Make a private calendar address (iCalendar); one made before ends',
  'text.api.operation.noteDutyKept': 'Write down that a duty was kept, where nothing else shows it',
  'text.api.operation.testPush': 'Send a test to my browsers',
  'text.api.operation.previewMessageRow':
    'A row of the message matrix that is being written, with a made-up case in it, by each way',
  'text.api.operation.withdrawApproval': 'Take back a request of my own that waits for a second person',
  'text.api.operation.decideApproval':
    'Grant or refuse, as a second person, what somebody asked for; never by whoever asked',
  'text.api.operation.exportApprovals': 'Requests to a second person under a filter, as a file',
  'text.api.operation.listApprovals':
    'What waits for a second person: what whoever asks may decide, and what they asked for themselves',
  'text.api.operation.testWebhook': 'Send a made-up delivery to an address, signed like all others',
  'text.api.operation.retryDelivery': 'Send a delivery again under the same id',
  'text.api.operation.coverage':
    'What is not covered: households in no grid, grids without a worker, villages without a grid or a clerk',
  'text.api.operation.coverageProof':
    'Households in no grid or in two, overlapping grids, grids without a worker, lanes without a chief, households without contact',
  'text.api.operation.createAccount': 'Make an account for a person; its first password is told once',
  'text.api.operation.createApiKey':
    'Make a key for another system; the key itself is shown in this answer and never again',
  'text.api.operation.createWebhook':
    'Send changes within the reach of a key to an address; the secret of the signatures is shown once',
  'text.api.operation.decideReveal': 'Grant or refuse to show who reported',
  'text.api.operation.decideTime': 'Grant or refuse what somebody else asked for',
  'text.api.operation.deleteView': 'Forget a saved view',
  'text.api.operation.dryRunRouting':
    'What a changed routing table would have decided for the newest past cases; nothing is changed',
  'text.api.operation.endGrant': 'End a role on a day; that it was held stays on record',
  'text.api.operation.endJointArea': 'End a joint area on a day',
  'text.api.operation.endOffice': 'Record that an office ended',
  'text.api.operation.endPlace': 'End a place on a day; old cases keep it',
  'text.api.operation.endResponsibility': 'End a responsibility on a day',
  'text.api.operation.endSessions': 'End every session of an account',
  'text.api.operation.endWebhook': 'Stop sending changes to an address',
  'text.api.operation.exportAuditTrail': 'The audit trail under a filter, as a file',
  'text.api.operation.exportCases':
    'The filtered list as an Excel file, with a watermark line naming who took it and when; never a reporter',
  'text.api.operation.exportCoverageProof': 'The proof of coverage as an Excel file, one line for each gap',
  'text.api.operation.exportDevices': 'Touch screens and set-top boxes under a filter, as a file',
  'text.api.operation.exportMessageDeliveries': 'The ledger of deliveries under a filter, as a file',
  'text.api.operation.exportGrants': 'The roles held today under a filter, as an Excel file',
  'text.api.operation.exportOrganisations': 'The filtered organisations as an Excel file',
  'text.api.operation.exportPersons': 'Staff with their roles as an Excel file; villagers are never exported from here',
  'text.api.operation.exportRelations': 'Declared relations of a person as an Excel file',
  'text.api.operation.exportPlaces': 'The filtered places as an Excel file; never households',
  'text.api.operation.followCase': '“Me too”: follow an open public case instead of reporting it again',
  'text.api.operation.getCase': 'A case with its timeline, clocks and what I may do next',
  'text.api.operation.getConfigPart': 'A configured part, now or in an earlier version, with its history',
  'text.api.operation.getCounty': 'The county: its names, categories, processes, towns and villages',
  'text.api.operation.getImport':
    'How far an import is, its totals, and its mistakes by row and column (the first 500)',
  'text.api.operation.getMessageChoices': 'By which ways I hear of what',
  'text.api.operation.getOrganisation': 'An organisation with the offices held in it',
  'text.api.operation.getPerson': 'A person, masked, with roles, offices and responsibilities',
  'text.api.operation.getPlace': 'A place with its ancestors and its boundary',
  'text.api.operation.getProgress': 'The progress of a report, by its private link',
  'text.api.operation.giveOffice': 'Record that somebody holds an office from a day on',
  'text.api.operation.giveResponsibility': 'Make a person or an organisation answer for a place',
  'text.api.operation.grantRole': 'Grant a role over a place or in an organisation',
  'text.api.operation.importTemplate': 'An empty Excel file for a roster: headings, explanations, drop-down lists',
  'text.api.operation.linkCase': 'Make this a part of another case, or no longer',
  'text.api.operation.listAccounts': 'Accounts of staff with who signs in by them',
  'text.api.operation.listApiKeys': 'Keys of connected systems, with what they reach and when they were used last',
  'text.api.operation.listAudit': 'Every command that anybody gave, the newest first',
  'text.api.operation.listCases': 'Cases within my reach, filtered, newest or most urgent first, page by page',
  'text.api.operation.listChanges': 'What changed in the cases within reach, oldest first, from a cursor on',
  'text.api.operation.listConfigParts': 'What the county configures, with versions',
  'text.api.operation.listDeliveries': 'What was sent to an address, newest first: how often, and what it answered',
  'text.api.operation.listGrants': 'Roles with their reach, held today',
  'text.api.operation.listHistory': 'Who changed a place or an organisation, when and what',
  'text.api.operation.listImports':
    'The book of imports: who brought in which file, when, and what it did; and what I may bring in',
  'text.api.operation.listJointAreas': 'Areas that cut across the tree',
  'text.api.operation.listLooks': 'Who looked at a person’s data, when and why',
  'text.api.operation.listMessageDeliveries':
    'The ledger of deliveries: what was sent, how often it was tried, what went wrong; not to which number',
  'text.api.operation.listMessages': 'My messages, newest first',
  'text.api.operation.listOrganisations': 'Departments, offices, committees and teams',
  'text.api.operation.listPersons': 'Persons within my reach, masked',
  'text.api.operation.listPlaces': 'Places of the tree; households only below a place within my reach',
  'text.api.operation.listPublicCases': 'What the public may know of the cases of a village',
  'text.api.operation.listResponsibilities': 'Who answers for a place today',
  'text.api.operation.listSavedViews': 'My saved views of a list',
  'text.api.operation.listShapes': 'Outlines of places for a map; schematic ones are marked and settle no boundary',
  'text.api.operation.listUnits':
    'Units that could be given the case: the routed one first, with their load and record in this category',
  'text.api.operation.listWebhooks': 'Where changes are sent',
  'text.api.operation.mapCases': 'Open cases as points, with the filter of the list',
  'text.api.operation.markMessagesRead': 'Mark messages of mine as read: those named, or all',
  'text.api.operation.mergeCase': 'Merge this duplicate into another case; its followers and reporter go along',
  'text.api.operation.moveCaseLevel': 'Raise or lower the level at which the case lies',
  'text.api.operation.myWork': 'Everything that waits for me, by deadline, late first, page by page',
  'text.api.operation.countMyWork':
    'How much waits for me, by counts that lead to filtered lists, with the requests that I may decide',
  'text.api.operation.nearCases': 'Open cases of the same category near a position, for merging instead of doubling',
  'text.api.operation.openCase': 'Open a case, found on patrol or taken on behalf of somebody',
  'text.api.operation.openReport': 'Report a problem as a villager, without an account',
  'text.api.operation.previewMessages': 'Every row of the message matrix with a made-up case in it',
  'text.api.operation.removeSecondStep':
    'Take the second step away from an account whose owner lost the telephone; all its sessions end',
  'text.api.operation.resetPassword': 'Give an account a new password, told once; all its sessions end',
  'text.api.operation.restoreConfigPart': 'Put an earlier version in force again, as a new version',
  'text.api.operation.resumeClock': 'Let a paused clock go on',
  'text.api.operation.retryMessageDelivery': 'Try a message once more that failed or was given up',
  'text.api.operation.revealPerson': 'See unmasked fields of a person; the look is recorded and can be shown to them',
  'text.api.operation.revealReporter': 'See, once, who reported, after it was granted; the look is recorded',
  'text.api.operation.revokeApiKey': 'End a key at once, with the roles of the technical person behind it',
  'text.api.operation.saveConfigPart':
    'Put a changed part in force; version 0 adds a part that was not there, such as the calendar of a new year',
  'text.api.operation.saveMessageChoices': 'Choose by which ways I hear of what; urgent messages always come',
  'text.api.operation.saveView': 'Keep the filter of a list under a name',
  'text.api.operation.sealCase': 'Move the case into the sealed class, out of the hands of those it concerns',
  'text.api.operation.seeAs': 'What another person may do and how far it reaches: a preview of rights, not their data',
  'text.api.operation.setAccountDisabled': 'Shut an account, or open it again',
  'text.api.operation.setBoundary': 'Draw the boundary of a place anew, from GeoJSON in CGCS2000',
  'text.api.operation.submitReport': 'Hand in a report for somebody, by the key of a connected system',
  'text.api.operation.askForContact': 'Ask a second person to show a mobile number of duty in one field',
  'text.api.operation.askForCountyNumbers':
    'Ask a second person again about the mobile numbers of the configuration that are starred',
  'text.api.operation.askForExport': 'Ask a second person for a file of more than 500 rows',
  'text.api.operation.listRelations': 'Declared relations: one’s own, or another’s for whoever keeps them',
  'text.api.operation.declareRelation': 'Declare near kin, a contract or another interest, for standing back',
  'text.api.operation.endRelation': 'End a declared relation',
  'text.api.operation.nameConcerned': 'Say whom a case concerns, or stand back oneself',
  'text.api.operation.withdrawConcerned': 'Take back that a case concerns somebody, with a reason',
  'text.api.operation.superviseCase': 'Put the case under supervision, or lift it',
  'text.api.operation.undoImport': 'Take back exactly what an import did, while nothing was built on it',
  'text.api.operation.whistleCase': 'Whistle for a department: a child case with its own clock',
  'text.api.operation.whoAmI': 'Who is signed in, with which roles and where they reach',
  'text.api.operation.listDisclosureItems':
    'The items that must be disclosed in this county, with their rhythm, deadline and legal basis',
  'text.api.operation.listExpected':
    'What must be disclosed in a time, published or not, of a village or of every village of a town',
  'text.api.operation.listWaitingEditions':
    'Texts on their way to the public within my reach, and what I may do with each',
  'text.api.operation.getEdition': 'A text with its masked preview, what was masked, and what is still wrong',
  'text.api.operation.openDraft':
    'Begin a text, or a correction of one; opens the one that is on its way if there is one',
  'text.api.operation.saveDraft': 'Save a draft over the version that was seen',
  'text.api.operation.refillDraft': 'Fill a data-linked draft anew from the cases of its place and period, as of now',
  'text.api.operation.confirmDoubts':
    'Confirm that words about illness or like a name in a text may be public, and why',
  'text.api.operation.moveEditions':
    'Hand in, check, sign, send back, recall or give up texts; many at once succeed or fail together',
  'text.api.operation.askToHideEdition':
    'Ask a second person to hide a published text: its hash and the reason stay, text and attachments are shown to nobody',
  'text.api.operation.assessImpact':
    'Assess what publishing an item with personal data does to those in it, once for the county and the catalogue',
  'text.api.operation.listImpacts': 'Assessments of the impact on personal data, and the items without one',
  'text.api.operation.withdrawEdition':
    'Take a published text back: its page stays with the reason; hide its text when it should never have been shown',
  'text.api.operation.countDisclosures':
    'On-time disclosure and questions by village: numerator, denominator and exclusions',
  'text.api.operation.printRun': 'The board sheets of a whole town, packed for printing',
  'text.api.operation.exportEditionTable': 'A table of a text as an Excel sheet, to be filled and brought in again',
  'text.api.operation.importEditionTable':
    'Bring the rows of an Excel sheet into a table of a draft; columns are known by their titles',
  'text.api.operation.getVillageDisclosure':
    'What a village (town, county) discloses: classes and items, what is published, what is due, what is missing',
  'text.api.operation.getPublicEdition':
    'A published text with its salt and place in the public log, its other editions, and questions about it',
  'text.api.operation.getPublicItem': 'One item of a village: what was published in each period, and what is missing',
  'text.api.operation.getPlaceMoney':
    'The money of a village: the newest published period, or that of a month or quarter',
  'text.api.operation.searchDisclosures':
    'Search what a village published; words are divided by blanks and must all occur',
  'text.api.operation.askAboutPublication':
    'Ask about a publication, object to it or say that it is wrong; with `aboutOfficial` only the discipline liaison reads it',
  'text.api.operation.listVillageQuestions':
    'The newest questions of a village in their moderated wording, with their answers',
  'text.api.operation.listDevices':
    'Touch screens and set-top boxes within reach: whether they live and what they show',
  'text.api.operation.registerDevice':
    'Register a screen or box by the code that it shows; within half an hour it takes its place',
  'text.api.operation.revokeDevice': 'Withdraw a lost or broken device; it must be registered anew',
  'text.api.operation.listChannelReceipts':
    'When each channel showed what a village published in a month: numerator and denominator by channel',
  'text.api.operation.recordBoardPhoto':
    'Record the one photo of a posted board sheet; what stands on it counts as shown on the board',
  'text.api.operation.askForAccountChange':
    'Ask a second person for a new password, the end of a second step, or a new account of a guarded person',
}
