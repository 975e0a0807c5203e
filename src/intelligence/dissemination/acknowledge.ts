export { acknowledgeCopies } from './store.ts';
