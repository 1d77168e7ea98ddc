export { mountDutyCalendars } from './calendar-routes.ts'
export { dutiesIdea, planBeforeServing } from './idea.ts'
