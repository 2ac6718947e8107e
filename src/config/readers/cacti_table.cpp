// SPDX-License-Identifier: MIT
#include "config/readers/cacti_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "config/document/node.hpp"
#include "config/document/number.hpp"
#include "config/document/text_file.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::array<std::string_view, 11> cacti_columns{"technology_nm", "device",    "cell",    "capacity_bytes",
                                                         "width_bits",    "banks",     "read_pj", "write_pj",
                                                         "leakage_mw",    "access_ns", "area_mm2"};
/// The columns that every table has: earlier tables lack the last one.
constexpr std::size_t least_cacti_columns = cacti_columns.size() - 1;

std::vector<std::string> cells_of(const std::string& line)
{
    std::vector<std::string> cells(1);
    for (const char c : line) {
        if (c == ',') {
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
    return cells;
}

/// The lines of the table, each read into a row.
class Lines
{
public:
    Lines(std::string file, Diagnostics& diagnostics) : file_(std::move(file)), diagnostics_(diagnostics) {}

    /// True if these cells are the names of the columns.
    bool read_columns(const std::vector<std::string>& cells)
    {
        count_ = cells.size();
        return count_ >= least_cacti_columns && count_ <= cacti_columns.size() &&
               std::equal(cells.begin(), cells.end(), cacti_columns.begin());
    }

    void read(int line, const std::vector<std::string>& cells)
    {
        line_ = line;
        cells_ = &cells;
        if (cells.size() != count_) {
            refuse("", fmt::format("expected {} cells, found {}", count_, cells.size()));
            return;
        }
        CactiRow row;
        row.technology_nm = real(0);
        row.device = name(1, {"hp", "lstp", "lop"});
        row.cell = name(2, {"sram"});
        row.capacity_bytes = whole(3);
        row.width_bits = whole(4);
        row.banks = whole(5);
        for (std::size_t i = 6; i < count_; ++i) static_cast<void>(real(i));
        row.read_pj = cells[6];
        row.write_pj = cells[7];
        row.leakage_mw = cells[8];
        if (count_ > least_cacti_columns) row.area_mm2 = cells.back();
        row.line = line;
        rows.push_back(std::move(row));
    }

    std::vector<CactiRow> rows{};

private:
    void refuse(std::string_view column, const std::string& message)
    {
        diagnostics_.add({file_, line_, 1}, std::string(column), message);
    }

    double real(std::size_t column)
    {
        const auto number = parse_real_number((*cells_)[column]);
        if (number && *number >= 0.0) return *number;
        refuse(cacti_columns[column], "expected a number of at least 0, found " + quoted_text((*cells_)[column]));
        return 0.0;
    }

    std::uint64_t whole(std::size_t column)
    {
        const auto number = parse_whole_number((*cells_)[column]);
        if (number && *number > 0) return *number;
        refuse(cacti_columns[column], "expected a whole number of at least 1, found " + quoted_text((*cells_)[column]));
        return 1;
    }

    std::string name(std::size_t column, const std::vector<std::string>& known)
    {
        const std::string& text = (*cells_)[column];
        if (std::find(known.begin(), known.end(), text) == known.end()) {
            refuse(cacti_columns[column],
                   fmt::format("expected one of {}, found {}", fmt::join(known, ", "), quoted_text(text)));
        }
        return text;
    }

    std::string file_;
    Diagnostics& diagnostics_;
    int line_ = 0;
    std::size_t count_ = cacti_columns.size();
    const std::vector<std::string>* cells_ = nullptr;
};

}  // namespace

std::optional<std::vector<CactiRow>> read_cacti_table(const std::filesystem::path& file, Diagnostics& diagnostics)
{
    const std::size_t before = diagnostics.all().size();
    const auto text = read_text_file(file, diagnostics);
    if (!text || !is_plain_text(*text, file.string(), true, diagnostics)) return std::nullopt;
    Lines lines(file.string(), diagnostics);
    std::istringstream stream(*text);
    bool has_columns = false;
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty() || line.front() == '#') continue;
        const std::vector<std::string> cells = cells_of(line);
        if (has_columns) {
            lines.read(number, cells);
        } else if (!lines.read_columns(cells)) {
            diagnostics.add({file.string(), number, 1}, "",
                            fmt::format("expected the columns {}", fmt::join(cacti_columns, ",")));
            return std::nullopt;
        }
        has_columns = true;
    }
    if (lines.rows.empty() && diagnostics.all().size() == before) {
        diagnostics.add({file.string(), 0, 0}, "", "expected rows of SRAM costs, found none");
    }
    if (diagnostics.all().size() != before) return std::nullopt;
    return lines.rows;
}

}  // namespace deltasim::config
