/** What a Moodle function throws; the server makes the error object of it. */
export class MoodleError extends Error {
  readonly exception: string
  readonly errorcode: string | undefined
  readonly debuginfo: string

  constructor(exception: string, errorcode: string | undefined, message: string, debuginfo = '') {
    super(message)
    this.exception = exception
    this.errorcode = errorcode
    this.debuginfo = debuginfo
  }
}

export function invalidParameter(debuginfo: string): MoodleError {
  return new MoodleError(
    'invalid_parameter_exception',
    'invalidparameter',
    'Invalid parameter value detected',
    debuginfo,
  )
}

export function missingRow(table: string, errorcode = 'invalidrecord'): MoodleError {
  const message =
    errorcode === 'invaliduser' ? 'Invalid user' : `Can't find data record in database table ${table}.`
  return new MoodleError('dml_missing_record_exception', errorcode, message)
}

export function moodleException(errorcode: string, message: string): MoodleError {
  return new MoodleError('moodle_exception', errorcode, message)
}

export function codingError(text: string): MoodleError {
  return new MoodleError(
    'coding_exception',
    'codingerror',
    `Coding error detected, it must be fixed by a programmer: ${text}`,
  )
}

export function tooLong(length: number): MoodleError {
  return new MoodleError(
    'dml_write_exception',
    'dmlwriteexception',
    'Error writing to database',
    `ERROR:  value too long for type character varying(${length})\nINSERT INTO mdl_table VALUES($1)`,
  )
}

/** Also what a deadlock says: without debugging nothing tells the two apart. */
export function duplicateRow(): MoodleError {
  return new MoodleError('dml_write_exception', 'dmlwriteexception', 'Error writing to database')
}

export function noPermission(label: string): MoodleError {
  return new MoodleError(
    'required_capability_exception',
    'nopermissions',
    `Sorry, but you do not currently have permissions to do that (${label}).`,
  )
}

export function invalidResponse(): MoodleError {
  return new MoodleError('invalid_response_exception', 'invalidresponse', 'Invalid response value detected')
}
