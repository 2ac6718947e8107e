// SPDX-License-Identifier: MIT
#include "report/formats.hpp"

#include <fmt/format.h>

#include "core/plain_text.hpp"
#include "report/readable.hpp"

// Writes LaTeX: a table environment around a tabular with booktabs rules (\usepackage{booktabs}). The title is the
// caption; notes follow in small print.

namespace deltasim::report
{

namespace
{

/// A number as `readable` writes it, with a true minus sign and a power of ten.
std::string number_of(const std::string& readable_number)
{
    std::string number = latex_escaped(readable_number);
    const std::size_t mark = number.find('e');
    if (mark != std::string::npos) {
        const std::size_t digits = number.find_first_of("123456789", mark);
        const std::size_t end = number.find_first_not_of("0123456789", digits);
        const std::string sign = number[mark + 1] == '-' ? "-" : "";
        const std::string after = end == std::string::npos ? "" : number.substr(end);
        return "$" + number.substr(0, mark) + " \\times 10^{" + sign + number.substr(digits, end - digits) + "}$" +
               after;
    }
    return number.front() == '-' ? "$-$" + number.substr(1) : number;
}

std::string cell_of(const Cell& cell, NumberStyle style)
{
    if (const auto* const text = std::get_if<std::string>(&cell)) return latex_escaped(*text);
    if (std::holds_alternative<MarkedName>(cell)) return latex_escaped(readable(cell, style));
    if (std::holds_alternative<std::monostate>(cell)) return "--";
    return number_of(readable(cell, style));
}

/// From here on pdfLaTeX knows only some letters, and fails at others. The names of letters that it knows begin with
/// `u8:`. XeTeX and LuaTeX, which have mathematical characters by their code points, know every letter of their font.
constexpr std::uint32_t first_unsure = 0x100;

/// The letter if LaTeX knows it, else its number.
std::string letter_where_known(const std::string& letter, std::uint32_t number)
{
    return fmt::format("\\ifdefined\\Umathchar {0}\\else\\ifcsname u8:\\detokenize{{{0}}}\\endcsname {0}\\else "
                       "(U+{1:04X})\\fi\\fi{{}}",
                       letter, number);
}

std::string latex_line(const std::vector<std::string>& cells)
{
    std::string line = "    ";
    for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : " & ") + cells[i];
    return line + " \\\\\n";
}

std::string tabular_of(const Table& table)
{
    std::string alignment;
    std::vector<std::string> headers;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        alignment += right_aligned(table, i) ? 'r' : 'l';
        headers.push_back(latex_escaped(header_of(table.columns[i])));
    }
    std::string tabular =
        "  \\begin{tabular}{" + alignment + "}\n    \\toprule\n" + latex_line(headers) + "    \\midrule\n";
    for (const std::vector<Cell>& row : table.rows) {
        std::vector<std::string> cells;
        for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(cell_of(row[i], table.columns[i].style));
        tabular += latex_line(cells);
    }
    return tabular + "    \\bottomrule\n  \\end{tabular}\n";
}

}  // namespace

std::string latex_escaped(std::string_view text)
{
    std::string escaped;
    const std::string line = single_line(text);
    for (std::size_t i = 0; i < line.size();) {
        const char letter = line[i];
        const CodePoint point = first_code_point(std::string_view(line).substr(i));
        const std::string written = line.substr(i, point.bytes);
        i += point.bytes;
        switch (letter) {
        case '&':
        case '%':
        case '$':
        case '#':
        case '_':
        case '{':
        case '}': escaped += std::string("\\") + letter; break;
        case '\\': escaped += "\\textbackslash{}"; break;
        case '~': escaped += "\\textasciitilde{}"; break;
        case '^': escaped += "\\textasciicircum{}"; break;
        case '<': escaped += "\\textless{}"; break;
        case '>': escaped += "\\textgreater{}"; break;
        case '|': escaped += "\\textbar{}"; break;
        // After the end of a row LaTeX would read these two as options.
        case '*':
        case '[': escaped += std::string("{") + letter + "}"; break;
        default: escaped += point.value < first_unsure ? written : letter_where_known(written, point.value);
        }
    }
    return escaped;
}

std::string latex_of(const std::vector<Table>& tables)
{
    std::string latex;
    for (const Table& table : tables) {
        if (!latex.empty()) latex += "\n";
        latex += "\\begin{table}\n  \\centering\n";
        const std::string title = latex_escaped(table.title);
        if (!title.empty()) latex += "  \\caption{" + title + "}\n";
        if (!table.columns.empty()) latex += tabular_of(table);
        if (!table.notes.empty()) latex += "  \\par\\smallskip\n";
        for (const std::string& note : table.notes) latex += "  {\\footnotesize " + latex_escaped(note) + "\\par}\n";
        latex += "\\end{table}\n";
    }
    return latex;
}

}  // namespace deltasim::report
