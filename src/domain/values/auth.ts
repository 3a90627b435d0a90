/** Authentication methods whose passwords the site itself keeps; with any other they lie elsewhere. */
const WITH_PASSWORDS: ReadonlySet<string> = new Set(['manual', 'email'])

/** Does an account of this method have a password on the site? */
export function keepsPasswords(auth: string): boolean {
  return WITH_PASSWORDS.has(auth)
}
