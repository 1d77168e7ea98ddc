/** Standing back: near kin, contracts and interests, as declared. */
export const relations = {
  'text.relations.title': 'Standing back',
  'text.relations.note':
    'Declare near kin, contracts with organisations and other interests. Whoever is related to a case does not handle it; a case in which you or your kin are reported is not shown to you.',
  'text.relations.of': 'Whose relations',
  'text.relations.mine': 'My own, unless somebody is chosen',
  'text.relations.oneOfBoth': 'Choose a person or an organisation.',
  'text.relations.declare': 'Declare a relation',
  'text.relations.kind': 'Relation',
  'text.relations.kind.family': 'near kin',
  'text.relations.kind.contract': 'contract',
  'text.relations.kind.interest': 'other interest',
  'text.relations.person': 'With whom',
  'text.relations.organisation': 'With which organisation',
  'text.relations.askTown': 'A relation with a person is recorded by the town; tell its dispatcher.',
  'text.relations.what': 'What it is',
  'text.relations.whatHint': 'For example: brother; supplies stone until 2027',
  'text.relations.end': 'End the relation',
  'text.relations.endHint':
    'Contracts and interests end on their last day. Kinship is ended only where it was declared wrongly. Nobody ends a relation of their own.',
  'text.relations.none': 'No relation is declared.',
} as const
