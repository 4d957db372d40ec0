// What was read while the dashboard runs: the readings of the last minutes, the models made of them, and
// what the numbers and events of all of them add up to. No terminal and no timer.
import { ConnectionMemory } from '../explain/connection-memory.ts';
import type { NodeSource } from '../raw/node-source.ts';
import { chooseMapSet, type MapSetWish } from '../snapshot/map-sets.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import { addEvents, type EventLog } from './events.ts';
import { addMoment, findEarlier, findMoment, type History, type Moment } from './history.ts';
import { printableLines } from './labels.ts';
import { type Model, toModel } from './model.ts';
import type { PathForm } from './path-form.ts';
import { askForm, type PathResult } from './path-view.ts';
import { seeRow } from './selected-row.ts';
import type { State } from './state.ts';
import { addSample, emptyTrend, type Trend } from './trend.ts';
import type { Failure, Figures, Message, SeenRow, View } from './view.ts';

/** The node at one instant, in memory, and how much memory it takes beside the one before. */
export interface Reading {
  /** A source that answers from it. */
  readonly open: () => NodeSource;
  /** Bytes. */
  readonly bytes: number;
}

export interface SessionOptions {
  /** The map set to look at. */
  readonly wish: MapSetWish;
  /** Options that the dashboard was started with, as they were typed. */
  readonly words: readonly string[];
}

const changesMs = 30_000;
/** Models hold indexes of whole maps: few are kept beside the newest. */
const keptModels = 4;

export class Session {
  readonly #options: SessionOptions;
  readonly #memory = new ConnectionMemory();
  #history: History<Reading> = [];
  #models: { readonly at: number; readonly isNumeric: boolean; readonly model: Model }[] = [];
  #trend: Trend = emptyTrend;
  #events: EventLog = [];
  #figures: Figures | null = null;
  #failure: Failure | null = null;
  #message: Message | null = null;
  #seen: SeenRow | null = null;
  /** What is shown while it is paused: kept also when the history has no room for it any more. */
  #held: Moment<Reading> | null = null;
  #asked: { readonly key: string; readonly result: PathResult } | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Takes a reading in; whether it is as the one before. */
  add(reading: Reading, figures: Figures | null, state: Pick<State, 'isNumeric'>): boolean {
    const last = this.#history.at(-1);
    const previous = last === undefined ? null : this.#modelOf(last, state.isNumeric, null);
    const takenAt = reading.open().takenAt().getTime();
    // Two readings of one moment are kept apart.
    const at = Math.max(takenAt, (last?.at ?? 0) + 1);
    const moment = { at, reading, bytes: reading.bytes };
    const model = this.#modelOf(moment, state.isNumeric, previous);
    this.#history = addMoment(this.#history, moment);
    this.#trend = addSample(this.#trend, model);
    this.#events = addEvents(this.#events, model);
    this.#figures = figures;
    this.#failure = null;
    return previous !== null && previous.openCounts === model.openCounts;
  }

  /** The node could not be read. */
  fail({ message, hint }: Pick<Failure, 'message' | 'hint'>, now: Date): void {
    const since = this.#failure?.since ?? now;
    const safeHint = hint === null ? null : printableLines(hint);
    this.#failure = { message: printableLines(message), hint: safeHint, since };
  }

  say(message: Message | null): void {
    this.#message = message;
  }

  /** What there is to show in this state. */
  view(state: State, now: Date): View {
    const moment = this.#hold(state.moment);
    const model = moment === undefined ? null : this.#modelFor(moment, state.isNumeric);
    const view: View = {
      model,
      earlier: moment === undefined ? null : () => this.#earlierThan(moment, state.isNumeric),
      failure: this.#failure,
      now,
      trend: this.#trend,
      events: this.#events,
      figures: this.#figures,
      moments: this.#history.map(({ at }) => at),
      firstPath: model === null ? null : this.#firstAnswer(model, state.path),
      lastSeen: null,
      message: this.#message,
      options: this.#options.words,
    };
    this.#seen = seeRow(this.#seen, view, state);
    return { ...view, lastSeen: this.#seen };
  }

  #hold(at: number | null): Moment<Reading> | undefined {
    const kept = this.#held?.at === at ? this.#held : undefined;
    const moment = findMoment(this.#history, at) ?? kept;
    this.#held = at === null ? null : (moment ?? null);
    return moment;
  }

  #earlierThan({ at }: Moment<Reading>, isNumeric: boolean): Model | null {
    const found = findEarlier(this.#history, at, changesMs);
    return found === undefined || found.at >= at ? null : this.#modelFor(found, isNumeric);
  }

  /** A model with its marks against the reading before. */
  #modelFor(moment: Moment<Reading>, isNumeric: boolean): Model {
    const index = this.#history.indexOf(moment);
    const before = this.#history[index - 1];
    const known = this.#findModel(moment.at, isNumeric);
    if (known !== undefined) return known;
    const previous = before === undefined ? null : this.#modelOf(before, isNumeric, null);
    return this.#modelOf(moment, isNumeric, previous);
  }

  #modelOf(moment: Moment<Reading>, isNumeric: boolean, previous: Model | null): Model {
    const known = this.#findModel(moment.at, isNumeric);
    if (known !== undefined) return known;
    const source = moment.reading.open();
    const { wish } = this.#options;
    const snapshot = new Snapshot(source, chooseMapSet(source, wish), wish.generation);
    const model = toModel(snapshot, { isNumeric, previous, memory: this.#memory });
    this.#models = [...this.#models, { at: moment.at, isNumeric, model }].slice(-keptModels);
    return model;
  }

  #findModel(at: number, isNumeric: boolean): Model | undefined {
    return this.#models.find((kept) => kept.at === at && kept.isNumeric === isNumeric)?.model;
  }

  /** What the Path view's question was answered when it was asked first. */
  #firstAnswer(model: Model, form: PathForm): PathResult | null {
    if (form.editing !== null) return null;
    const key = `${form.from}\n${form.to}`;
    if (this.#asked?.key !== key) this.#asked = { key, result: askForm(model, form) };
    return this.#asked.result;
  }
}

/** Whatever is there. */
export const anyMapSet: MapSetWish = Object.freeze({ mode: 'auto', generation: null });
