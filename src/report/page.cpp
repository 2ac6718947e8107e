// SPDX-License-Identifier: MIT
#include "report/page.hpp"

#include <array>

#include "report/embedded.hpp"

namespace deltasim::report
{

namespace
{

constexpr std::string_view charting_library = "charting.js";
// In this order, since each script uses those before it.
constexpr std::array<std::string_view, 10> scripts{"data.js", "words.js",  "elements.js", "table.js",   "charts.js",
                                                   "bars.js", "fields.js", "roofline.js", "machine.js", "page.js"};

/// The text, escaped for HTML.
std::string escaped(std::string_view text)
{
    std::string html;
    for (const char letter : text) {
        switch (letter) {
        case '&': html += "&amp;"; break;
        case '<': html += "&lt;"; break;
        case '>': html += "&gt;"; break;
        case '"': html += "&quot;"; break;
        default: html += letter;
        }
    }
    return html;
}

/// JSON in which nothing can end the HTML element that holds it.
std::string inert(std::string_view json)
{
    std::string text;
    text.reserve(json.size());
    for (const char letter : json) {
        if (letter == '<') {
            text += "\\u003c";
        } else {
            text += letter;
        }
    }
    return text;
}

std::string script_elements()
{
    std::string elements;
    const auto add = [&](std::string_view script) {
        elements += "<script>";
        elements += script;
        elements += "</script>\n";
    };
    if (has_charts()) add(embedded(charting_library));
    for (const std::string_view name : scripts) add(embedded(name));
    return elements;
}

}  // namespace

bool has_charts() { return !embedded(charting_library).empty(); }

std::string page_of(std::string_view title, std::string_view data)
{
    std::string_view shell = embedded("page.html");
    std::string page;
    // Inserted text is not searched for further marks, since a name may look like one.
    while (true) {
        const std::size_t begin = shell.find("{{");
        page += shell.substr(0, begin);
        if (begin == std::string_view::npos) return page;
        const std::size_t end = shell.find("}}", begin);
        const std::string_view mark = shell.substr(begin + 2, end - begin - 2);
        if (mark == "title") page += escaped(title);
        if (mark == "style") page += embedded("page.css");
        if (mark == "data") page += inert(data);
        if (mark == "scripts") page += script_elements();
        shell.remove_prefix(end + 2);
    }
}

}  // namespace deltasim::report
