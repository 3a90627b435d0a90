/** Makes secrets unreadable for whoever has the database alone. */
export interface Sealer {
  /** `purpose` says what kind of secret it is: what was sealed for one purpose opens for no other. */
  seal(secret: string, purpose: string): string
  /** Throws RB-9050 when it was sealed under another key, for another purpose, or changed since. */
  open(sealed: string, purpose: string): string
}

/** Purposes of seals. They are bound into what is stored: never change one. */
export const SITE_TOKEN = 'site token'
export const SITE_DATABASE_PASSWORD = 'site database password'
export const ACCOUNT_PASSWORD = 'account password'
export const DELIVERY_SECRET = 'delivery secret'
