/** SFTP: accounts and the server, RB-7301 to RB-7399. */
export const SFTP_ERRORS = {
  'RB-7301': {
    message:
      '{value} is no name for a login. It takes small letters, digits and . _ -, begins with a letter and has at most 32 characters.',
  },
  'RB-7302': { message: 'There is a login {value} already. Logins are unique in the whole installation.' },
  'RB-7303': { message: 'There is no login {value}. Logins are: {accepted}.' },
  'RB-7304': {
    message:
      'The key "{value}" cannot be used: {reason}. Accepted are public keys as ssh-keygen writes them into .pub files: ssh-ed25519, and ssh-rsa of at least 2048 bits.',
  },
  'RB-7305': {
    message:
      '{value} is no address. Accepted are addresses such as 192.0.2.7 or 2001:db8::7, and ranges such as 192.0.2.0/24 or 2001:db8::/32.',
  },
  'RB-7306': {
    message:
      '{value} is no day. Accepted is a day such as 2027-08-31; the account works until it has ended in UTC.',
  },
  'RB-7307': {
    message:
      '{value} is no size. Accepted are whole numbers with kB, MB, GB or TB behind them, such as 500MB.',
  },
  'RB-7308': {
    message:
      'The account has nothing to sign in with. Give it a public key with --key, or a password with --password.',
  },
  'RB-7310': {
    message:
      '{value} is no name for an organisation. It takes letters, digits and . _ -, begins with a letter or digit and has at most 63 characters.',
  },
  'RB-7311': { message: 'There is an organisation {value} already.' },
  'RB-7312': { message: 'There is no organisation {value}. Organisations are: {accepted}.' },
  'RB-7320': {
    message:
      'The host key in {file} cannot be used: {reason}. It should be a private key in OpenSSH format without a pass phrase, readable by its owner alone.',
  },
  'RB-7321': { message: 'The SFTP server cannot listen on {value}: {reason}.' },
  'RB-7322': {
    message: 'IPv6 is off on this machine: SFTP is served on {value}, its IPv4 addresses, alone.',
  },
  'RB-7330': { message: 'Nothing can be written to {value}. Files are taken in /inbox and /check.' },
  'RB-7331': { message: '{value} would go beyond the {accepted} that this account may hold.' },
  'RB-7332': { message: '{value} is larger than the {accepted} that one file may have.' },
  'RB-7333': {
    message:
      'The upload of {value} was broken off and is kept aside. Send the rest or the whole of it again before renaming it.',
  },
  'RB-7334': { message: 'There is a file {value} already. Remove it first, or choose another name.' },
  'RB-7335': { message: 'Another upload of {value} has begun since; this one is given up.' },
  'RB-7336': { message: 'Too many files are open. At most {accepted} can be open at the same time.' },
  'RB-7337': {
    message: '{value} cannot be renamed to {accepted}: files are renamed within /inbox or within /check.',
  },
  'RB-7338': { message: 'The name {value} is kept for answers. Choose another one.' },
  'RB-7339': { message: 'The files cannot be reached at the moment. Try again later.' },
} as const
