export { findPeople } from './find.ts';
export { searchPages } from './pages.ts';
