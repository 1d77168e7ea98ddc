/** 回避：近亲属、合同和其他利害关系的登记。 */
export const relations = {
  'text.relations.title': '回避关系',
  'text.relations.note':
    '请如实登记近亲属、与单位的合同和其他利害关系。与件有关的人不办这个件；反映您或您近亲属的件，您看不到。',
  'text.relations.of': '谁的关系',
  'text.relations.mine': '不选就是本人',
  'text.relations.oneOfBoth': '请选人，或者选单位。',
  'text.relations.declare': '登记关系',
  'text.relations.kind': '关系',
  'text.relations.kind.family': '近亲属',
  'text.relations.kind.contract': '合同',
  'text.relations.kind.interest': '其他利害关系',
  'text.relations.person': '与谁',
  'text.relations.organisation': '与哪家单位',
  'text.relations.askTown': '与个人的关系由乡镇登记，请告诉乡镇调度员。',
  'text.relations.what': '说明',
  'text.relations.whatHint': '例如：胞弟；供石料到 2027 年',
  'text.relations.end': '终止关系',
  'text.relations.endHint': '合同、利害关系到期终止；近亲属关系只在登记错了时终止。本人的关系不能自己终止。',
  'text.relations.none': '没有登记过关系。',
} as const
