// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "experiment/batch/compare.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/tables/result_tables.hpp"
#include "experiment/tables/savings_tables.hpp"
#include "experiment/tiny_experiment.hpp"
#include "golden.hpp"
#include "report/render.hpp"
#include "rooms.hpp"

// The tiny experiment, with weights off chip, in every format: the run is the comparison's run of `delta`.

namespace deltasim::test::golden_test
{

namespace
{

ComparisonResult golden_comparison()
{
    return compare(tiny_experiment({{"placement", "{weight: dram}"}}), {.jobs = 2, .version = "0"},
                   [](const CompareProgress&) {})
        .result;
}

/// Without the fields that depend on the engine: how many steps it folded.
Json same_of_engines(Json run)
{
    run.erase("engine");
    return run;
}

void check_tables(const std::vector<Table>& tables, const std::string& name)
{
    const std::vector<std::pair<Format, std::string>> files{
        {Format::text, ".txt"}, {Format::csv, ".csv"}, {Format::markdown, ".md"}, {Format::latex, ".tex"}};
    for (const auto& [format, extension] : files) {
        check_golden(render(tables, format), "tests/experiment/golden/" + name + extension);
    }
}

}  // namespace

TEST_CASE("a run looks as in its golden files")
{
    const RunResult run = golden_comparison().runs.at(1);
    check_tables(run_tables(run), "run");
    check_golden(json_text(same_of_engines(run_json(run))), "tests/experiment/golden/run.json");
}

TEST_CASE("a comparison looks as in its golden files")
{
    const ComparisonResult result = golden_comparison();
    check_tables(comparison_tables(result), "compare");
    Json comparison = comparison_json(result);
    for (Json& run : comparison["runs"]) run = same_of_engines(run);
    check_golden(json_text(comparison), "tests/experiment/golden/compare.json");
}

}  // namespace deltasim::test::golden_test
