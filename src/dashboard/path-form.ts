// The Path view's two lines of input: a source and a destination, with completion.
import { type Key, typeInto } from './text-input.ts';

export type PathField = 'from' | 'to';

export interface PathForm {
  readonly from: string;
  readonly to: string;
  /** The field that takes the keys, null = none. */
  readonly editing: PathField | null;
  /** The suggestion that Enter or Tab takes; -1 = none was chosen. */
  readonly choice: number;
}

export const emptyForm: PathForm = Object.freeze({ from: '', to: '', editing: null, choice: -1 });

/** The form after a key while one of its fields is typed; `suggestions` are those for that field. */
export function pressFormKey(form: PathForm, key: Key, suggestions: readonly string[]): PathForm {
  const { editing, choice } = form;
  if (editing === null) return form;
  const last = suggestions.length - 1;
  const chosen = suggestions[choice];
  switch (key.name) {
    case 'escape':
      return { ...form, editing: null, choice: -1 };
    case 'enter':
    case 'linefeed':
      return nextField(chosen === undefined ? form : { ...form, [editing]: chosen });
    case 'tab': {
      const completed = chosen ?? suggestions[0] ?? form[editing];
      return { ...form, [editing]: completed, choice: -1 };
    }
    case 'down':
      return { ...form, choice: Math.min(choice + 1, last) };
    case 'up':
      return { ...form, choice: Math.max(choice - 1, -1) };
    default: {
      const text = typeInto(form[editing], key);
      return text === null ? form : { ...form, [editing]: text, choice: -1 };
    }
  }
}

function nextField(form: PathForm): PathForm {
  const isDone = form.editing === 'to' || form.to !== '';
  return { ...form, editing: isDone ? null : 'to', choice: -1 };
}

/** At most `limit` of the candidates that have what was typed: those that begin with it first. */
export function suggest(candidates: readonly string[], typed: string, limit: number): string[] {
  const wanted = typed.toLowerCase();
  const begins: string[] = [];
  const contains: string[] = [];
  for (const candidate of candidates) {
    const at = candidate.toLowerCase().indexOf(wanted);
    if (candidate === typed || at < 0) continue;
    (at === 0 ? begins : contains).push(candidate);
    if (begins.length >= limit) break;
  }
  return [...begins, ...contains].slice(0, limit);
}
