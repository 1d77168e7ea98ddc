/** 待双人确认：一个人申请，另一个人批准或退回。 */
export const approvals = {
  'text.approvals.title': '待双人确认',
  'text.approvals.note': '有的事一个人做不了主，要由另一个人批准。自己申请的，不论用哪个账号，都不能自己批准。',
  'text.approvals.list.waiting': '等我确认',
  'text.approvals.list.mine': '我申请的',
  'text.approvals.list.decided': '已办理',
  'text.approvals.kind.strong-key': '启用接口密钥',
  'text.approvals.about.strong-key':
    '确认“{name}”的密钥可以使用，角色：{roles}。请先向发放人核实是哪家单位、做什么用。',
  'text.approvals.kind.password-reset': '重置密码',
  'text.approvals.about.password-reset':
    '给“{name}”（{userName}）重置密码。此人能看密封的事项、能改规则或签发公开内容，请先向本人核实。',
  'text.approvals.kind.large-export': '导出 500 行以上',
  'text.approvals.about.large-export': '{what}。条件：{filter}。导出内容超过 500 行，请核实用途和必要性。',
  'text.approvals.kind.hide-edition': '隐去公开内容',
  'text.approvals.about.hide-edition':
    '隐去“{title}”的内容和附件，不再对外显示。请先打开看过，确有不该公开的个人信息再批准；批准后不能恢复。',
  'text.approvals.kind.public-contact': '公开一个值班号码',
  'text.approvals.about.public-contact':
    '在“{place}”的“{item}”里，“{field}”一栏公开手机号 {number}，有效一年。请核实这是值班或办公用的号码，本人同意公开。',
  'text.approvals.seeEdition': '看这份公开',
  'text.approvals.seeCase': '看这件事',
  'text.approvals.withdraw': '撤回申请',
  'text.approvals.withdrawSure': '撤回后没有人能再批准它。确定撤回？',
  'text.approvals.withdrawn': '申请已撤回。',
  'text.approvals.waitsHere': '等另一个人批准：{what}',
  'text.approvals.askedHere': '由{name}申请，有效至',
  'text.approvals.what': '事项',
  'text.approvals.reason': '理由',
  'text.approvals.asked': '申请',
  'text.approvals.state': '状态',
  'text.approvals.state.waiting': '等人确认',
  'text.approvals.state.granted': '已批准，待使用',
  'text.approvals.state.used': '已批准，已生效',
  'text.approvals.state.refused': '已退回',
  'text.approvals.state.expired': '已失效',
  'text.approvals.waitsUntil': '有效至',
  'text.approvals.goodUntil': '请在此前使用',
  'text.approvals.decidedBy': '{name} 确认',
  'text.approvals.decide': '去确认',
  'text.approvals.grant': '批准',
  'text.approvals.refuse': '退回',
  'text.approvals.noteLabel': '意见',
  'text.approvals.noteHint': '退回须写明原因，申请人看得到。',
  'text.approvals.none': '没有等您确认的事项。',
  'text.approvals.noneMine': '您没有提出过申请。',
  'text.approvals.noneDecided': '还没有办理过的事项。',
  'text.approvals.waitingForMe': '等您确认 {n} 项',
  'text.approvals.kind.second-step-removal': '解除两步验证',
  'text.approvals.about.second-step-removal':
    '给“{name}”（{userName}）解除两步验证，本人下次登录要重新设置。请先向本人核实手机确已丢失。',
  'text.approvals.kind.account-reopening': '重新启用账号',
  'text.approvals.about.account-reopening':
    '重新启用“{name}”（{userName}）的账号，原来的密码照旧能用。此人能看密封的事项、能改规则或签发公开内容，请先核实本人确已回到岗位。',
  'text.approvals.kind.account-opening': '开设账号',
  'text.approvals.about.account-opening':
    '给“{name}”开设一个新账号。此人能看密封的事项、能改规则或签发公开内容，请先核实确有需要。',
  'text.approvals.kind.role-grant': '授予重要角色',
  'text.approvals.about.role-grant':
    '授予“{name}”角色“{role}”，范围：{reach}。这个角色能看密封的事项、能改规则、能签发公开内容或能当第二人，请先核实本人确在这个岗位。',
  'text.approvals.kind.role-ending': '提前终止重要角色',
  'text.approvals.about.role-ending':
    '自 {until} 起终止“{name}”的角色“{role}”，范围：{reach}。这个角色能看密封的事项、能改规则、能签发公开内容或能当第二人，请先核实本人确已离开这个岗位。',
  'text.approvals.kind.name-concerned': '登记回避',
  'text.approvals.about.name-concerned':
    '把“{name}”登记为{number}号件涉及的人或单位。批准后，有关工作人员要回避，被反映的看不到这个件。请先核实，防止借此避开监督。',
  'text.approvals.kind.withdraw-concerned': '撤销回避登记',
  'text.approvals.about.withdraw-concerned':
    '撤销“{name}”在{number}号件上的涉及人登记。批准后，原来回避的工作人员又能看到、能办这个件。请先核实确实登记有误。',
  'text.approvals.kind.declare-relation': '登记督办人员的回避关系',
  'text.approvals.about.declare-relation':
    '登记“{name}”与“{other}”的关系：{relation}。批准后，他们当中能督办、受理的工作人员，凡涉及对方的件都要回避。请先核实，防止借此避开监督。',
  'text.approvals.kind.end-relation': '终止督办人员的回避关系',
  'text.approvals.about.end-relation':
    '终止“{name}”与“{other}”的关系：{relation}。批准后，原来回避的工作人员又能看到、能办涉及对方的件。请先核实确已到期或登记有误。',
  'text.approvals.ask': '申请第二人确认',
  'text.approvals.askNote':
    '这个账号能看密封的事项，或者能改规则，要由另一位管理员批准。批准后 24 小时内再操作一次即可。',
  'text.approvals.askDone': '已提出申请，请等另一位管理员批准。',
  'text.approvals.part.county': '县区参数',
  'text.approvals.part.categories': '事项类别',
  'text.approvals.part.formalities': '办事明白纸',
  'text.approvals.part.disclosure': '公开设置',
  'text.approvals.pack': '县区包装载时',
} as const
