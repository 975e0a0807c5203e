/**
 * Which records are one person. A pure engine: tables and models in, clusters and reasons out; it knows no database
 * and nothing of the rest of the system.
 */

export { cellText } from './cell-text.ts';
export { frequenciesFromCounts } from './columns.ts';
export { type CsvTable, eachCell, readCsv } from './csv.ts';
export { type Encoded, encodeTable } from './encoded.ts';
export { type Bar, type ExplainOptions, explain, type Waterfall } from './explain.ts';
export { errorsByGroup, type GroupErrors } from './fairness.ts';
export { type FittedModel, fitModel } from './fit-model.ts';
export {
  checkLetter,
  type IdentifierProblem,
  type ParsedIdentifier,
  parseAsn,
  parseCrn,
  parseCro,
  parsePnc,
  parsePostcode,
  parsePrisonNumber,
} from './identifiers.ts';
export { IncrementalLinker } from './incremental.ts';
export { indexBytes, indexFrom, type KeptIndex } from './index-file.ts';
export { type InferredModel, inferModel } from './infer-model.ts';
export { type LinkedTable, link, linkEncoded } from './link.ts';
export { roomForList } from './list-memory.ts';
export { modelFrom, modelText } from './model-file.ts';
export { defaultOffenderModel } from './offender-model.ts';
export { withOneEach } from './one-each.ts';
export { hireThreads } from './pool.ts';
export { coreOfHeader, namesOfRole, plainHeader, ROLES, type Role, roleNamed, rolesOf } from './roles.ts';
export { bitsOf, type Decision, OVERRIDE_BITS, probabilityOf } from './scoring.ts';
export { type Hit, SearchIndex, type SearchOptions } from './search.ts';
export { jaroWinkler } from './similarity.ts';
export { fromSplink, type SplinkSettings, toSplink } from './splink.ts';
export {
  dateDigits,
  standardiseDate,
  standardiseName,
  standardisePostcode,
  standardiseSex,
  standardiseText,
} from './standardise.ts';
export {
  type BlockingReport,
  type BlockingRule,
  type Cell,
  type Certainty,
  type ClusteringSettings,
  type Comparison,
  type Condition,
  type Edges,
  type FieldKind,
  type FieldSource,
  type FieldSpec,
  type Frequencies,
  type KeyPart,
  type Learned,
  type Level,
  type LinkOptions,
  type LinkResult,
  type Model,
  NOT_COMPARED,
  type Override,
  type PairRule,
  type RecordInput,
  type RecordTable,
  type Take,
  type Thresholds,
  type UnreadColumn,
  type UnreadReason,
} from './types.ts';
