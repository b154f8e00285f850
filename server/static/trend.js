// Draws the trend from the figure's own data (data-chart, which the server
// writes from the same numbers as the table below it). Without this script the
// table is all there is, and it says the same.
"use strict";
(() => {
  const canvas = document.getElementById("trend-chart");
  if (!canvas || !window.Chart) return;
  const d = JSON.parse(canvas.dataset.chart);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const sans = getComputedStyle(document.body).fontFamily;
  const zh = document.documentElement.lang.startsWith("zh");
  const narrow = () => canvas.clientWidth < 520;

  // amounts come in yuan: 万 and 亿 in Chinese, thousands and millions in English
  const short = (v) => {
    if (d.measure !== "amount") return v.toLocaleString("en-US");
    const steps = zh ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "bn"], [1e6, "m"], [1e3, "k"]];
    for (const [size, unit] of steps) {
      if (Math.abs(v) >= size) return (v / size).toLocaleString("en-US", { maximumFractionDigits: 2 }) + (zh ? "" : " ") + unit;
    }
    return v.toLocaleString("en-US", { maximumFractionDigits: 0 });
  };

  const hatch = (colour) => {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const c = tile.getContext("2d");
    c.globalAlpha = 0.28;
    c.fillStyle = colour;
    c.fillRect(0, 0, 8, 8);
    c.globalAlpha = 1;
    c.strokeStyle = colour;
    c.lineWidth = 1.6;
    c.beginPath();
    for (const x of [-8, 0, 8]) { c.moveTo(x, 8); c.lineTo(x + 8, 0); }
    c.stroke();
    return canvas.getContext("2d").createPattern(tile, "repeat");
  };

  // months without any coverage get a band of their own, so that nobody reads
  // them as zero
  const bands = {
    id: "coverage",
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: a, scales } = chart;
      const step = d.labels.length > 1 ? scales.x.getPixelForValue(1) - scales.x.getPixelForValue(0) : a.width;
      ctx.save();
      d.state.forEach((s, i) => {
        if (s !== "none") return;
        const x = scales.x.getPixelForValue(i);
        ctx.fillStyle = css("--soft");
        ctx.fillRect(x - step / 2, a.top, step, a.bottom - a.top);
        if (d.last[i] === d.months[i]) return;
        // a long run shares one place: say which months it stands for
        ctx.save();
        ctx.translate(x, (a.top + a.bottom) / 2);
        ctx.rotate(-Math.PI / 2);
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        ctx.fillStyle = css("--dim");
        ctx.font = `11px ${sans}`;
        ctx.fillText(`${d.months[i]} – ${d.last[i]}  ${d.text.none}`, 0, 0);
        ctx.restore();
      });
      ctx.restore();
    },
  };

  // which places get a label: as many as fit, and always the first after a run
  // that stands for several months, where counting on would mislead
  const chooseLabels = () => {
    const room = Math.max(2, Math.floor(canvas.clientWidth / (narrow() ? 34 : 78)));
    const step = Math.max(1, Math.ceil(d.labels.length / room));
    const must = d.last.flatMap((l, i) => (l !== d.months[i] && i + 1 < d.months.length ? [i + 1] : []));
    const out = new Set(must);
    d.labels.forEach((_, i) => {
      if (i % step === 0 && d.last[i] === d.months[i] && !must.some((m) => Math.abs(m - i) < step)) out.add(i);
    });
    return out;
  };

  const build = () => {
    const labelled = chooseLabels();
    const grid = css("--line"), ink = css("--ink"), dim = css("--dim"), red = css("--red");
    // a gap tells neighbours apart without colour; a thin part has no room for it
    const tallest = Math.max(d.baseline || 0, ...d.labels.map((_, i) => d.series.reduce((n, s) => n + (s.values[i] || 0), 0)));
    const sets = d.series.map((s) => {
      const colour = css("--c" + s.color);
      return {
        type: "bar", label: s.label, rows: s.rows, data: s.values, stack: "month", yAxisID: "y", xAxisID: "x",
        backgroundColor: d.state.map((st) => (st === "complete" ? colour : hatch(colour))), legendColour: colour,
        categoryPercentage: 0.86, barPercentage: 0.96, borderColor: css("--panel"), borderWidth: (c) => ({ top: c.raw / tallest > 0.03 ? 1 : 0 }), borderSkipped: false,
      };
    });
    sets.push({ type: "line", label: d.text.ytd, data: d.ytd, yAxisID: "y2", borderColor: ink, backgroundColor: ink,
      borderWidth: 2, pointRadius: 1.5, pointHoverRadius: 4, spanGaps: false, legendColour: ink, line: true,
      segment: { borderColor: (c) => (d.year[c.p0DataIndex] === d.year[c.p1DataIndex] ? undefined : "transparent"),
        borderDash: (c) => (d.state[c.p1DataIndex] === "complete" ? undefined : [3, 3]) } });
    if (d.baseline) {
      const flat = d.labels.map(() => d.baseline);
      for (const axis of ["y", "y2"]) {
        sets.push({ type: "line", label: d.text.baseline, data: flat, yAxisID: axis, borderColor: red, backgroundColor: red,
          borderWidth: 1.5, borderDash: [6, 4], pointRadius: 0, pointHitRadius: 0, legendColour: red, line: true, twin: axis === "y2", order: -1 });
      }
    }
    const font = { family: sans, size: narrow() ? 11 : 12 };
    const axis = (title, weight) => ({ stack: "v", stackWeight: weight, offset: true, beginAtZero: true, stacked: weight > 2,
      grid: { color: grid }, border: { display: false }, title: { display: true, text: title, color: dim, font },
      ticks: { color: dim, font, maxTicksLimit: 6, precision: 0, callback: short } });
    return {
      type: "bar",
      data: { labels: d.labels, datasets: sets },
      plugins: [bands],
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, locale: "en-US",
        interaction: { mode: "index", intersect: false },
        onClick: open,
        onHover: (e, items) => { canvas.style.cursor = items.length ? "pointer" : "default"; },
        scales: {
          x: { stacked: true, grid: { display: false }, border: { color: grid }, ticks: { color: dim, font, autoSkip: false, maxRotation: narrow() ? 60 : 0, minRotation: narrow() ? 60 : 0, callback: (_, i) => (labelled.has(i) ? d.labels[i] : "") } },
          y2: axis(d.text.ytdAxis, 2), y: axis(d.text.barAxis, 3),
        },
        plugins: {
          legend: { position: "bottom", align: "start",
            labels: { color: ink, font, boxWidth: 10, boxHeight: 10, usePointStyle: true, pointStyleWidth: 18, padding: narrow() ? 8 : 12,
              filter: (item) => !sets[item.datasetIndex].twin,
              generateLabels: (chart) => chart.data.datasets.map((s, i) => ({ text: s.label, datasetIndex: i, hidden: !chart.isDatasetVisible(i),
                fontColor: ink, fillStyle: s.line ? "transparent" : s.legendColour, strokeStyle: s.legendColour, lineWidth: s.line ? 2 : 0,
                lineDash: s.borderDash || [], pointStyle: s.line ? "line" : "rect" })) },
            onClick: toggle },
          tooltip: { itemSort: (a, b) => a.datasetIndex - b.datasetIndex, titleFont: { family: sans }, bodyFont: { family: sans }, footerFont: { family: sans, weight: "normal" },
            filter: (item) => !item.dataset.twin && (item.dataset.line || item.raw > 0),
            callbacks: { label: (item) => item.dataset.label + "  " + short(item.raw),
              footer: (items) => (items.length ? d.notes[items[0].dataIndex] : "") } },
        },
      },
    };
  };

  // a click on a bar opens exactly the rows that it stands for
  function open(event, _, chart) {
    show(chart.getElementsAtEventForMode(event, "nearest", { intersect: true }, true)[0]
      || chart.getElementsAtEventForMode(event, "index", { intersect: false }, true)[0], chart);
  }

  function show(hit, chart) {
    if (!hit || d.state[hit.index] === "none") return;
    const to = new URL(d.rows, location.href);
    to.searchParams.set("from", d.months[hit.index]);
    to.searchParams.set("to", d.months[hit.index]);
    for (const [name, values] of Object.entries(chart.data.datasets[hit.datasetIndex].rows || {})) {
      to.searchParams.delete(name);
      for (const v of values) to.searchParams.append(name, v);
    }
    location.assign(to);
  }

  function toggle(_, item, legend) {
    const chart = legend.chart, on = chart.isDatasetVisible(item.datasetIndex);
    chart.data.datasets.forEach((s, i) => {
      if (i === item.datasetIndex || s.label === item.text) chart.setDatasetVisibility(i, !on);
    });
    chart.update();
  }

  let chart = new window.Chart(canvas, build());
  const redraw = () => { chart.destroy(); chart = new window.Chart(canvas, build()); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  // the same by keyboard: arrows choose a bar, Enter opens it
  let month = -1, part = -1;
  canvas.addEventListener("keydown", (e) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
    if (e.key === "Enter" && month >= 0) show({ index: month, datasetIndex: part < 0 ? d.series.length : part }, chart);
    if (!step) return;
    e.preventDefault();
    const last = d.labels.length - 1;
    month = month < 0 ? last : Math.min(last, Math.max(0, month + step[0]));
    part = Math.min(d.series.length - 1, Math.max(-1, part + step[1]));
    const sets = part < 0 ? d.series.map((_, i) => i) : [part];
    chart.setActiveElements(sets.map((i) => ({ datasetIndex: i, index: month })));
    chart.tooltip.setActiveElements(sets.map((i) => ({ datasetIndex: i, index: month })), { x: 0, y: 0 });
    chart.update();
    const one = part < 0 ? null : d.series[part];
    const sum = d.series.reduce((n, s) => n + (s.values[month] || 0), 0);
    document.getElementById("chart-says").textContent = [d.labels[month], one && one.label,
      d.state[month] === "none" ? d.text.none : short(one ? one.values[month] : sum), d.notes[month]].filter(Boolean).join(" · ");
  });

  // the picture for slides: title, chart, source, on the page's own ground
  const picture = () => {
    const pad = 24, scale = canvas.width / canvas.clientWidth, out = document.createElement("canvas");
    const lines = [d.text.source].concat(d.text.sample ? [d.text.sample] : []);
    const head = 40 * scale, foot = (lines.length * 20 + 12) * scale;
    out.width = canvas.width + 2 * pad * scale;
    out.height = canvas.height + head + foot + pad * scale;
    const c = out.getContext("2d");
    c.fillStyle = css("--panel");
    c.fillRect(0, 0, out.width, out.height);
    c.fillStyle = css("--ink");
    c.font = `600 ${17 * scale}px ${sans}`;
    c.fillText(d.text.title, pad * scale, 30 * scale, canvas.width);
    c.drawImage(canvas, pad * scale, head);
    c.fillStyle = css("--dim");
    c.font = `${12 * scale}px ${sans}`;
    lines.forEach((l, i) => c.fillText(l, pad * scale, head + canvas.height + (20 * (i + 1)) * scale, canvas.width));
    return out;
  };
  const bar = document.createElement("div");
  bar.className = "toolbar";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = d.text.png;
  button.addEventListener("click", () => picture().toBlob((blob) => {
    const a = document.createElement("a");
    a.href = URL.createObjectURL(blob);
    a.download = d.file;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  }));
  bar.append(button);
  canvas.closest("figure").append(bar);
})();
