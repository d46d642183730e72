import type { Asked } from './ask.ts';
import { type AskContext, dayToShow, isOperator, isoOf, rulesIfAny } from './ask-context.ts';
import type { UnitFilter, UnitsAnswer } from './unit-answers.ts';
import { type UnitRow, unitBook } from './unit-book.ts';

const fits: Readonly<Record<UnitFilter, (row: UnitRow) => boolean>> = {
  all: () => true,
  attention: ({ tile }) => tile.attention > 0,
  vacant: ({ tile }) => tile.state === 'vacant' || tile.state === 'upcoming',
  offline: ({ tile }) => tile.onu === 'offline',
};

/** A page of the grid. Names are searched for an operator alone: a viewer could else find out who lives where. */
export function askUnits(context: AskContext, { filter, search, page, size }: Asked<'units'>): UnitsAnswer {
  const { store } = context;
  const { rows, counts } = unitBook(store).at(dayToShow(context), rulesIfAny(context));
  const words = search.trim().toLowerCase();
  const mayKnow = isOperator(context);
  const isFound = ({ text, names }: UnitRow) =>
    words === '' || text.includes(words) || (mayKnow && names.includes(words));
  const found = rows.filter((row) => fits[filter](row) && isFound(row));
  const shown = found.slice(page * size, page * size + size);
  return {
    total: found.length,
    page,
    size,
    counts,
    units: shown.map(({ tile, tenants }) => (mayKnow ? { ...tile, tenants } : tile)),
    onusSeenAt: isoOf(store.onus.seenAt),
    isScanned: store.leases.isScanned,
  };
}
