/**
 * A time zone in which today has the date of UTC and is not over for eleven hours more, whatever the time: tests that
 * publish a file and deliver it after some seconds have its whole day for it.
 */
export const DAY_NOT_OVER = new Date().getUTCHours() < 12 ? 'UTC' : 'Pacific/Pago_Pago'
