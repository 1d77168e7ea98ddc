import type { approvals as first } from '../zh-CN/approvals.ts'

/** What waits for a second person: one asks, another grants or refuses. */
export const approvals: Readonly<Record<keyof typeof first, string>> = {
  'text.approvals.title': 'Waiting for a second person',
  'text.approvals.note':
    'Some things nobody may decide alone: another person must agree. What you asked for yourself, by whatever account, you cannot grant.',
  'text.approvals.list.waiting': 'For me to decide',
  'text.approvals.list.mine': 'Asked by me',
  'text.approvals.list.decided': 'Decided',
  'text.approvals.kind.strong-key': 'Put an API key into use',
  'text.approvals.about.strong-key':
    'Confirm that the key “{name}” may be used, with the roles: {roles}. First ask whoever made it which office it is for, and what for.',
  'text.approvals.kind.password-reset': 'New password',
  'text.approvals.about.password-reset':
    'A new password for {name} ({userName}). Its owner sees behind the seals, changes the rules or signs what is published: ask them first.',
  'text.approvals.kind.large-export': 'Export above 500 rows',
  'text.approvals.about.large-export':
    '{what}. Filter: {filter}. The file has more than 500 rows: check what it is for and whether all of it is needed.',
  'text.approvals.kind.hide-edition': 'Hide a published text',
  'text.approvals.about.hide-edition':
    'Hide the text and attachments of “{title}” from everybody. Look at it first: grant where it shows personal data that should not be shown. It cannot be undone.',
  'text.approvals.kind.public-contact': 'Show a number to call',
  'text.approvals.about.public-contact':
    'Show the mobile number {number} under “{field}” in “{item}” of {place}, for a year. Check that it is a number of duty and that its holder agrees.',
  'text.approvals.seeEdition': 'See the text',
  'text.approvals.seeCase': 'See the case',
  'text.approvals.withdraw': 'Take back the request',
  'text.approvals.withdrawSure': 'Nobody can grant it any more. Take it back?',
  'text.approvals.withdrawn': 'The request was taken back.',
  'text.approvals.waitsHere': 'Waits for a second person: {what}',
  'text.approvals.askedHere': 'Asked for by {name}, until',
  'text.approvals.what': 'Matter',
  'text.approvals.matter': 'In detail',
  'text.approvals.askedBy': 'Asked by',
  'text.approvals.decider': 'Decided by',
  'text.approvals.decidedAt': 'Decided',
  'text.approvals.kindLabel': 'Kind',
  'text.approvals.reason': 'Reason',
  'text.approvals.asked': 'Asked',
  'text.approvals.state': 'State',
  'text.approvals.state.waiting': 'waiting',
  'text.approvals.state.granted': 'granted, not used yet',
  'text.approvals.state.used': 'granted and done',
  'text.approvals.state.refused': 'refused',
  'text.approvals.state.expired': 'run out',
  'text.approvals.waitsUntil': 'Waits until',
  'text.approvals.goodUntil': 'To be used by',
  'text.approvals.decidedBy': 'decided by {name}',
  'text.approvals.decide': 'Decide',
  'text.approvals.grant': 'Grant',
  'text.approvals.refuse': 'Refuse',
  'text.approvals.noteLabel': 'Remark',
  'text.approvals.noteHint': 'To refuse, say why; whoever asked will read it.',
  'text.approvals.none': 'Nothing waits for you.',
  'text.approvals.noneMine': 'You have asked for nothing.',
  'text.approvals.noneDecided': 'Nothing has been decided yet.',
  'text.approvals.waitingForMe': '{n} waiting for you',
  'text.approvals.kind.second-step-removal': 'End a second step',
  'text.approvals.about.second-step-removal':
    'End the second step of {name} ({userName}), who sets up a new one at the next sign-in. First ask the owner whether the telephone is really lost.',
  'text.approvals.kind.account-reopening': 'Reopen an account',
  'text.approvals.about.account-reopening':
    'Reopen the closed account of {name} ({userName}), whose password works again. This person sees behind the seals, changes the rules or signs what is published: first make sure that they are back in office.',
  'text.approvals.kind.account-opening': 'New account',
  'text.approvals.about.account-opening':
    'A new account for {name}, who sees behind the seals, changes the rules or signs what is published. First make sure that it is needed.',
  'text.approvals.kind.role-grant': 'Grant a strong role',
  'text.approvals.about.role-grant':
    'Make {name} “{role}”, with reach over {reach}. This role sees behind the seals, makes the rules, signs what is published or is a second person: first make sure that they hold that post.',
  'text.approvals.kind.role-ending': 'End a strong role early',
  'text.approvals.about.role-ending':
    'From {until} on, “{name}” is no longer “{role}” over {reach}. This role sees behind the seals, makes the rules, signs what is published or is a second person: make sure that they have left the post.',
  'text.approvals.kind.name-concerned': 'Somebody to be kept away',
  'text.approvals.about.name-concerned':
    'Name “{name}” as concerned in case {number}. Then members of staff stand back from it, and whoever is reported does not see it. First make sure that nobody is to be rid of supervision.',
  'text.approvals.kind.withdraw-concerned': 'Somebody no longer kept away',
  'text.approvals.about.withdraw-concerned':
    'Take back that case {number} concerns “{name}”. Then members of staff who stood back see it and act on it again. First make sure that the naming was a mistake.',
  'text.approvals.kind.declare-relation': 'A relation of somebody who supervises',
  'text.approvals.about.declare-relation':
    'Declare a relation of {name} with {other}: {relation}. Once granted, whoever of them supervises or takes in cases stands back from all that concern the other. Make sure that it is true: nobody may get rid of supervision this way.',
  'text.approvals.kind.end-relation': 'End a relation of somebody who supervises',
  'text.approvals.about.end-relation':
    'End the relation of {name} with {other}: {relation}. Once granted, staff who stood back see and handle cases that concern the other again. Make sure that it has ended or was declared wrongly.',
  'text.approvals.ask': 'Ask a second person',
  'text.approvals.askNote':
    'This account reads sealed matters or makes the rules, so another administrator has to agree. Do it again within 24 hours after that.',
  'text.approvals.askDone': 'Asked. Another administrator has to agree now.',
  'text.approvals.part.county': 'Parameters of the county',
  'text.approvals.part.categories': 'Categories',
  'text.approvals.part.formalities': 'Plain-language sheets',
  'text.approvals.part.disclosure': 'Settings of disclosure',
  'text.approvals.pack': 'When a county pack was loaded',
}
