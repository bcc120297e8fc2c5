// The picture of sharing: the slider and the switch choose, the summary, the bars and the chart show.
// All figures are in the page (#sharing-data); nothing is computed here but where things are drawn.
"use strict";
const REST_MS = 700;
(() => {
  const store = document.getElementById("sharing-data");
  if (!store) return;
  const data = JSON.parse(store.textContent);
  const controls = document.getElementById("sharing-controls");
  const slider = document.getElementById("vehicles");
  const shown = document.getElementById("vehicles-shown");
  const summary = document.getElementById("sharing-summary");
  const said = document.getElementById("sharing-said");
  const chart = document.getElementById("occupancy-chart");
  const line = document.getElementById("chart-line");
  const dot = document.getElementById("chart-dot");
  const bars = document.querySelectorAll("[data-class]");
  const grouped = (number, digits = 0) =>
    number.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const count = (number, noun) => `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;

  // the least, or the least to the most where that is more; a dash for nobody
  function range(least, most, digits) {
    if (least === undefined) return "\u2013";
    const [low, high] = [least.toFixed(digits), most.toFixed(digits)];
    return low === high ? low : `${low} to ${high}`;
  }

  function sentence(row, placement) {
    const got = row[placement];
    const wait = got.wait ? `, on average, in turns of up to ${got.wait} without power` : "";
    return `${count(row.vehicles, "vehicle")} at ${count(data.ports, "port")}, ${data.placed[placement]}: ` +
      `each gets at least ${got.a.toFixed(2)} A, ${got.kw.toFixed(2)} kW, ${got.mi.toFixed(1)} miles of range an hour${wait}; ` +
      `${grouped(got.total_kw, 1)} kW in all. What limits it: ${data.held_by[got.held]}.`;
  }

  function fill(row, share) {
    const [inUse, ...figures] = share || [0];
    const least = figures.slice(0, 3);
    const most = figures.length > 3 ? figures.slice(3) : least;
    const put = (key, text) => { row.querySelector(`[data-shown="${key}"]`).textContent = text; };
    put("in-use", grouped(inUse));
    put("a", range(least[0], most[0], 2));
    put("kw", range(least[1], most[1], 2));
    put("mi", range(least[2], most[2], 1));
    const wide = (kw) => String(data.full_kw ? Math.min(100, 100 * (kw || 0) / data.full_kw) : 0);
    row.querySelector("rect.least").setAttribute("width", wide(least[1]));
    row.querySelector("rect.most").setAttribute("width", wide(most[1]));
  }

  function mark(vehicles, powerKw) {
    const plane = Object.fromEntries(Object.entries(chart.dataset).map(([key, text]) => [key, Number(text)]));
    const span = plane.mostX - plane.leastX;
    const x = span ? plane.left + (plane.right - plane.left) * (vehicles - plane.leastX) / span
      : (plane.left + plane.right) / 2;
    const y = plane.bottom - (plane.bottom - plane.top) * powerKw / plane.fullY;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
  }

  function show() {
    const row = data.rows[Number(slider.value)];
    const placement = controls.elements.placement.value;
    shown.textContent = grouped(row.vehicles);
    slider.setAttribute("aria-valuetext", count(row.vehicles, "vehicle"));
    summary.textContent = sentence(row, placement);
    bars.forEach((bar) => fill(bar, row[placement].classes[Number(bar.dataset.class)]));
    mark(row.vehicles, row[placement].kw);
  }

  // screen readers hear the sentence once the slider rests, not at every step of it
  let rest;
  function choose() {
    show();
    clearTimeout(rest);
    rest = setTimeout(() => { said.textContent = summary.textContent; }, REST_MS);
  }

  controls.addEventListener("input", choose);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.hidden = false;
  document.getElementById("every-number").open = false;
  show();
})();
