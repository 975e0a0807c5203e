export { findOwnCopy, listTold } from './store.ts';
