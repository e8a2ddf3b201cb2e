// The names that the page and its worker share. They are generated from the Rust types (src/protocol.rs and what it
// uses), so that the two sides cannot disagree; nothing is declared here a second time. They are those of the engine that fine-tunes,
// which knows every message but ELMo's: that is Burn's.

import type { HostFault } from './host';
import type * as burn from '../generated/burn-cpu/cloze';
import type * as tuning from '../generated/tuning/cloze';
import type { Event, Obstacle, SettingSpec } from '../generated/tuning/cloze';

export type {
  Authority,
  Begun,
  BenchmarkResult,
  BenchmarkSize,
  CandidateFacts,
  CheckpointInfo,
  ClassCount,
  Contradiction,
  DataNote,
  DataFacts,
  Device,
  Divergence,
  DraftCheck,
  Edit,
  EditFate,
  Example,
  ExperimentData,
  ExperimentPlan,
  ExperimentReport,
  Fault,
  FilePreview,
  Film,
  Frame,
  Framework,
  Guess,
  HeadToken,
  HeadTrace,
  HeldOut,
  KernelVerdict,
  LossFacts,
  MaskingRule,
  Meaning,
  Mode,
  Moved,
  NewFrame,
  NextSentenceTrace,
  Obstacle,
  ParameterInfo,
  PartialSettings,
  Pooling,
  PositionScore,
  Playback,
  Point,
  Prediction,
  PresetInfo,
  RecordedSteps,
  Report,
  RunGuesses,
  RunReport,
  SelectionFacts,
  SettingError,
  SettingGroup,
  SettingName,
  SettingSpec,
  Settings,
  Share,
  Source,
  State,
  Tallies,
  TallyShares,
  Task,
  TaskPresetInfo,
  TaskScores,
  TuningCommand,
  TuningEvent,
  TuningPoint,
  TuningReply,
  TokenFate,
  TokenTrace,
  Trace,
  TypedFacts,
  Warning,
  WhatIf,
  WordStatistic,
  WordStatistics,
} from '../generated/tuning/cloze';
export type { Event as EngineEvent } from '../generated/tuning/cloze';
export type {
  ElmoCommand,
  ElmoReply,
  ElmoState,
  ElmoToken,
  ElmoTrace,
  ElmoTransfer,
} from '../generated/burn-cpu/cloze';

export type Command = tuning.Command | burn.Command;
export type Reply = tuning.Reply | burn.Reply;

/** What an engine's JavaScript, made by wasm-bindgen, exports. All engines export the same. */
export type EngineModule = typeof import('../generated/tuning/cloze');

/** A valid command was refused; the current run continues. */
export interface Refusal {
  setting?: string | null;
  obstacle?: Obstacle | null;
  message: string;
}

/** How a GPU failed: its device is gone, it doesn't answer, it reported an error, it has no memory left. */
export type GpuFault = 'lost' | 'silent' | 'error' | 'memory';

/** An error inside an engine, after which its worker cannot be used. */
export interface Failure {
  message: string;
  /** For a bug report: stack, panic message, device. */
  details: string;
  /** If it is the host's, which cannot be mended here. */
  fault?: HostFault;
  /** If it is the GPU's. */
  gpu?: GpuFault;
  /** The browser gave no more memory. */
  memory?: boolean;
}

/** A file as the browser provides it: a name, perhaps with folders, and a handle to its bytes, which only the worker reads. */
export interface ChosenFile {
  name: string;
  blob: Blob;
}

/** How many workers may share a step, and whether they do even if that takes longer. */
export interface Help {
  workers: number;
  always: boolean;
}

export type ToWorker =
  | { type: 'load'; js: string; wasm: string; help: Help }
  | { type: 'command'; id: number; command: Command }
  | { type: 'open'; id: number; files: ChosenFile[]; purpose: 'ask' | 'tune' }
  /** The page has handled a report of the run's progress. */
  | { type: 'seen' };

/** Every setting: its valid values, its group and its default. */
export type Schema = SettingSpec[];

export type FromWorker =
  /** How many bytes of its WebAssembly file are there. */
  | { type: 'fetched'; bytes: number }
  /** A sign of life. The first one says that the file is there and the engine is being made. */
  | { type: 'alive' }
  | { type: 'ready'; schema: Schema }
  | { type: 'reply'; id: number; reply: Reply }
  | { type: 'refused'; id: number; refusal: Refusal }
  | { type: 'event'; event: Event }
  | { type: 'crashed'; failure: Failure };

/** `buffer` holds the parameters in the request and the gradient in the reply. */
export type ToHelper =
  | { type: 'load'; js: string; wasm: string }
  | { type: 'prepare'; spec: string }
  | { type: 'share'; place: number; helpers: number; batch: Uint32Array; buffer: Float32Array<ArrayBuffer> };

export type FromHelper = { type: 'ready' } | { type: 'shared'; buffer: Float32Array<ArrayBuffer>; sums: Float64Array };
