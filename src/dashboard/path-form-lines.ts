// The Path view's fields and suggestions as lines.
import type { PathField, PathForm } from './path-form.ts';
import { fitLine, type Line, span } from './text.ts';

const fields: readonly (readonly [field: PathField, label: string])[] = [
  ['from', 'from'],
  ['to', 'to  '],
];
const placeholders: Readonly<Record<PathField, string>> = {
  from: 'NAMESPACE/POD, ip:ADDR, pid:N, netns:COOKIE or any',
  to: 'SERVICE.NAMESPACE:PORT, ADDR:PORT or NAMESPACE/POD:PORT',
};

/** One line for each field. */
export function formLines(form: PathForm, width: number): Line[] {
  return fields.map(([field, label]) => {
    const text = form[field];
    const isEditing = form.editing === field;
    const value = text === '' ? span(placeholders[field], 'dim') : span(text, 'strong');
    const cursor = isEditing ? [span('_', 'selected')] : [];
    const head = span(` ${isEditing ? '>' : ' '} ${label}  `, isEditing ? 'strong' : 'dim');
    const content = isEditing ? [span(text, 'strong'), ...cursor] : [value];
    return fitLine([head, ...content], width);
  });
}

/** What the field could be completed to, the chosen one marked. */
export function suggestionLines(suggestions: readonly string[], choice: number): Line[] {
  if (suggestions.length === 0) return [[span(' no name on this node has that', 'dim')]];
  return suggestions.map((text, index) => {
    const isChosen = index === choice;
    return [span(isChosen ? ' > ' : '   '), span(text, isChosen ? 'selected' : 'plain')];
  });
}
