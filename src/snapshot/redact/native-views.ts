// Which slots of the pools anything refers to, and as what: from the values of the hash maps along all that
// their shapes lead to. A slot may be taken for several things: what a kept list of endpoints refers to is
// often gone, and its slot another's by now.
import {
  findReferences,
  follow,
  placeOf,
  type ReferenceMaps,
  type ReferenceScheme,
  stringSize,
} from '../../kmesh/kernel-native/reference.ts';
import type { Leads, MessageShape } from './native-shapes.ts';

/** One thing that a slot is taken for. */
export type View =
  | { readonly kind: 'text'; readonly form: 'name' | 'value' }
  | { readonly kind: 'message'; readonly shape: MessageShape }
  /** So many references. */
  | { readonly kind: 'list'; readonly count: number };

/** A slot that something refers to. */
export interface ViewedSlot {
  readonly pool: number;
  readonly index: number;
  readonly bytes: Buffer;
  readonly views: readonly View[];
}

interface Slot extends ViewedSlot {
  readonly views: View[];
  readonly shapes: Set<MessageShape>;
  readonly forms: Set<string>;
  /** Longest array so far, by what its elements lead to. */
  readonly lists: Map<Leads, number>;
}

/** Elements of an array that are looked at: no generation's arrays hold more. */
const widest = 1024;

export class NativeViews {
  readonly #maps: ReferenceMaps;
  readonly #slots = new Map<string, Slot>();
  readonly #waiting: (() => void)[] = [];

  constructor(maps: ReferenceMaps) {
    this.#maps = maps;
  }

  get slots(): Iterable<ViewedSlot> {
    return this.#slots.values();
  }

  /** Whether a slot is there for all that a reference is taken for. */
  isThere(reference: bigint): boolean {
    return this.#slots.has(slotKey(this.#maps.scheme, reference));
  }

  /** Takes note of all that a message leads to. */
  addMessage(shape: MessageShape, bytes: Buffer): void {
    this.#enter(shape, bytes);
    this.#settle();
  }

  /** The same of one reference. */
  addReference(reference: bigint, leads: Leads): void {
    this.#follow(reference, leads, {});
    this.#settle();
  }

  /** However long a chain of references is, no call stands in another. */
  #settle(): void {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) next();
  }

  #enter({ layout, leads }: MessageShape, bytes: Buffer): void {
    const fields = layout.decode(bytes, 0);
    for (const [name, field] of Object.entries(leads)) {
      const reference = fields[name];
      if (typeof reference === 'bigint') this.#follow(reference, field, fields);
    }
  }

  #follow(reference: bigint, leads: Leads, fields: Readonly<Record<string, unknown>>): void {
    switch (leads.kind) {
      case 'nothing':
        return;
      case 'choice':
        this.#follow(reference, leads.cases[Number(fields[leads.by])] ?? leads.others, fields);
        return;
      case 'text':
        this.#addText(reference, leads.form);
        return;
      case 'message':
        this.#addMessage(reference, leads.shape);
        return;
      case 'list':
        this.#addList(reference, leads.of, Number(fields[leads.count] ?? 0));
        return;
    }
  }

  #addText(reference: bigint, form: 'name' | 'value'): void {
    const slot = this.#slot(reference, stringSize);
    if (slot === undefined || slot.forms.has(form)) return;
    slot.forms.add(form);
    slot.views.push({ kind: 'text', form });
  }

  #addMessage(reference: bigint, shape: MessageShape): void {
    const slot = this.#slot(reference, shape.layout.size);
    if (slot === undefined || slot.shapes.has(shape)) return;
    slot.shapes.add(shape);
    slot.views.push({ kind: 'message', shape });
    this.#waiting.push(() => this.#enter(shape, slot.bytes));
  }

  /** An array that must be there is asked for even where nothing is taken of it. */
  #addList(reference: bigint, of: Leads, wanted: number): void {
    const largest = this.#maps.scheme.pools.at(-1)?.valueSize ?? 0;
    const slot = this.#slot(reference, largest);
    if (slot === undefined) return;
    const elements = findReferences(this.#maps, reference, Math.min(wanted, widest)) ?? [];
    const known = slot.lists.get(of) ?? -1;
    if (elements.length <= known) return;
    slot.lists.set(of, elements.length);
    slot.views.push({ kind: 'list', count: elements.length });
    this.#waiting.push(() => {
      for (const element of elements.slice(Math.max(0, known))) this.#follow(element, of, {});
    });
  }

  /** The slot that is found there for something of that size. */
  #slot(reference: bigint, size: number): Slot | undefined {
    const { bytes } = follow(this.#maps, reference, size);
    if (bytes === undefined) return undefined;
    const key = slotKey(this.#maps.scheme, reference);
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      const place = placeOf(this.#maps.scheme, reference);
      slot = { ...place, bytes, views: [], shapes: new Set(), forms: new Set(), lists: new Map() };
      this.#slots.set(key, slot);
    }
    return slot;
  }
}

function slotKey(scheme: ReferenceScheme, reference: bigint): string {
  const { pool, index } = placeOf(scheme, reference);
  return `${pool} ${index}`;
}
