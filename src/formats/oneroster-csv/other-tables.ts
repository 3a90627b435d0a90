import { boolean, type Column, date, enumeration, list, text } from './column.ts'
import { IMPORTANCES, SCORE_STATUSES, SEXES_1_1, SEXES_1_2 } from './vocabulary.ts'

/** Files of the standard that are not imported; known so that a vendor can be told what is wrong with them. */
type Tables = Readonly<Record<string, readonly Column[]>>

const SHARED: Tables = {
  categories: [text('title*')],
  lineItems: [
    text('title*'),
    text('description'),
    date('assignDate*'),
    date('dueDate*'),
    text('classSourcedId*'),
    text('categorySourcedId*'),
    text('gradingPeriodSourcedId*'),
    text('resultValueMin*'),
    text('resultValueMax*'),
  ],
  results: [
    text('lineItemSourcedId*'),
    text('studentSourcedId*'),
    enumeration('scoreStatus*', SCORE_STATUSES),
    text('score*'),
    date('scoreDate*'),
    text('comment'),
  ],
  resources: [
    text('vendorResourceId*'),
    text('title'),
    list('roles'),
    enumeration('importance', IMPORTANCES),
    text('vendorId'),
    text('applicationId'),
  ],
  classResources: [text('title'), text('classSourcedId*'), text('resourceSourcedId*')],
  courseResources: [text('title'), text('courseSourcedId*'), text('resourceSourcedId*')],
}

export const OTHER_TABLES_1_1: Tables = { ...SHARED, demographics: demographics(SEXES_1_1) }

export const OTHER_TABLES_1_2: Tables = {
  ...SHARED,
  categories: [text('title*'), text('weight')],
  demographics: demographics(SEXES_1_2),
  userProfiles: [
    text('userSourcedId*'),
    text('profileType*'),
    text('vendorId*'),
    text('applicationId'),
    text('description'),
    text('credentialType*'),
    text('username*'),
    text('password'),
  ],
  // Of the others the reference page tells no columns but those that every file begins with.
  userResources: [],
  scoreScales: [],
  lineItemScoreScales: [],
  resultScoreScales: [],
  lineItemLearningObjectiveIds: [],
  resultLearningObjectiveIds: [],
}

/** sourcedId is the user's. */
function demographics(sexes: readonly string[]): readonly Column[] {
  return [
    date('birthDate'),
    enumeration('sex', sexes),
    boolean('americanIndianOrAlaskaNative'),
    boolean('asian'),
    boolean('blackOrAfricanAmerican'),
    boolean('nativeHawaiianOrOtherPacificIslander'),
    boolean('white'),
    boolean('demographicRaceTwoOrMoreRaces'),
    boolean('hispanicOrLatinoEthnicity'),
    text('countryOfBirthCode'),
    text('stateOfBirthAbbreviation'),
    text('cityOfBirth'),
    text('publicSchoolResidenceStatus'),
  ]
}
