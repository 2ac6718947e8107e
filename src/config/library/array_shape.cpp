// SPDX-License-Identifier: MIT
#include "config/library/array_shape.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "config/document/number.hpp"
#include "config/document/setting.hpp"
#include "config/readers/processor_reader.hpp"

namespace deltasim::config
{

namespace
{

/// A number of more lanes than the reader accepts counts as none: it is left unchanged, and the reader refuses it.
std::optional<std::uint64_t> number_of(Node& pe_array, std::string_view key)
{
    Node* const node = pe_array.find(key);
    if (node == nullptr || node->bare().kind != NodeKind::scalar) return std::nullopt;
    const auto number = parse_whole_number(node->bare().text);
    return number && *number > 0 && *number <= most_lanes ? number : std::nullopt;
}

/// Looks at this key alone, since `multicast` has rows and columns, too.
bool is_overridden(Node& pe_array, std::string_view key)
{
    Node* const node = pe_array.find(key);
    return node != nullptr && (setting_at(*node) || setting_at(node->bare()));
}

void put(Node& pe_array, std::string_view key, std::uint64_t number)
{
    pe_array.find(key)->bare().text = std::to_string(number);
}

std::uint64_t rows_in_proportion(std::uint64_t lanes, std::uint64_t rows, std::uint64_t columns)
{
    const auto proportion = [](std::uint64_t a, std::uint64_t b) {
        return std::log2(static_cast<double>(a) / static_cast<double>(b));
    };
    std::uint64_t best = 1;
    double least = std::numeric_limits<double>::infinity();
    const auto look_at = [&](std::uint64_t candidate) {
        const double off = std::abs(proportion(candidate, lanes / candidate) - proportion(rows, columns));
        if (off >= least) return;
        least = off;
        best = candidate;
    };
    for (std::uint64_t factor = 1; factor * factor <= lanes; ++factor) {
        if (lanes % factor != 0) continue;
        look_at(factor);
        look_at(lanes / factor);
    }
    return best;
}

}  // namespace

void put_array_shape(Node& pe_array)
{
    if (pe_array.kind != NodeKind::mapping) return;
    const auto rows = number_of(pe_array, "rows");
    const auto columns = number_of(pe_array, "columns");
    const auto lanes = number_of(pe_array, "lanes");
    if (!rows || !columns || !lanes) return;
    const bool other_lanes = is_overridden(pe_array, "lanes");
    const bool other_grid = is_overridden(pe_array, "rows") || is_overridden(pe_array, "columns");
    if (other_lanes == other_grid) return;
    if (other_grid) {
        if (*rows * *columns <= most_lanes) put(pe_array, "lanes", *rows * *columns);
        return;
    }
    const std::uint64_t put_rows = rows_in_proportion(*lanes, *rows, *columns);
    put(pe_array, "rows", put_rows);
    put(pe_array, "columns", *lanes / put_rows);
}

}  // namespace deltasim::config
