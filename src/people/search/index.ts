export { checkPages } from './check-pages.ts';
export { findPeople } from './find.ts';
export { searchPages } from './pages.ts';
