export { type InferredModel, inferModel, type Role } from './infer-model.ts';
export { link } from './link.ts';
export * from './types.ts';
