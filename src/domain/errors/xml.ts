/** XML files: their bytes, their form, and the records of an IMS Enterprise document. */
export const XML_ERRORS = {
  'RB-1100': { message: 'The file is empty. An XML document is needed, one element at least.' },
  'RB-1101': {
    message:
      'Line {line} is not valid {value}, as which the file must be read. Send it in UTF-8, or name its true encoding in the XML declaration on the first line.',
  },
  'RB-1102': {
    message:
      'The file is in the encoding {value}, which is not read. UTF-8 and UTF-16 are accepted, and those that an XML declaration may name, such as ISO-8859-1 or windows-1252.',
  },
  'RB-1103': {
    message:
      'The XML declaration does not end within the first {limit} bytes. It must look like <?xml version="1.0" encoding="UTF-8"?>.',
  },
  'RB-1104': {
    message:
      'The XML declaration names the encoding {found}, but the first bytes show that the file is {value}. It was read as {value}.',
  },
  'RB-1105': {
    message:
      'On line {line}, column {column} there is text where the document should begin with "<", so the file is no XML.',
  },
  'RB-1106': {
    message:
      'The XML is not well-formed on line {line}, column {column} ({reason}). Nothing of a damaged file is done; send it again whole.',
  },
  'RB-1107': {
    message:
      'The DOCTYPE before line {line}, column {column} has an internal part in square brackets. Only one that names a DTD is accepted, which is never fetched.',
  },
  'RB-1108': {
    message:
      'On line {line}, column {column} there is an entity that XML does not know by itself. Accepted are {accepted} and numbers such as &#233;.',
  },
  'RB-1109': {
    message:
      'The elements on line {line}, column {column} are nested more than {limit} deep, which is the limit.',
  },
  'RB-1110': {
    message:
      'The element on line {line}, column {column} has more than {limit} attributes, which is the limit.',
  },
  'RB-1111': {
    message:
      'A name on line {line}, column {column} is longer than {limit} characters, which is the limit for elements and attributes.',
  },
  'RB-1112': {
    message:
      'The attribute {field} of the element on line {line}, column {column} is longer than {limit} characters, which is the limit.',
  },
  'RB-1113': {
    message:
      'The text that ends on line {line}, column {column} is longer than {limit} characters, which is the limit.',
  },
  'RB-1114': {
    message:
      'What begins on line {line}, column {column} does not end within {limit} characters: a text, a tag or a comment that is never closed.',
  },

  'RB-1130': {
    message:
      'The document is <{value}>, on line {line}, column {column}. An IMS Enterprise file is one <enterprise> element.',
  },
  'RB-1131': {
    message:
      'The element <{value}> on line {line} is not spelled in lower case, as IMS Enterprise has it. This one and all others like it were read all the same.',
  },
  'RB-1132': {
    message:
      'The {field} element is larger than {limit} characters, which is the limit for one record. What it holds beyond was not read.',
  },
  'RB-1133': {
    message:
      'The membership does not name its group within {limit} characters. Its sourcedid must come first, before all members.',
  },
  'RB-1134': {
    message:
      'The {field} of the timeframe is "{value}", which is no date. Accepted are dates such as 2024-01-31 and times such as 2024-01-31T08:00:00, with a zone such as Z or +01:00 or without.',
  },
} as const
