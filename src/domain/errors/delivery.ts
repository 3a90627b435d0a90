/** Deliveries to the servers and folders of others: RB-7401 to RB-7499. */
export const DELIVERY_ERRORS = {
  'RB-7401': {
    message: 'The setting deliverTo has two destinations {value}. Each needs a name of its own.',
  },
  'RB-7402': { message: 'The export has no destination {value}. Its destinations are: {accepted}.' },
  'RB-7403': {
    message:
      'There is no secret for the destination {value}, which is {address}. `rollbook export secret` gives it one.',
  },
  'RB-7404': { message: 'The destination {value} is no longer in the setting deliverTo of the export' },
  'RB-7405': { message: '{host} cannot be reached: {reason}' },
  'RB-7406': {
    message:
      '{host} shows another host key: {value}. Accepted is {accepted}. Nothing was sent, because it may be another server.',
  },
  'RB-7407': {
    message:
      '{host} does not let {value} sign in. Either the user or the key or password that was given is not the right one.',
  },
  'RB-7408': { message: '{path} was not written or read: {reason}' },
  'RB-7409': { message: '{host} gave no answer for {seconds} seconds' },
  'RB-7410': {
    message:
      'Files may be delivered to no folder of this machine. Name one, with its whole path, by the variable ROLLBOOK_DELIVERY_FOLDER.',
  },
  'RB-7411': {
    message:
      'The PGP key of the destination {value} cannot be used: {reason}. Accepted is an armoured public key that can encrypt and has not expired.',
  },
  'RB-7412': { message: '{host} refused with status {status}: {reason}' },
  'RB-7413': {
    message: '{host} gave an answer that is none of S3. Check endpoint, region and bucket.',
  },
  'RB-7414': {
    message:
      '{path} arrived with {value} bytes instead of {accepted}. The disk there may be full. It was taken back',
  },
  'RB-7415': { message: '{value} was not at the destination {destination} by {deadline}' },
  'RB-7416': {
    message:
      '{value} is given up for the destination {destination} after {attempts} attempts. The last one failed with: {reason}',
  },
  'RB-7417': { message: 'The delivery of {value} ended because of an unexpected error: {reason}' },
  'RB-7418': {
    message: 'The private key for {host} cannot be used: {reason}. Accepted is one without a passphrase.',
  },
  'RB-7419': {
    message: 'The delivery of {value} was taken over by another process, which found this one silent',
  },
} as const
