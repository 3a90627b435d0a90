import type { OutboundHub } from '../hub.ts'

/** What deliveries work with. */
export interface DeliveryHub extends OutboundHub {
  /** Below it each organisation has a folder of its name to which files may be delivered; null: there is none. */
  readonly deliveryFolder: string | null
}
