/**
 * Calendar arithmetic of the independent calculation: nothing of it is shared with the product. Days are `YYYY-MM-DD`, months `YYYY-MM`;
 * both sort as they should.
 */
export type Day = string;
export type Month = string;

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0);
}

function numbers(text: string): [year: number, month: number, day: number] {
  return [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8) || 1)];
}

function written(year: number, month: number): Month {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
}

export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

export function monthAfter(month: Month, count = 1): Month {
  const [year, number] = numbers(month);
  const months = year * 12 + (number - 1) + count;
  return written(Math.floor(months / 12), (months % 12) + 1);
}

/** 28 to 31. */
function daysIn(month: Month): number {
  const [year, number] = numbers(month);
  return number === 2 && isLeap(year) ? 29 : (lengths[number - 1] ?? Number.NaN);
}

/** That day of the month; one that the month lacks is its last. @example dayOf('2027-02', 31) // '2027-02-28' */
export function dayOf(month: Month, number: number): Day {
  return `${month}-${String(Math.min(number, daysIn(month))).padStart(2, '0')}`;
}

export function lastDayOf(month: Month): Day {
  return dayOf(month, 31);
}

/** Steps month by month, which is slow and plain. */
export function plusDays(day: Day, count: number): Day {
  let month = monthOf(day);
  let number = numbers(day)[2] + count;
  while (number < 1) {
    month = monthAfter(month, -1);
    number += daysIn(month);
  }
  while (number > daysIn(month)) {
    number -= daysIn(month);
    month = monthAfter(month);
  }
  return dayOf(month, number);
}

/** `December 2026` */
export function monthInWords(month: Month): string {
  const [year, number] = numbers(month);
  return `${monthNames[number - 1]} ${year}`;
}

const hour = 3_600_000;

/** The n-th Sunday of a month, as day of the month; the weekday is Zeller's. */
function sunday(year: number, month: number, nth: number): number {
  const [shiftedYear, shifted] = month < 3 ? [year - 1, month + 12] : [year, month];
  // 0 is Saturday, so Sunday is 1.
  const first =
    (1 +
      Math.floor((13 * (shifted + 1)) / 5) +
      shiftedYear +
      Math.floor(shiftedYear / 4) -
      Math.floor(shiftedYear / 100) +
      Math.floor(shiftedYear / 400)) %
    7;
  return 1 + ((1 - first + 7) % 7) + 7 * (nth - 1);
}

/** When the clocks of Dallas go forward and back in a year, epoch ms: at two in the morning of their own time. */
export function clockChanges(year: number): { forward: number; back: number } {
  return {
    forward: Date.UTC(year, 2, sunday(year, 3, 2), 2 + 6),
    back: Date.UTC(year, 10, sunday(year, 11, 1), 2 + 5),
  };
}

/** The day in Dallas (US Central: UTC-6, in summer UTC-5) at an instant, epoch ms. */
export function dayInDallas(at: number): Day {
  const { forward, back } = clockChanges(new Date(at).getUTCFullYear());
  const offset = at >= forward && at < back ? 5 : 6;
  return new Date(at - offset * hour).toISOString().slice(0, 10);
}

/** The instant of a time of day in Dallas, epoch ms. An hour that is skipped counts as the next. */
export function instantInDallas(day: Day, hours: number, minutes = 0): number {
  const [year, month, number] = numbers(day);
  const winter = Date.UTC(year, month - 1, number, hours + 6, minutes);
  const { forward, back } = clockChanges(year);
  return winter - hour >= forward && winter - hour < back ? winter - hour : winter;
}
