/** 回避：近亲属、合同和其他利害关系的登记。 */
export const relations = {
  'text.relations.title': '回避关系',
  'text.relations.note':
    '请如实登记近亲属、与单位的合同和其他利害关系。与件有关的人不办这个件；反映您或您近亲属的件，您看不到。',
  'text.relations.of': '谁的关系',
  'text.relations.mine': '不选就是本人',
  'text.relations.oneOfBoth': '请选人、写姓名，或者选单位，三样填一样。',
  'text.relations.declare': '登记关系',
  'text.relations.kind': '关系',
  'text.relations.kind.family': '近亲属',
  'text.relations.kind.contract': '合同',
  'text.relations.kind.interest': '其他利害关系',
  'text.relations.person': '与谁',
  'text.relations.organisation': '与哪家单位',
  'text.relations.askTown':
    '您不能查人员名册，请写对方姓名；对方是本地村民或工作人员的，请再告诉乡镇派遣员，由他按名册登记。',
  'text.relations.what': '说明',
  'text.relations.whatHint': '例如：胞弟；供石料到 2027 年。涉及督办或受理人员的必须写。',
  'text.relations.end': '终止关系',
  'text.relations.endDay': '不能晚于今天。',
  'text.relations.endHint': '合同、利害关系到期终止；近亲属关系只在登记错了时终止。本人的关系不能自己终止。',
  'text.relations.name': '对方姓名（名册里没有的人）',
  'text.relations.nameHint':
    '例如住在外地的亲属。以后有同名的人登记为涉及人，您要回避；件上提到对方的，请自己申请回避。',
  'text.relations.holds': '有效',
  'text.relations.ends': '已终止',
  'text.relations.waits.declare': '等另一个人批准后生效',
  'text.relations.waits.end': '等另一个人批准后终止',
  'text.relations.toApproval': '去看这份申请',
  'text.relations.asked': '已提出申请。涉及督办或受理人员，要由督查员或纪检联络员批准后才生效。',
  'text.relations.endAsked': '已提出申请。涉及督办或受理人员，要由督查员或纪检联络员批准后才终止。',
  'text.relations.reason': '理由',
  'text.relations.reasonHint': '涉及督办或受理人员的必须写，由督查员或纪检联络员批准。',
  'text.relations.endByOthers': '本人不能终止，请管回避关系的人（派遣员、督查员等）终止',
  'text.relations.correct':
    '本人的关系不能自己终止、修改，防止借此躲开回避。登记错了：先按实际情况再登记一条，再请本乡镇派遣员终止错的那条；县里的工作人员请县级派遣员、督查员或系统管理员终止。',
  'text.relations.none': '没有登记过关系。',
} as const
