export {
  type Approval,
  type ApprovalCarryOuts,
  type ApprovalState,
  askApproval,
  decideApproval,
  findWaiting,
  isAsker,
  stateOfApproval,
  takeApproval,
} from './approvals.ts'
export { countApprovals, listApprovals, waitingAt } from './lists.ts'
