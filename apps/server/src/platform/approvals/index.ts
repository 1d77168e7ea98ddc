export {
  type Approval,
  type ApprovalCarryOuts,
  type ApprovalState,
  askApproval,
  decideApproval,
  findWaiting,
  giveBackApproval,
  isConcerned,
  listWaiting,
  stateOfApproval,
  takeApproval,
  unconcerned,
  withdrawApprovals,
} from './approvals.ts'
export { countApprovals, listApprovals, waitingAt } from './lists.ts'
