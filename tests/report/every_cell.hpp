// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <vector>

#include "report/table.hpp"

// Two tables with everything that a renderer must handle, for the golden files.

namespace deltasim::report
{

[[nodiscard]] inline std::vector<Table> every_cell()
{
    Table savings;
    savings.title = "Savings of 100% of {schedules} & models | naïve ≥ delta_term";
    savings.columns = {{"model", "model", "", NumberStyle::general},
                       {"energy_pj", "energy", "pJ", NumberStyle::general},
                       {"operand_accesses", "operand accesses", "", NumberStyle::general},
                       {"ratio", "ratio", "x", NumberStyle::fixed_three},
                       {"saving_percent", "saving", "%", NumberStyle::percent},
                       {"error", "error", "", NumberStyle::general}};
    savings.rows = {
        {"vgg16_head", 1.2345678901234567e15, std::uint64_t{1264000000000000}, 1613.0671, 99.938, std::monostate{}},
        {"naïve, \"quoted\"", 12345678.0, std::uint64_t{12345678}, 1.0, -12.5, "needs 1,048,576 bytes\nmore"},
        {"漢字 µ|*[x]", 0.0001234, std::uint64_t{0}, 0.13, 0.0, "C:\\tmp~1 #2 $x^2$ <a_b>"},
        {"[absent]", std::monostate{}, std::monostate{}, std::monostate{}, std::monostate{}, " blanks "},
        {"not finite", std::numeric_limits<double>::infinity(), std::numeric_limits<std::uint64_t>::max(),
         -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(), ""}};
    savings.notes = {"* assumed: 50% & no {source}, see processors/eyeriss_v1", "ratio = E_baseline / E"};

    Table plain;
    plain.columns = {{"name", "name", "", NumberStyle::general}, {"count", "count", "", NumberStyle::general}};
    plain.rows = {{"rows", std::uint64_t{1}}};

    Table empty;
    empty.title = "No rows";
    empty.columns = {{"only", "only", "cycles", NumberStyle::general}};
    return {savings, plain, empty};
}

}  // namespace deltasim::report
