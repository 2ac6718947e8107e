// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/document/yaml_reader.hpp"
#include "config/workspace.hpp"
#include "places.hpp"
#include "rooms.hpp"

namespace deltasim::test::library_test
{

namespace
{

using Lines = std::vector<std::pair<std::string, std::string>>;

const std::filesystem::path repository = source_directory();

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(repository / folder)) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    return files;
}

/// Whether a key is text or a list that is not empty.
bool is_given(const Node& root, const std::string& key)
{
    const Node* node = root.find(key);
    return node != nullptr && (!node->text.empty() || !node->items.empty());
}

/// The schedules are a higher room's; here only their names are known.
const KnownNames every_schedule{
    {"naive", "naive_downstream", "framework", "delta", "delta_latched", "delta_fused", "delta_lookahead"}};

}  // namespace

TEST_CASE("every shipped file is right")
{
    const SearchPath shipped{{repository}};
    const std::vector<std::pair<std::string, std::string>> folders{{"models", "model"},
                                                                   {"configs/processors", "processor"},
                                                                   {"configs/dram", "DRAM device"},
                                                                   {"configs/costs", "cost table"},
                                                                   {"configs/experiments", "experiment"}};
    for (const auto& [folder, kind] : folders) {
        for (const std::filesystem::path& file : files_in(folder)) {
            INFO(file);
            CHECK(check_file(file, {}, shipped, every_schedule, [](std::uint64_t, std::uint64_t) {}) == kind);
        }
    }
}

TEST_CASE("every shipped model, processor, device and cost table is described, sourced and named as its file")
{
    for (const char* folder : {"models", "configs/processors", "configs/dram", "configs/costs"}) {
        for (const std::filesystem::path& file : files_in(folder)) {
            INFO(file);
            Diagnostics diagnostics(file.string());
            const auto root = read_yaml_file(file, diagnostics);
            REQUIRE(root);
            CHECK(is_given(*root, "description"));
            CHECK((is_given(*root, "source") || is_given(*root, "sources")));
            CHECK((root->find("name") == nullptr || root->find("name")->text == file.stem()));
        }
    }
}

TEST_CASE("the quickstart is what its comments say")
{
    const ExperimentConfig experiment =
        load_experiment(repository / "configs/experiments/quickstart.yaml", {}, {{repository}}, known_names);
    REQUIRE(experiment.models.size() == 5);
    CHECK(experiment.models[4].name == "vgg16");
    CHECK(experiment.models[2].layers ==
          std::vector<Layer>{{960, 1280, Activation::hard_swish}, {1280, 1000, Activation::softmax}});
    REQUIRE(experiment.processors.size() == 2);
    for (const PricedProcessor& priced : experiment.processors) {
        CHECK(priced.costs.name == "horowitz_45nm");
        CHECK_FALSE(priced.processor.assumed.empty());
        for (const auto& [key, reason] : priced.processor.assumed) CHECK_FALSE(reason.empty());
    }
    CHECK(experiment.processors[0].processor.assumed.count("dram.device") == 1);
    CHECK(experiment.processors[1].processor.assumed.count("dram") == 1);
}

TEST_CASE("the shipped cost table leaves no figure out")
{
    const ExperimentConfig experiment =
        load_experiment(repository / "configs/experiments/quickstart.yaml", {}, {{repository}}, known_names);
    const CostTable& table = experiment.processors.front().costs;
    for (const OperationCosts& costs : table.operation_pj) {
        for (const auto& cost : costs) CHECK(cost);
    }
    CHECK(table.register_file_pj);
    const auto& dram = std::get<PerAccessDram>(table.dram);
    CHECK(dram.read_pj_per_bit->value == 1300.0 / 64.0);
    CHECK(dram.write_pj_per_bit->assumed);
    CHECK(dram.static_mw);
    CHECK(table.interconnect_pj_per_bit);
    CHECK(table.pe_static_mw);
    CHECK(table.sram.size() == 7);
    for (const SramCost& row : table.sram) CHECK(row.leakage_mw);
}

TEST_CASE("every shipped cost table prices every operation, memory, DRAM and lane")
{
    for (const std::filesystem::path& file : files_in("configs/costs")) {
        INFO(file);
        const ExperimentConfig experiment = load_experiment(repository / "configs/experiments/quickstart.yaml",
                                                            {{"costs", file.string()}}, {{repository}}, known_names);
        const CostTable& table = experiment.processors.front().costs;
        CHECK(table.operation_pj.front().front());
        for (const OperationCosts& costs : table.operation_pj) {  // of a precision all or none
            for (const auto& cost : costs) CHECK(cost.has_value() == costs.front().has_value());
        }
        CHECK(table.register_file_pj);
        CHECK(table.interconnect_pj_per_bit);
        CHECK(table.pe_static_mw);
        CHECK_FALSE(table.sram.empty());
        for (const SramCost& row : table.sram) {
            CHECK(row.leakage_mw);
            CHECK((row.cell == OnChipKind::sram || row.refresh_pj));
        }
        if (const auto* dram = std::get_if<PerAccessDram>(&table.dram)) {
            CHECK(dram->read_pj_per_bit);
            CHECK(dram->write_pj_per_bit);
            CHECK(dram->static_mw);
        }
    }
}

TEST_CASE("a library lists names with descriptions, the first root's first")
{
    const Workspace workspace;
    workspace.write("models/broken.yaml", "features: [\n");
    workspace.write("models/plain.yaml", "features: 3\n");
    workspace.write("models/folded.yaml", "description: >\n  two\n  lines\n");
    workspace.write("models/notes.txt", "no model");
    workspace.write("other/models/tiny.yaml", "description: hidden behind the first root\n");
    CHECK(list_library(Library::models, {{".", "other", "nowhere"}}) ==
          Lines{{"broken", "models/broken.yaml:2:1: not valid YAML: end of sequence flow not found"},
                {"folded", "two lines"},
                {"plain", ""},
                {"tiny", "two layers"}});
    CHECK(list_library(Library::dram, {{"nowhere"}}).empty());
}

}  // namespace deltasim::test::library_test
