/** Turns passwords into what a site keeps of them. Planning needs it to see whether an update changes anything. */
export interface PasswordHasher {
  hash(password: string): string
  matches(password: string, hash: string): boolean
}
