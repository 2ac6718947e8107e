// SPDX-License-Identifier: MIT
// Elements of the page. Text is set as text, never as HTML: a name may be anything.

"use strict";

function element(kind, attributes = {}, ...children) {
    const made = document.createElement(kind);
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
        else if (value !== null) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
}

/** A labelled menu; `entries` are [value, text]. */
function menu(label, entries, value, onchange) {
    const select = element("select", {onchange: () => onchange(select.value)},
        ...entries.map(([entry, text]) => element("option", {value: entry}, text)));
    select.value = value;
    return element("label", {}, label, select);
}

function fieldMenu(label, keys, value, onchange) {
    return menu(label, keys.map((key) => [key, fieldOf.get(key).title]), value, onchange);
}

function download(name, kind, text) {
    const link = element("a", {href: URL.createObjectURL(new Blob([text], {type: kind})), download: name});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** A plain table of records. */
function plainTable(keys, records) {
    const number = (key) => records.some((record) => typeof record[key] === "number");
    return element("table", {},
        element("thead", {}, element("tr", {}, ...keys.map((key) => element("th", {class: number(key) ? "" : "name"}, key)))),
        element("tbody", {}, ...records.map((record) => element("tr", {}, ...keys.map((key) =>
            element("td", {class: number(key) ? "" : "name"}, inWords(record[key], "")))))));
}
