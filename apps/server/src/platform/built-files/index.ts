export { keepNothingUnasked } from './cache.ts'
export { mountWorkbench } from './workbench.ts'
