/** Standing back: near kin, contracts and interests, as declared. */
export const relations = {
  'text.relations.title': 'Standing back',
  'text.relations.note':
    'Declare near kin, contracts with organisations and other interests. Whoever is related to a case does not handle it; a case in which you or your kin are reported is not shown to you.',
  'text.relations.of': 'Whose relations',
  'text.relations.mine': 'My own, unless somebody is chosen',
  'text.relations.oneOfBoth': 'Choose a person or an organisation, or write a name: one of the three.',
  'text.relations.declare': 'Declare a relation',
  'text.relations.kind': 'Relation',
  'text.relations.kind.family': 'near kin',
  'text.relations.kind.contract': 'contract',
  'text.relations.kind.interest': 'other interest',
  'text.relations.person': 'With whom',
  'text.relations.organisation': 'With which organisation',
  'text.relations.askTown':
    'You cannot search the register of persons: write the name. If it is a villager or staff of ours, tell the town’s dispatcher too, who declares it by the register.',
  'text.relations.what': 'What it is',
  'text.relations.whatHint':
    'For example: brother; supplies stone until 2027. Needed where it is about staff who supervise or take in cases.',
  'text.relations.end': 'End the relation',
  'text.relations.endDay': 'Not later than today.',
  'text.relations.endHint':
    'Contracts and interests end on their last day. Kinship is ended only where it was declared wrongly. Nobody ends a relation of their own.',
  'text.relations.name': 'Name of somebody the register does not have',
  'text.relations.nameHint':
    'For example a relative who lives elsewhere. If somebody of this name is named in a case, you stand back; where a case speaks of them, say yourself that you stand back.',
  'text.relations.holds': 'holds',
  'text.relations.ends': 'ended',
  'text.relations.waits.declare': 'begins when a second person agrees',
  'text.relations.waits.end': 'ends when a second person agrees',
  'text.relations.toApproval': 'See the request',
  'text.relations.asked':
    'Asked. It is about staff who supervise or take in cases, so it begins when a supervisor or the discipline liaison has agreed.',
  'text.relations.endAsked':
    'Asked. It is about staff who supervise or take in cases, so it ends when a supervisor or the discipline liaison has agreed.',
  'text.relations.reason': 'Reason',
  'text.relations.reasonHint': 'Needed where it is about staff who supervise or take in cases; a second person agrees.',
  'text.relations.endByOthers': 'not by yourself: a dispatcher or supervisor ends it',
  'text.relations.correct':
    'Nobody ends or changes a relation of their own, so that nobody escapes standing back. If one was declared wrongly, declare the right one and have the dispatcher of your town end the wrong one; staff of the county ask a county dispatcher, a supervisor or the system administrator.',
  'text.relations.none': 'No relation is declared.',
} as const
