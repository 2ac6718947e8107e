// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "mapping/tiled_loops.hpp"
#include "places.hpp"

// Compares the closed forms of the traffic with counts of Timeloop v3.0.3 (commit 6b41058, timeloop-model, default
// counting) for the three products of a layer: data/timeloop_cases.json. The loops of its register files are inside the
// spatial loops.

namespace deltasim::test::timeloop_test
{

namespace
{

using Json = nlohmann::json;

struct Tensor {
    std::string name;
    std::string dimensions;
};

std::vector<Tensor> tensors_of(const std::string& product)
{
    if (product == "fwd") return {{"W", "JI"}, {"A", "SI"}, {"Z", "SJ"}};
    if (product == "dgrad") return {{"W", "JI"}, {"E", "SJ"}, {"D", "SI"}};
    return {{"E", "SJ"}, {"A", "SI"}, {"G", "JI"}};
}

Dimension dimension_of(const std::string& letter)
{
    return letter == "J" ? Dimension::outputs : letter == "I" ? Dimension::inputs : Dimension::samples;
}

/// The loops of a case, the number of loops outside the tile of the buffer, and of those outside the register files.
struct Case {
    mapping::TiledLoops loops;
    std::size_t buffer = 0;
    std::size_t registers = 0;

    explicit Case(const Json& json)
    {
        for (const char* const letter : {"J", "I", "S"}) {
            loops.extents[static_cast<std::size_t>(dimension_of(letter))] = json["dims"][letter];
        }
        model::Extents left = loops.extents;
        for (const Json& loop : json["mapping"]["loops_outermost_to_innermost"]) {
            const Dimension dimension = dimension_of(loop["dim"]);
            std::uint64_t& extent = left[static_cast<std::size_t>(dimension)];
            const std::uint64_t outside = extent;
            extent /= loop["bound"].get<std::uint64_t>();
            const bool temporal = loop["kind"] == "temporal";
            if (temporal) loops.loops.push_back({dimension, outside, extent});
            if (loop["level"] == "DRAM") buffer = loops.loops.size();
            if (loop["level"] != "RF") registers = loops.loops.size();
        }
    }
};

mapping::WordShape shape_of(const Tensor& tensor)
{
    mapping::WordShape shape;
    for (const char letter : tensor.dimensions) {
        shape.indexed[static_cast<std::size_t>(dimension_of(std::string(1, letter)))] = true;
    }
    return shape;
}

bool bypasses(const Json& json, const char* level, const std::string& tensor)
{
    const auto& names = json["mapping"]["bypass"][level];
    return std::find(names.begin(), names.end(), tensor) != names.end();
}

/// Words that come to a place: from outside, or, for an output, from inside.
std::uint64_t words_of(const Case& tried, const mapping::WordShape& shape, std::size_t depth)
{
    return mapping::words_loaded(tried.loops, shape, depth);
}

}  // namespace

TEST_CASE("words moved by tiles are those that Timeloop counts")
{
    std::ifstream file(source_directory() + "/tests/mapping/data/timeloop_cases.json");
    const Json cases = Json::parse(file);
    int held = 0;
    for (const Json& json : cases) {
        const Case tried(json);
        std::uint64_t kept = 0;
        for (const Tensor& tensor : tensors_of(json["problem"])) {
            const mapping::WordShape shape = shape_of(tensor);
            const bool buffered = !bypasses(json, "GB", tensor.name);
            if (buffered) kept += mapping::tile_words(tried.loops, shape, tried.buffer);
            if (json["rejected"].get<bool>() || bypasses(json, "RF", tensor.name)) continue;
            CAPTURE(json["id"], tensor.name);
            const std::uint64_t to_array = words_of(tried, shape, tried.registers);
            const std::uint64_t off_chip = buffered ? words_of(tried, shape, tried.buffer) : to_array;
            const Json& counts = json["counts"];
            const bool output = json["output"] == tensor.name;
            const char* const moved = output ? "updates_total" : "reads_total";
            CHECK(counts["DRAM"][tensor.name][moved] == off_chip);
            if (buffered) CHECK(counts["GB"][tensor.name][moved] == to_array);
            if (output) {
                // A sum is not read before its first write.
                std::uint64_t words = 1;
                for (std::size_t d = 0; d < dimension_count; ++d) {
                    if (shape.indexed[d]) words *= tried.loops.extents[d];
                }
                CHECK(counts["DRAM"][tensor.name]["reads_total"] == off_chip - words);
            } else if (buffered) {
                CHECK(counts["GB"][tensor.name]["fills_total"] == off_chip);
            }
            if (buffered) {
                CHECK(counts["GB"][tensor.name]["tile_words_per_instance"] ==
                      mapping::tile_words(tried.loops, shape, tried.buffer));
            }
            ++held;
        }
        CAPTURE(json["id"]);
        CHECK((kept > json["arch"]["gb_capacity_words"].get<std::uint64_t>()) == json["rejected"].get<bool>());
    }
    CHECK(cases.size() == 42);
    CHECK(held > 100);
}

TEST_CASE("a last tile that is smaller counts as a tile, and moves only its words")
{
    model::NestMapping mapping;
    mapping.levels = {{"dram", {}, {}, 1, {Dimension::inputs, Dimension::outputs, Dimension::samples}},
                      {"buffer", {4, 5, 0}, {}, 1, {Dimension::outputs, Dimension::inputs, Dimension::samples}}};
    mapping.columns = Dimension::inputs;
    const mapping::TiledLoops loops = mapping::tiled_loops(mapping, {7, 12, 3}, 1, 2);
    // inputs: tiles of 5, 5 and 2, in steps of 2: 3 + 3 + 1; outputs: 4 and 3.
    CHECK(mapping::tile_count(loops, Dimension::inputs, loops.level_begins[1]) == 3);
    CHECK(mapping::tile_count(loops, Dimension::inputs, loops.loops.size()) == 7);
    CHECK(mapping::tile_count(loops, Dimension::outputs, loops.level_begins[1]) == 2);
    const mapping::WordShape weight{{true, true, false}};
    const mapping::WordShape activation{{false, true, true}};
    const mapping::WordShape sum{{true, false, true}};
    CHECK(mapping::words_loaded(loops, weight, loops.level_begins[1]) == 7 * 12);
    CHECK(mapping::words_loaded(loops, activation, loops.level_begins[1]) == 12 * 3);
    CHECK(mapping::words_loaded(loops, sum, loops.level_begins[1]) == 3 * 7 * 3);
    CHECK(mapping::tile_words(loops, weight, loops.level_begins[1]) == 20);
    CHECK(mapping::depth_of_registers(loops, sum, 3) == loops.loops.size() - 2);
}

}  // namespace deltasim::test::timeloop_test
