export {
  type Approval,
  type ApprovalCarryOuts,
  type ApprovalState,
  askApproval,
  decideApproval,
  findWaiting,
  giveBackApproval,
  isAskedBy,
  isConcerned,
  listWaiting,
  stateOfApproval,
  takeApproval,
  unconcerned,
  withdrawApproval,
  withdrawApprovals,
} from './approvals.ts'
export { countApprovals, listApprovals, waitingAt } from './lists.ts'
