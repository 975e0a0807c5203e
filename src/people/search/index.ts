export { searchPages } from './pages.ts';
