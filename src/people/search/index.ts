export { leaveTyped, type Shown } from './check-acts.ts';
export { checkPages } from './check-pages.ts';
export {
  type BornAs,
  birthWords,
  keptBirth,
  namesThem,
  readBirth,
  readForLooking,
  readNumber,
  readOneLine,
  type TypedPerson,
  typedBirth,
} from './check-rules.ts';
export { codesOf, type Meant, readChoice, readMeant, type Said, shownOf, toldBy } from './choice-rules.ts';
export { askPage, carriedFields, knownBox, offeredOf, typedWords } from './choice-views.ts';
export { findPeople } from './find.ts';
export { lookForTyped } from './look.ts';
export { searchPages } from './pages.ts';
export type { Found } from './types.ts';
