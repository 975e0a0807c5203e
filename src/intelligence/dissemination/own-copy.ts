export { findOwnCopy } from './store.ts';
