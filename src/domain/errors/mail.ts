/** Mail: RB-7000 to RB-7999. */
export const MAIL_ERRORS = {
  'RB-7001': {
    message:
      '{field} cannot be used: {reason}. Accepted are smtp://user:password@host:port (encrypted by STARTTLS; with ?secure=none for a relay that has no encryption) and smtps://user:password@host:port; write signs such as @ or / of user and password percent-encoded',
  },
  'RB-7002': {
    message: '{field} "{value}" is no e-mail address; accepted is one address such as rollbook@example.org',
  },
  'RB-7003': {
    message:
      '{field} would send the password to {host} in clear; leave out ?secure=none, or leave out user and password',
  },
  'RB-7004': {
    message: 'The mail has the {field} address "{value}"; accepted is one address such as name@example.org',
  },
  'RB-7005': { message: 'The mail has {size} bytes; at most {limit} are sent' },
  'RB-7006': { message: 'The mail server {host} refused the mail: {answer}' },
  'RB-7007': { message: 'The mail server {host} does not take the mail now: {answer}. It is tried again' },
  'RB-7008': { message: 'The connection to the mail server {host} failed: {reason}. It is tried again' },
  'RB-7009': {
    message:
      'The mail server {host} did not accept the sign-in: {answer}. Check user and password of ROLLBOOK_SMTP_URL',
  },
  'RB-7010': {
    message:
      'No encrypted connection to the mail server {host}: {reason}. It needs STARTTLS (smtp://) or TLS (smtps://) and a certificate that this machine trusts; NODE_EXTRA_CA_CERTS names further authorities',
  },
  'RB-7011': { message: 'The mail could not be sent within {hours} hours and is not tried again.' },
  'RB-7012': {
    message:
      'No mail server is set up, so no mail goes out. {field} names one, such as smtp://user:password@mail.example.org',
  },
} as const
