/** OneRoster packages: their manifest, files, rows and references. */
export const ONEROSTER_ERRORS = {
  'RB-1200': {
    message:
      'The package has no manifest.csv, so nobody knows what it should hold. A OneRoster package names its files there, each as absent, bulk or delta.',
  },
  'RB-1201': {
    message:
      'Line {line} of manifest.csv has {value} cells. The manifest has two columns, propertyName and value.',
  },
  'RB-1202': {
    message: 'The manifest gives {field} as "{value}". Accepted are: {accepted}.',
  },
  'RB-1203': { message: 'The manifest does not give {field}. It must be one of: {accepted}.' },
  'RB-1204': { message: 'The manifest gives {field} twice, as "{first}" and as "{value}".' },
  'RB-1205': {
    message:
      'The package has no {value}, but its manifest lists that file as {mode}. Send the package with all of its files, or list the file as absent.',
  },
  'RB-1206': { message: 'The package has two files named {value}. Each file may be there once.' },
  'RB-1208': {
    message:
      'The header names the column {field} twice, as columns {first} and {second}. Each column may be there once.',
  },
  'RB-1209': { message: 'The package is refused because of its file {file}: {reason}' },
  'RB-1211': {
    message: 'The file {file} has more than {limit} rows, which is the limit.',
  },

  'RB-1220': { message: 'The manifest lists {value} as absent, so the file is not processed.' },
  'RB-1221': { message: 'The file {value} is part of the standard, but is not imported.' },
  'RB-1222': { message: 'The file {value} is none of OneRoster {version} and is ignored.' },
  'RB-1223': { message: 'The manifest has the property {field}, which is not known and is ignored.' },
  'RB-1224': {
    message:
      'Rows without dateLastModified: {value}, the first on line {line}. Every row of a delta should have one; they are taken all the same.',
  },
  'RB-1225': {
    message:
      'The columns do not stand in the order of the standard. They are read by their names all the same.',
  },
  'RB-1226': {
    message: 'The header lacks columns of the standard that may be empty: {value}. They are taken as empty.',
  },

  'RB-1240': {
    message:
      'The sourcedId {value} stands in more than one row of this file, and all of them are refused. A sourcedId may stand in one row only.',
  },
  'RB-1241': { message: '{row}: without a value in {field}. Every row needs one there.' },
  'RB-1242': { message: '{row}: the column {field} holds "{value}". Accepted are: {accepted}{hint}' },
  'RB-1243': {
    message:
      '{row}: the column {field} holds "{value}". Accepted are days that exist, such as 2024-09-01 (YYYY-MM-DD).',
  },
  'RB-1244': {
    message:
      '{row}: the column status holds "{value}", but the manifest lists the file as bulk. Accepted there are an empty status and active.',
  },
  'RB-1245': {
    message: '{row}: the column status holds "{value}". Accepted in a delta are: {accepted}.',
  },
  'RB-1246': {
    message:
      '{row}: the column {field} holds "{value}", which is before {other}, "{start}". It must not be earlier.',
  },
  'RB-1247': {
    message:
      '{row}: the column {field} names "{value}", but {file} has no such row, or none without a mistake. A sourcedId of that file is needed.',
  },
  'RB-1248': {
    message:
      '{row}: the column {field} leads back to the row itself: {way}. An organisation must not lie in itself.',
  },
  'RB-1249': {
    message:
      '{row}: the column {field} leads up through more than {limit} organisations, which is the limit.',
  },

  'RB-1260': { message: 'The row is good; other rows may refer to it. Nothing of the site changes by it.' },
  'RB-1261': {
    message: 'The row withdraws what only other rows refer to, so nothing of the site changes by it.',
  },
  'RB-1262': {
    message:
      '{row}: the role {value} is mapped to no role of the site, so there is nothing to do. The setting "roleMap" could map it.',
  },
} as const
