/** The one place that knows where Temporal comes from: the polyfill goes when Node has it without a flag. */
export { Temporal } from 'temporal-polyfill'
