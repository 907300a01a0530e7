// Dates as the people of the demo read them. Instants are milliseconds since the epoch.

const zone = document.body.dataset.zone;
const format = (options) => new Intl.DateTimeFormat("fr-FR", { timeZone: zone, ...options });
const clockTime = format({ hour: "2-digit", minute: "2-digit" });
const day = format({ weekday: "long", day: "numeric", month: "long" });
const shortDay = format({ weekday: "short", day: "numeric", month: "short" });
const fullDay = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const wallClock = new Intl.DateTimeFormat("en-US", {
  timeZone: zone,
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

export const timeOf = (instant) => clockTime.format(instant);
export const dayOf = (instant) => day.format(instant);
export const shortlyOf = (instant) => `${shortDay.format(instant)}, ${clockTime.format(instant)}`;
export const momentOf = (instant) => `${fullDay.format(instant)}, ${clockTime.format(instant)}`;

// What the clock on the wall shows there, written as if it were UTC.
function wall(instant) {
  const part = {};
  for (const { type, value } of wallClock.formatToParts(instant)) part[type] = Number(value);
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

// A key that changes at local midnight.
export const dayKey = (instant) => new Date(wall(instant)).toISOString().slice(0, 10);

// The instant of tomorrow at `hour` local time. Two passes: the offset may change overnight.
export function tomorrowAt(instant, hour) {
  const here = new Date(wall(instant));
  const wanted = Date.UTC(here.getUTCFullYear(), here.getUTCMonth(), here.getUTCDate() + 1, hour);
  let guess = wanted;
  for (let pass = 0; pass < 2; pass += 1) guess += wanted - wall(guess);
  return guess;
}
