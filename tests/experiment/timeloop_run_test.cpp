// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>

#include "experiment/random_run.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/run/run.hpp"
#include "mapping/tiled_loops.hpp"
#include "model/random_head.hpp"
#include "places.hpp"
#include "rooms.hpp"
#include "schedule/schedules.hpp"
#include "sim/forked.hpp"

// Compares whole runs with Timeloop: the words that `transfers` of a run counts between the DRAM, a buffer and the
// array equal those that Timeloop counts for the same product under the same mapping
// (tests/mapping/data/timeloop_cases.json).
//
// A mapping here cannot express: lanes along a sum other than that of a row; sums that no lane holds (an output that
// bypasses its register file); register files that hold another tile than as many words as fit.

namespace deltasim::test::timeloop_run_test
{

namespace
{

struct Product {
    std::string schedule;
    Phase phase;
    std::vector<std::pair<char, Tensor>> operands;  ///< letter of the peer's tensor
    std::pair<char, Tensor> output;
    Dimension sum;
};

Product product_of(const std::string& problem)
{
    if (problem == "fwd") {
        return {"delta",
                Phase::forward,
                {{'W', Tensor::weight}, {'A', Tensor::activation}},
                {'Z', Tensor::activation},
                Dimension::inputs};
    }
    if (problem == "dgrad") {
        return {"delta",
                Phase::delta,
                {{'W', Tensor::weight}, {'E', Tensor::delta}},
                {'D', Tensor::delta},
                Dimension::outputs};
    }
    return {"framework",
            Phase::gradient,
            {{'E', Tensor::delta}, {'A', Tensor::activation}},
            {'G', Tensor::gradient},
            Dimension::samples};
}

Dimension peer_dimension(const std::string& letter)
{
    return letter == "J" ? Dimension::outputs : letter == "I" ? Dimension::inputs : Dimension::samples;
}

mapping::WordShape peer_shape(char tensor)
{
    switch (tensor) {
    case 'W':
    case 'G': return {{true, true, false}};
    case 'A':
    case 'D': return {{false, true, true}};
    default: return {{true, false, true}};
    }
}

bool bypasses(const Json& json, const char* level, char tensor)
{
    const auto& names = json["mapping"]["bypass"][level];
    return std::find(names.begin(), names.end(), std::string(1, tensor)) != names.end();
}

/// A case as an experiment expresses it; nothing if it cannot.
struct Said {
    NestMapping mapping;
    PeArrayConfig array;
};

LoopOrder order_of(const Json& json, const std::string& level)
{
    std::vector<Dimension> order;
    for (const Json& loop : json["mapping"]["loops_outermost_to_innermost"]) {
        if (loop["level"] == level && loop["kind"] == "temporal") order.push_back(peer_dimension(loop["dim"]));
    }
    for (const Dimension other : {Dimension::outputs, Dimension::inputs, Dimension::samples}) {
        if (std::find(order.begin(), order.end(), other) == order.end()) order.push_back(other);
    }
    return {order[0], order[1], order[2]};
}

/// The tile inside the loops of the DRAM, or inside those of DRAM and buffer.
Extents tile_of(const Json& json, bool in_buffer)
{
    Extents tile{1, 1, 1};
    for (const Json& loop : json["mapping"]["loops_outermost_to_innermost"]) {
        const bool outside =
            loop["level"] == "DRAM" || (!in_buffer && loop["level"] == "GB" && loop["kind"] == "temporal");
        if (!outside) tile[static_cast<std::size_t>(peer_dimension(loop["dim"]))] *= loop["bound"].get<std::uint64_t>();
    }
    return tile;
}

std::optional<Said> said(const Json& json, const Product& product)
{
    Said said;
    said.array.multicast_rows = said.array.multicast_columns = true;
    for (const Json& loop : json["mapping"]["loops_outermost_to_innermost"]) {
        if (loop["kind"] == "temporal") continue;
        const Dimension dimension = peer_dimension(loop["dim"]);
        if (dimension == product.sum && product.phase != Phase::forward) return std::nullopt;
        auto& side = said.mapping.columns ? said.mapping.rows : said.mapping.columns;
        (said.mapping.columns ? said.array.rows : said.array.columns) = loop["bound"].get<std::uint64_t>();
        side = dimension;
    }
    said.array.lanes = said.array.rows * said.array.columns;

    std::vector<Tensor> keep;
    for (const auto& [letter, tensor] : product.operands) {
        if (!bypasses(json, "GB", letter)) keep.push_back(tensor);
    }
    const bool output_kept = !bypasses(json, "GB", product.output.first);
    // Deltas that are read and deltas that are written have the same name.
    const bool named = std::find(keep.begin(), keep.end(), product.output.second) != keep.end();
    if (product.phase != Phase::gradient && named != output_kept) return std::nullopt;
    if (output_kept && !named) keep.push_back(product.output.second);
    if (output_kept) keep.push_back(Tensor::partial_sum);
    said.mapping.levels = {{"dram", {}, {}, 1, order_of(json, "DRAM")},
                           {"buffer", tile_of(json, true), keep, 1, order_of(json, "GB")},
                           {"buffer", tile_of(json, false), {}, 1, order_of(json, "RF")}};

    const Extents whole{json["dims"]["J"], json["dims"]["I"], json["dims"]["S"]};
    const mapping::TiledLoops loops = mapping::tiled_loops(said.mapping, whole, said.array.rows, said.array.columns);
    const std::size_t inside = loops.level_begins.back();
    const auto words = [&](char letter) {
        const mapping::WordShape shape = peer_shape(letter);
        std::uint64_t held = 1;
        for (std::size_t k = inside; k < loops.loops.size(); ++k) {
            const auto d = static_cast<std::size_t>(loops.loops[k].dimension);
            if (shape.indexed[d]) held *= loops.loops[k].extent / loops.loops[k].step;
        }
        return held;
    };
    const auto holds_alike = [&](char letter, std::uint64_t most) {
        const mapping::WordShape shape = peer_shape(letter);
        const std::size_t depth = mapping::depth_of_registers(loops, shape, most);
        return mapping::change_depth(loops, shape, depth) == mapping::change_depth(loops, shape, inside);
    };
    said.array.registers = 0;
    for (const auto& [letter, tensor] : product.operands) {
        if (!bypasses(json, "RF", letter)) said.array.registers = std::max(said.array.registers, words(letter));
    }
    for (const auto& [letter, tensor] : product.operands) {
        if (bypasses(json, "RF", letter)) {
            if (said.array.registers > 0) return std::nullopt;
        } else if (!holds_alike(letter, said.array.registers)) {
            return std::nullopt;
        }
    }
    if (bypasses(json, "RF", product.output.first)) return std::nullopt;
    said.array.accumulators = words(product.output.first);
    if (!holds_alike(product.output.first, said.array.accumulators)) return std::nullopt;
    return said;
}

RandomRun peer_run(const Json& json, const Product& product, const Said& said)
{
    const std::uint64_t outputs = json["dims"]["J"];
    const std::uint64_t inputs = json["dims"]["I"];
    RandomRun run;
    run.head = product.phase == Phase::delta ? head_of({3, inputs, outputs}, Activation::none, Activation::none)
                                             : head_of({inputs, outputs}, Activation::none, Activation::none);
    for (Layer& layer : run.head.layers) layer.bias = false;
    run.training.loss = Loss::squared_error;
    run.training.batch = json["dims"]["S"];
    run.training.schedules = {product.schedule};
    ProcessorConfig& processor = run.priced.processor;
    processor.name = "peer";
    processor.pe_array = said.array;
    processor.pe_array.clock_hz = 100'000'000;
    processor.controller = {100'000'000, 4};
    // Sums and the results that they become have separate tiles.
    const mapping::WordShape results = peer_shape(product.output.first);
    std::uint64_t result_words = bypasses(json, "GB", product.output.first) ? 0 : 1;
    const Extents tile = tile_of(json, true);
    for (std::size_t d = 0; d < dimension_count; ++d) result_words *= results.indexed[d] ? tile[d] : 1;
    processor.memories = {
        {.name = "buffer",
         .capacity_bytes = (json["arch"]["gb_capacity_words"].get<std::uint64_t>() + result_words) * 4,
         .banks = 1,
         .clock_hz = 100'000'000}};
    processor.dram = DramConfig{FlatDramConfig{1U << 26U, 32, 5, 1, 100'000'000}, {}, "flat"};
    run.priced.costs = every_cost();
    for (const std::string_view tensor : tensor_names) run.placement.homes[std::string(tensor)] = "dram";
    run.placement.mapping.own[{1, product.phase}] = said.mapping;
    return run;
}

std::uint64_t words_moved(const Json& run, const Product& product, Tensor tensor, const char* from, const char* to)
{
    for (const Json& row : run["transfers"]) {
        if (row["phase"] == name_of(product.phase) && row["layer"] == 1 && row["tensor"] == name_of(tensor) &&
            row["from"] == from && row["to"] == to)
            return row["words"];
    }
    return 0;
}

RunRequest peer_request(const RandomRun& run)
{
    return {.head = run.head,
            .priced = run.priced,
            .training = run.training,
            .placement = run.placement,
            .schedule = *find_schedule(run.training.schedules.front())};
}

void check_transfers(const Json& json, const Product& product, const Json& run)
{
    const Json& counts = json["counts"];
    for (const auto& [letter, tensor] : product.operands) {
        const std::string name(1, letter);
        CAPTURE(name);
        const bool buffered = !bypasses(json, "GB", letter);
        const char* const place = buffered ? "buffer" : "dram";
        CHECK(words_moved(run, product, tensor, place, "array") ==
              counts[buffered ? "GB" : "DRAM"][name]["reads_total"]);
        if (buffered) CHECK(words_moved(run, product, tensor, "dram", "buffer") == counts["DRAM"][name]["reads_total"]);
    }
    const std::string name(1, product.output.first);
    CAPTURE(name);
    const bool buffered = !bypasses(json, "GB", product.output.first);
    const char* const place = buffered ? "buffer" : "dram";
    const Json& near = counts[buffered ? "GB" : "DRAM"][name];
    CHECK(words_moved(run, product, Tensor::partial_sum, "array", place) +
              words_moved(run, product, product.output.second, "array", place) ==
          near["updates_total"]);
    CHECK(words_moved(run, product, Tensor::partial_sum, place, "array") == near["reads_total"]);
    if (!buffered) return;
    CHECK(words_moved(run, product, Tensor::partial_sum, "buffer", "dram") +
              words_moved(run, product, product.output.second, "buffer", "dram") ==
          counts["DRAM"][name]["updates_total"]);
    CHECK(words_moved(run, product, Tensor::partial_sum, "dram", "buffer") == counts["DRAM"][name]["reads_total"]);
}

}  // namespace

TEST_CASE("a run's transfers are the words that Timeloop counts")
{
    std::ifstream file(source_directory() + "/tests/mapping/data/timeloop_cases.json");
    const Json cases = Json::parse(file);
    int held = 0;
    int rejected = 0;
    std::string unsaid;
    for (const Json& json : cases) {
        CAPTURE(json["id"]);
        const Product product = product_of(json["problem"]);
        const std::optional<Said> how = said(json, product);
        if (!how) {
            unsaid += json["id"].get<std::string>() + " ";
            continue;
        }
        const RandomRun run = peer_run(json, product, *how);
        if (json["rejected"].get<bool>()) {
            CHECK_THROWS_WITH(plan_run(peer_request(run)), Catch::Contains("4 bytes are missing"));
            ++rejected;
            continue;
        }
        check_transfers(json, product, Json::parse(in_child([&] {
                            const RunRequest request = peer_request(run);
                            return run_json(execute_run(request, plan_run(request), {}), "").dump();
                        })));
        ++held;
    }
    CAPTURE(unsaid);
    CHECK(held >= 18);
    CHECK(rejected == 3);
}

}  // namespace deltasim::test::timeloop_run_test
