import { DateTime } from 'luxon';
import { instantOf } from './body-rules.ts';

/** Dates as the server keeps and shows them: days in its own zone (uisp-crm.md §2, "Dates"). */
export class ServerDates {
  private readonly zone: string;
  private readonly shownDays = new Map<string, string>();

  constructor(zone: string) {
    this.zone = zone;
  }

  /** The day in the server's zone on which an instant falls: `T00:00:00+0000` is the day before in America. */
  dayOf(text: string): string {
    return DateTime.fromMillis(instantOf(text), { zone: this.zone }).toFormat('yyyy-MM-dd');
  }

  /** A day as an answer shows it: local midnight with the zone's offset of that day. */
  show(day: string): string {
    const known = this.shownDays.get(day);
    if (known !== undefined) return known;
    const shown = DateTime.fromISO(day, { zone: this.zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZZ");
    this.shownDays.set(day, shown);
    return shown;
  }

  /** An instant as an answer shows it. */
  showInstant(instant: number): string {
    return DateTime.fromMillis(instant, { zone: this.zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZZ");
  }
}
