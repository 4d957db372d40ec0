// Where everything is on a screen of a given size.
import { type PaneName, paneNames, type State } from './state.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly header: Area;
  /** One line between header and panes, when there is something to say there. */
  readonly notice: Area | null;
  readonly panes: Readonly<Partial<Record<PaneName, Area>>>;
  readonly detail: Area | null;
  /** In the panes' place while something is open. */
  readonly overlay: Area | null;
  readonly footer: Area;
}

/** Below this the dashboard says that it needs more. */
export const smallest: Size = Object.freeze({ columns: 60, rows: 15 });
/** From this width on the panes stand side by side. */
const sideBySideColumns = 160;
/** From this height on both panes are seen. */
const stackedRows = 20;
const borderRows = 2;
const titleRows = 1;

/** Whether the screen is big enough. */
export function isLargeEnough({ columns, rows }: Size): boolean {
  return columns >= smallest.columns && rows >= smallest.rows;
}

/** The areas; together they cover the screen. */
export function layOut(size: Size, state: State, hasNotice: boolean): Layout {
  const { columns: width, rows } = size;
  const header = { left: 0, top: 0, width, height: 1 };
  const footer = { left: 0, top: rows - 1, width, height: 1 };
  const notice = hasNotice ? { left: 0, top: 1, width, height: 1 } : null;
  const top = hasNotice ? 2 : 1;
  const body = { left: 0, top, width, height: rows - 1 - top };
  const parts = { header, notice, footer };
  if (state.overlay !== 'none') return { ...parts, panes: {}, detail: null, overlay: body };
  const detailHeight = rows >= stackedRows ? Math.min(16, Math.floor(body.height * 0.3)) : 5;
  const panesArea = { ...body, height: body.height - detailHeight };
  const detail = { ...body, top: top + panesArea.height, height: detailHeight };
  return { ...parts, panes: layOutPanes(panesArea, size, state), detail, overlay: null };
}

function layOutPanes(area: Area, { columns, rows }: Size, state: State): Layout['panes'] {
  if (rows < stackedRows) return { [state.focus]: area };
  if (columns >= sideBySideColumns) {
    const width = Math.floor(area.width * 0.45);
    return {
      services: { ...area, width },
      connections: { ...area, left: width, width: area.width - width },
    };
  }
  const height = Math.floor(area.height / 2);
  return {
    services: { ...area, height },
    connections: { ...area, top: area.top + height, height: area.height - height },
  };
}

/** Rows of a table that fit into an area with a border and a line of titles. */
export function tableRows(area: Area | undefined): number {
  return area === undefined ? 1 : Math.max(1, area.height - borderRows - titleRows);
}

/** Lines of text that fit into an area with a border. */
export function textRows(area: Area | null): number {
  return area === null ? 1 : Math.max(1, area.height - borderRows);
}

/** Rows that fit into each pane; a pane that is not seen has the page of the one that is. */
export function pageSizes(layout: Layout): Readonly<Record<PaneName, number>> {
  const seen = paneNames.find((name) => layout.panes[name] !== undefined);
  const size = (name: PaneName) => tableRows(layout.panes[name] ?? (seen && layout.panes[seen]));
  return { services: size('services'), connections: size('connections') };
}
