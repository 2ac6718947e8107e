// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>
#include <string>

#include "app/program.hpp"
#include "places.hpp"
#include "rooms.hpp"

// Axes of sweeps with values other than plain numbers of the experiment's own keys.

namespace deltasim::test::sweep_axes_test
{

namespace
{

using Json = nlohmann::json;

/// The rows of a sweep that ends well.
Json rows_of(const Folder& folder, const std::string& sweep)
{
    folder.write("axes.yaml", sweep);
    const Outcome outcome = folder.run({"sweep", "axes.yaml", "--format", "json"});
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    return Json::parse(outcome.out)["rows"];
}

}  // namespace

TEST_CASE("each mapping of an axis has a simulation of its own, that of the same mapping in a comparison")
{
    const Folder folder;
    const Json rows =
        rows_of(folder, small_experiment + std::string("grid: {mapping: [auto, streaming, {forward: streaming}]}\n"));
    REQUIRE(rows.size() == 6);
    folder.write("exp.yaml", small_experiment);
    std::size_t at = 0;
    for (const std::string mapping : {"auto", "streaming", "{forward: streaming}"}) {
        const Outcome compared = folder.run({"compare", "exp.yaml", "--format", "json", "--set", "mapping=" + mapping});
        const Json result = Json::parse(compared.out);
        for (const Json& expected : result.at("rows")) {
            const Json& row = rows.at(at++);
            INFO(row);
            for (const auto& [key, value] : expected.items()) CHECK(row[key] == value);
        }
    }
    CHECK(rows[1]["cycles"] != rows[3]["cycles"]);
}

TEST_CASE("an axis of costs reaches those that a processor brings along")
{
    const Folder folder;
    const Json rows = rows_of(folder, R"(model: lenet_caffe
classes: 10
processor: eyeriss
training: {schedules: [delta], baseline: delta}
grid:
  costs.operations_pj.mac: [1, 3]
  costs.sram: [[{capacity_kib: 128, width_bits: 64, read_pj: 4, write_pj: 5, leakage_mw: 0}]]
skip:
  - {costs.register_file_pj: {at_least: 1000}}
)");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]["costs.operations_pj.mac"] == 1);
    CHECK(rows[1]["costs.operations_pj.mac"] == 3);
    const double difference = rows[1]["energy_pj"].get<double>() - rows[0]["energy_pj"].get<double>();
    CHECK(difference == Approx(2.0 * rows[0]["macs"].get<double>()));
}

}  // namespace deltasim::test::sweep_axes_test
