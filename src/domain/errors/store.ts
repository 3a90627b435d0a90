/** The store: connections, the data folder and its lock, migrations, transactions. */
export const STORE_ERRORS = {
  'RB-6001': {
    message:
      'DATABASE_URL is not the address of a PostgreSQL server. It should look like postgresql://user:password@host:5432/database.',
  },
  'RB-6002': {
    message:
      'The PostgreSQL server at {address} cannot be used: {reason}. Check DATABASE_URL, and that the server runs and lets this machine in.',
  },
  'RB-6003': {
    message: 'The PostgreSQL server at {address} is version {value}. Rollbook needs version 15 or newer.',
  },
  'RB-6004': {
    message:
      'The database user {value} passes over row-level security and cannot act as the role rollbook_tenant, so organisations could see each other. Use a user that is no superuser and has no BYPASSRLS, or let it use a rollbook_tenant without these rights.',
  },
  'RB-6005': {
    message:
      'The connection to the database was lost ({reason}). What was not committed yet has been rolled back; try again.',
  },
  'RB-6010': {
    message:
      'The database in {folder} cannot be opened: {reason}. Check that the folder may be read and written and is a data folder of Rollbook.',
  },
  'RB-6011': {
    message:
      'The database in {folder} was made by PostgreSQL {value}; this Rollbook brings {accepted}. Write a backup with the Rollbook that made it and restore it with this one.',
  },
  'RB-6012': {
    message:
      'The embedded database has stopped ({reason}). What was not committed yet has been rolled back; start Rollbook again.',
  },
  'RB-6020': {
    message:
      'The data folder {folder} is in use by process {pid} on {host} since {since}. Stop that process, or set another data folder. The lock of a machine that is gone falls {seconds} seconds after its last sign of life.',
  },
  'RB-6021': {
    message:
      'The data folder {folder} cannot be locked: {reason}. It should be a folder that may be written and whose file system knows hard links.',
  },
  'RB-6022': {
    message:
      'The lock of the data folder {folder} was taken over by process {pid} on {host}. This process stops using the folder.',
  },
  'RB-6030': {
    message:
      'The database has been changed by a newer Rollbook (migration {value}). Start that version, or restore a backup from before it.',
  },
  'RB-6031': {
    message: 'The migration {value} failed and was rolled back: {reason}.',
  },
  'RB-6040': { message: 'The store is closed. Open it again to use it.' },
  'RB-6041': {
    message:
      'A statement came after its transaction had ended. Await every statement within the transaction.',
  },
  'RB-6042': {
    message:
      'The transaction was rolled back instead of committed, because a statement in it had failed and the failure was passed over.',
  },
  'RB-6043': {
    message:
      'A transaction was begun inside another one. Do the work in the open one, or after it has ended.',
  },
  'RB-6044': { message: '{value} is not the number of an organisation. It should be a whole number from 1.' },
  'RB-6045': {
    message: 'The number {value} is too large to be read exactly. The largest is 9007199254740991.',
  },
  'RB-6046': { message: 'The value has a NUL character, which PostgreSQL cannot store. Remove it.' },
  'RB-6047': {
    message:
      'The staging table {value} was asked for with other columns than before. Use one name for one set of columns.',
  },
  'RB-6048': {
    message: '{value} is not the name of a staging table. Use small letters, digits and underscores.',
  },
  'RB-6049': {
    message: 'Rows cannot be streamed out of a transaction. Read them in pages by key.',
  },
} as const
