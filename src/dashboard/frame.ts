// What is drawn, as plain data: regions of styled lines for a state, a view and a size.

import { footerLine, headerLine, noticeLine, type View } from './bar-lines.ts';
import { boxLines } from './box.ts';
import { detailTitle, noModelLines, overlayContent, rowDetail, statusContent } from './content.ts';
import type { Glyphs } from './glyphs.ts';
import {
  type Area,
  isLargeEnough,
  layOut,
  pageSizes,
  type Size,
  smallest,
  textRows,
} from './layout.ts';
import { filterPane, type Pane } from './pane.ts';
import { type PaneName, paneNames, type Shown, type State, scrollTop } from './state.ts';
import { tableLines } from './table-lines.ts';
import { fitLine, type Line, span } from './text.ts';

export interface Region extends Area {
  /** Stays the same from frame to frame: the screen keeps one widget for it. */
  readonly name: string;
  /** One for each row, each as wide as the region. */
  readonly lines: readonly Line[];
}

export interface Frame {
  readonly size: Size;
  readonly regions: readonly Region[];
}

/** The frame; regions do not overlap. */
export function frame(state: State, view: View, size: Size, glyphs: Glyphs): Frame {
  if (!isLargeEnough(size)) return { size, regions: [tooSmall(size)] };
  const notice = noticeLine(view, size.columns);
  const layout = layOut(size, state, notice !== null);
  const bar = (name: string, area: Area, line: Line): Region => ({ name, ...area, lines: [line] });
  const regions = [
    bar('header', layout.header, headerLine(state, view, size.columns)),
    bar('footer', layout.footer, footerLine(state, view, size.columns)),
  ];
  if (layout.notice !== null && notice !== null) regions.push(bar('notice', layout.notice, notice));
  if (layout.overlay !== null) {
    regions.push(overlayRegion(state, view, layout.overlay, glyphs));
  } else if (view.model === null) {
    const top = layout.header.height;
    const area = { left: 0, top, width: size.columns, height: size.rows - top - 1 };
    regions.push(messageRegion(view, area, glyphs));
  } else {
    for (const name of paneNames) {
      const area = layout.panes[name];
      if (area === undefined) continue;
      regions.push(paneRegion({ name, pane: view.model.panes[name], area }, state, glyphs));
    }
    if (layout.detail !== null) regions.push(detailRegion(state, view, layout.detail, glyphs));
  }
  return { size, regions };
}

/** What the reducer asks about a frame of this size. */
export function shownBy(state: State, view: View, size: Size, glyphs: Glyphs): Shown {
  const { model } = view;
  const layout = layOut(size, state, noticeLine(view, size.columns) !== null);
  const pages = pageSizes(layout);
  return {
    rowIds: (pane, filter) => (model === null ? [] : filterPane(model.panes[pane], filter).ids),
    pageSize: (pane) => pages[pane],
    overlay: {
      lines: overlayContent(state, view, size.columns - 2, glyphs).lines.length,
      pageSize: textRows(layout.overlay),
    },
  };
}

function tooSmall({ columns, rows }: Size): Region {
  const text = `kmscope needs ${smallest.columns}x${smallest.rows}, this is ${columns}x${rows}`;
  const height = Math.max(1, rows);
  const lines = Array.from({ length: height }, (_, row) =>
    fitLine(row === 0 ? [span(text, 'warn')] : [], columns),
  );
  return { name: 'header', left: 0, top: 0, width: columns, height, lines };
}

interface PlacedPane {
  readonly name: PaneName;
  readonly pane: Pane;
  readonly area: Area;
}

function paneRegion({ name, pane, area }: PlacedPane, state: State, glyphs: Glyphs): Region {
  const { filter, selected, top } = state.panes[name];
  const isFocused = state.focus === name;
  const { rows, ids } = filterPane(pane, filter);
  const pageSize = Math.max(1, area.height - 3);
  const index = Math.max(0, selected === null ? 0 : ids.indexOf(selected));
  const first = scrollTop({ top, index, count: rows.length, pageSize });
  const width = area.width - 2;
  const isData = pane.status.kind === 'data' && rows.length > 0;
  const content = isData
    ? tableLines({
        columns: pane.columns,
        rows: rows.slice(first, first + pageSize),
        selected: ids[index] ?? null,
        isFocused,
        width,
        glyphs,
      })
    : statusContent(pane, filter, { width, height: area.height - 2 });
  const warning = pane.status.kind === 'data' ? pane.status.warning : null;
  const shown = filter === '' ? '' : `  /${filter}: ${rows.length} of ${pane.rows.length} rows`;
  const words = {
    title: `${pane.title} ${pane.count}${shown}`,
    position: rows.length === 0 ? '' : `${index + 1}/${rows.length}`,
    note: warning === null ? null : `! incomplete: ${warning}`,
    noteStyle: 'warn',
    isFocused,
  } as const;
  return { name, ...area, lines: boxLines(area, words, content, glyphs) };
}

function detailRegion(state: State, view: View, area: Area, glyphs: Glyphs): Region {
  const lines = rowDetail(state, view, area.width - 2, glyphs) ?? [
    [span(' no row is selected', 'dim')],
  ];
  const hidden = lines.length - textRows(area);
  const words = {
    title: detailTitle(state),
    position: '',
    note: hidden > 0 ? `Enter: ${hidden} more` : null,
    noteStyle: 'dim',
    isFocused: false,
  } as const;
  return { name: 'detail', ...area, lines: boxLines(area, words, lines, glyphs) };
}

function overlayRegion(state: State, view: View, area: Area, glyphs: Glyphs): Region {
  const { title, lines } = overlayContent(state, view, area.width - 2, glyphs);
  const page = textRows(area);
  const top = Math.min(state.overlayTop, Math.max(0, lines.length - page));
  const last = Math.min(lines.length, top + page);
  const words = {
    title,
    position: lines.length > page ? `${top + 1}-${last} of ${lines.length}` : '',
    note: null,
    noteStyle: 'dim',
    isFocused: true,
  } as const;
  const content = lines.slice(top, last);
  return { name: 'overlay', ...area, lines: boxLines(area, words, content, glyphs) };
}

function messageRegion(view: View, area: Area, glyphs: Glyphs): Region {
  const words = {
    title: 'kmscope',
    position: '',
    note: null,
    noteStyle: 'dim',
    isFocused: false,
  } as const;
  const content = noModelLines(view, { width: area.width - 2, height: area.height - 2 });
  return { name: 'message', ...area, lines: boxLines(area, words, content, glyphs) };
}
