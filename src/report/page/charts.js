// SPDX-License-Identifier: MIT
// A chart on the page: drawn by Vega-Lite when it comes into view, anew when filters, theme or width change; saved as SVG
// or CSV; with its numbers as a table and a sentence for those who do not see it.

"use strict";

const charts = new Map();
// Okabe and Ito's colours, told apart by colour-blind readers, without the black one; behind them those of Tol's muted scheme
// that are unlike them, for parts that are many.
const palette = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8c8c8c", "#882255", "#44AA99", "#999933",
    "#332288"];
const mostOnSvg = 1500;  // marks; above that a canvas draws faster

function isDark() {
    const theme = document.documentElement.dataset.theme;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function themed(dark, width) {
    const ink = dark ? "#e6e9ec" : "#1b1f24";
    const grid = dark ? "rgba(230,233,236,0.16)" : "rgba(27,31,36,0.14)";
    const font = "system-ui, 'Liberation Sans', 'DejaVu Sans', sans-serif";
    return {
        background: dark ? "#14181d" : "#ffffff", font, view: {stroke: null},
        axis: {labelColor: ink, titleColor: ink, gridColor: grid, domainColor: grid, tickColor: grid, titleFontWeight: "normal",
            labelFontSize: 11, titleFontSize: 12},
        legend: {labelColor: ink, titleColor: ink, orient: "top", direction: "horizontal", title: null, labelFontSize: 11,
            columns: Math.max(1, Math.min(4, Math.floor(width / 120))), labelLimit: 150},
        text: {color: ink}, rule: {color: ink}, range: {category: palette, heatmap: {scheme: "viridis"}, ramp: {scheme: "viridis"}},
    };
}

class Chart {
    /** `build(width)` gives {spec, records, keys, summary}, or {empty: why there is nothing to see}. */
    constructor(id, title, build, controls = []) {
        Object.assign(this, {id, title, build, view: null, dirty: true, onScreen: false, records: [], keys: []});
        this.plot = element("div", {class: "plot"});
        this.caption = element("figcaption");
        this.numbers = element("details", {ontoggle: () => this.showNumbers()}, element("summary", {}, "Numbers"));
        this.controls = element("div", {class: "bar"});
        this.setControls(controls);
        this.buttons = ["svg", "csv"].map((kind) => element("button", {type: "button",
            "aria-label": `${title} as ${kind.toUpperCase()}`, onclick: () => this.save(kind)}, kind.toUpperCase()));
        this.figure = element("figure", {id: `chart-${id}`, "aria-labelledby": `title-${id}`},
            element("div", {class: "bar"}, element("h3", {id: `title-${id}`}, title), ...this.buttons),
            this.controls, this.plot, this.caption, this.numbers);
        charts.set(id, this);
        new IntersectionObserver((entries) => {
            this.onScreen = entries.at(-1).isIntersecting;
            if (this.onScreen && this.dirty) this.draw();
        }, {rootMargin: "200px"}).observe(this.figure);
    }

    setControls(controls) {
        this.controls.replaceChildren(...controls);
    }

    changed() {
        this.dirty = true;
        if (this.onScreen) this.draw();
    }

    /** Works out what is to be drawn: what is exported is right whether or not it has been in view. */
    prepare() {
        const built = this.build(Math.max(200, this.plot.clientWidth));
        this.records = built.records ?? [];
        this.keys = built.keys ?? [];
        this.caption.textContent = built.empty ?? built.summary;
        for (const button of this.buttons) button.disabled = built.empty !== undefined;
        this.showNumbers();
        return built;
    }

    async viewOf(built, dark, renderer, container) {
        const spec = {autosize: {type: "fit-x", contains: "padding"}, ...built.spec,
            $schema: "https://vega.github.io/schema/vega-lite/v6.json", description: `${this.title}. ${built.summary}`,
            config: themed(dark, built.spec.width)};
        const view = new charting.View(charting.parse(charting.compile(spec).spec), {renderer, container, hover: container !== null});
        if (container !== null) view.tooltip(new charting.TooltipHandler({theme: dark ? "dark" : "light"}).call);
        await view.runAsync();
        return view;
    }

    async draw() {
        this.dirty = false;
        const built = this.prepare();
        this.view?.finalize();
        this.view = null;
        this.plot.replaceChildren();
        this.width = this.plot.clientWidth;
        if (built.empty !== undefined) return;
        if (typeof charting === "undefined") return;
        const renderer = this.records.length > mostOnSvg ? "canvas" : "svg";
        const view = await this.viewOf(built, isDark(), renderer, this.plot.appendChild(element("div")));
        // Meanwhile it may have been drawn again.
        if (this.view !== null) view.finalize();
        else this.view = view;
    }

    /** On paper it is light. */
    async svg() {
        const view = await this.viewOf(this.prepare(), false, "none", null);
        const text = await view.toSVG();
        view.finalize();
        return text;
    }

    csv() {
        this.prepare();
        return csvOf(this.keys, this.records);
    }

    async save(kind) {
        if (kind === "svg") download(`${this.id}.svg`, "image/svg+xml", await this.svg());
        else download(`${this.id}.csv`, "text/csv", this.csv());
    }

    showNumbers() {
        const most = 200;
        this.numbers.querySelector(".scroll")?.remove();
        if (!this.numbers.open) return;
        this.numbers.append(element("div", {class: "scroll", tabindex: "0"}, plainTable(this.keys, this.records.slice(0, most)),
            this.records.length > most ? element("p", {}, `The CSV has ${this.records.length - most} more.`) : ""));
    }
}

function redrawAll() {
    for (const chart of charts.values()) chart.changed();
}

function watchTheme() {
    const menu = document.getElementById("theme");
    menu.addEventListener("change", () => {
        if (menu.value === "") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = menu.value;
        redrawAll();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
    let pending = 0;
    new ResizeObserver(() => {
        clearTimeout(pending);
        pending = setTimeout(() => {
            for (const chart of charts.values()) if (chart.plot.clientWidth !== chart.width) chart.changed();
        }, 150);
    }).observe(document.body);
}
